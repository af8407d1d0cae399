"""Tests of the outbox: order, leases, crashes, statuses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Channel
from quita.domain.records import OutboxMessage, OutboxState
from quita.services.ports import UnitOfWork
from tests.adapters.database.samples import CPF, PHONE, open_conversation
from tests.conftest import FakeClock

LEASE = timedelta(minutes=1)
ADVANCING = [OutboxState.SENT, OutboxState.FAILED, OutboxState.DELIVERED, OutboxState.READ]


def write(tx: UnitOfWork, chat: str, at: datetime, *texts: str) -> None:
    for text in texts:
        tx.outbox.add(chat, {"text": text}, "bot", f"{chat}:{text}", at)


def claim(tx: UnitOfWork, now: datetime, worker: str = "w1") -> list[OutboxMessage]:
    return tx.outbox.claim(now, worker, now + LEASE)


def texts(messages: Sequence[OutboxMessage]) -> list[str]:
    return [message.payload["text"] for message in messages]


def states(tx: UnitOfWork, chat: str) -> list[OutboxState]:
    return [message.state for message in tx.outbox.of_conversation(chat)]


@pytest.fixture
def chat(database: Database, clock: FakeClock) -> str:
    with database() as tx:
        return open_conversation(tx, clock()).id


def test_a_message_comes_back_with_where_it_goes(
    database: Database, clock: FakeClock, chat: str
) -> None:
    payload = {"type": "text", "text": "Olá, tudo bem? 😀", "buttons": [{"id": "1"}]}
    with database() as tx:
        tx.outbox.add(chat, payload, "agent:ana", "turn:0", clock())
    with database() as tx:
        (message,) = claim(tx, clock())
    assert message == OutboxMessage(
        id=message.id,
        seq=message.seq,
        conversation_id=chat,
        channel=Channel.WHATSAPP,
        reply_to=PHONE[1:],
        payload=payload,
        author="agent:ana",
        state=OutboxState.QUEUED,
        attempts=0,
        created_at=clock(),
        address_id=message.address_id,
        heard_at=clock(),
    )


def test_what_is_said_is_sealed(database: Database, clock: FakeClock, chat: str) -> None:
    with database() as tx:
        tx.outbox.add(chat, {"text": f"CPF {CPF}"}, "bot", "turn:0", clock())
    with database.engine.connect() as connection:
        assert CPF not in str(connection.exec_driver_sql("SELECT * FROM outbox").one())


def test_a_known_key_changes_nothing(database: Database, clock: FakeClock, chat: str) -> None:
    with database() as tx:
        tx.outbox.add(chat, {"text": "first"}, "bot", "turn:0", clock())
        tx.outbox.add(chat, {"text": "second"}, "system", "turn:0", clock())
    with database() as tx:
        tx.outbox.add(chat, {"text": "third"}, "bot", "turn:0", clock())
        assert texts(tx.outbox.of_conversation(chat)) == ["first"]


def test_messages_leave_in_the_order_in_which_they_were_written(
    database: Database, clock: FakeClock, chat: str
) -> None:
    with database() as tx:
        write(tx, chat, clock(), "a", "b")
        write(tx, chat, clock() - timedelta(hours=1), "c")
        claimed = claim(tx, clock())
    assert texts(claimed) == ["a", "b", "c"]
    assert [message.seq for message in claimed] == sorted(message.seq for message in claimed)


def test_a_conversation_is_delivered_by_one_worker_at_a_time(
    database: Database, clock: FakeClock, chat: str
) -> None:
    with database() as tx:
        write(tx, chat, clock(), "a")
        assert texts(claim(tx, clock(), "w1")) == ["a"]
        assert claim(tx, clock(), "w2") == []
        assert tx.outbox.claim(clock(), "w2", clock() + LEASE, chat) == []
        tx.outbox.release(chat, "w2")
        assert claim(tx, clock(), "w2") == []
        tx.outbox.release(chat, "w1")
        assert texts(claim(tx, clock(), "w2")) == ["a"]


def test_a_conversation_that_is_worked_on_is_delivered_all_the_same(
    database: Database, clock: FakeClock, chat: str
) -> None:
    with database() as tx:
        tx.conversations.ready_at(chat, clock())
        tx.conversations.claim_ready(clock(), "w1", clock() + LEASE)
        write(tx, chat, clock(), "a")
        assert texts(claim(tx, clock(), "w2")) == ["a"]
        tx.outbox.release(chat, "w2")
        assert tx.conversations.holds_lease(chat, "w1")


def test_the_first_message_that_must_wait_holds_up_those_behind_it(
    database: Database, clock: FakeClock, chat: str
) -> None:
    with database() as tx:
        write(tx, chat, clock(), "a", "b", "c")
        first, second, _ = claim(tx, clock())
        tx.outbox.sending(first.id)
        tx.outbox.sent(first.id, "wamid.a", clock())
        tx.outbox.sending(second.id)
        tx.outbox.retry(second.id, OutboxState.QUEUED, "429", clock() + timedelta(seconds=5))
        tx.outbox.release(chat, "w1")
        assert claim(tx, clock()) == []
        assert tx.outbox.claim(clock(), "w1", clock() + LEASE, chat) == []
        again = claim(tx, clock.advance(seconds=5))
    assert texts(again) == ["b", "c"]
    assert (again[0].attempts, again[0].error, again[0].state) == (1, "429", OutboxState.QUEUED)


def test_a_conversation_that_must_wait_does_not_stand_in_the_way_of_others(
    database: Database, clock: FakeClock, chat: str
) -> None:
    with database() as tx:
        write(tx, chat, clock() + timedelta(hours=1), "must wait")
        write(tx, chat, clock() - timedelta(hours=1), "behind it")
        write(tx, open_conversation(tx, clock(), phone="+5511987654321").id, clock(), "due")
        assert texts(claim(tx, clock())) == ["due"]


def test_only_what_is_due_is_given_up_to_the_first_that_waits(
    database: Database, clock: FakeClock, chat: str
) -> None:
    with database() as tx:
        write(tx, chat, clock(), "a")
        write(tx, chat, clock() + timedelta(hours=1), "tomorrow")
        write(tx, chat, clock(), "b")
        assert texts(claim(tx, clock())) == ["a"]


def test_a_failed_message_does_not_hold_up_those_behind_it(
    database: Database, clock: FakeClock, chat: str
) -> None:
    with database() as tx:
        write(tx, chat, clock(), "a", "b")
        first, _ = claim(tx, clock())
        tx.outbox.failed(first.id, "131026")
        tx.outbox.release(chat, "w1")
        assert texts(claim(tx, clock())) == ["b"]
        failed = tx.outbox.of_conversation(chat)[0]
        assert (failed.state, failed.error) == (OutboxState.FAILED, "131026")


def test_what_a_crash_left_sending_comes_back_unclear_and_nothing_overtakes_it(
    database: Database, clock: FakeClock, chat: str
) -> None:
    with database() as tx:
        write(tx, chat, clock(), "a", "b")
        first, _ = claim(tx, clock(), "dead")
        tx.outbox.sending(first.id)
    with database() as tx:
        assert claim(tx, clock.advance(seconds=59), "w2") == []
    with database() as tx:
        again = claim(tx, clock.advance(seconds=1), "w2")
        assert texts(again) == ["a", "b"]
        assert [message.state for message in again] == [OutboxState.UNCLEAR, OutboxState.QUEUED]
    with database() as tx:
        assert states(tx, chat) == [OutboxState.UNCLEAR, OutboxState.QUEUED]


def test_an_unclear_message_waits_its_time_and_stays_unclear(
    database: Database, clock: FakeClock, chat: str
) -> None:
    with database() as tx:
        write(tx, chat, clock(), "a")
        (message,) = claim(tx, clock())
        tx.outbox.sending(message.id)
        tx.outbox.retry(message.id, OutboxState.UNCLEAR, "timeout", clock.advance(seconds=30))
        tx.outbox.release(chat, "w1")
        (again,) = claim(tx, clock())
    assert (again.state, again.attempts, again.error) == (OutboxState.UNCLEAR, 1, "timeout")


def test_the_conversation_that_is_due_the_longest_comes_first(
    database: Database, clock: FakeClock, chat: str
) -> None:
    with database() as tx:
        other = open_conversation(tx, clock(), phone="+5511987654321").id
        write(tx, chat, clock(), "later")
        write(tx, other, clock() - timedelta(seconds=1), "sooner")
        assert texts(claim(tx, clock())) == ["sooner"]
        assert texts(claim(tx, clock())) == ["later"]
        assert claim(tx, clock()) == []


def test_a_named_conversation_is_taken_before_others(
    database: Database, clock: FakeClock, chat: str
) -> None:
    with database() as tx:
        other = open_conversation(tx, clock(), phone="+5511987654321").id
        write(tx, other, clock() - timedelta(seconds=1), "sooner")
        write(tx, chat, clock(), "mine")
        assert texts(tx.outbox.claim(clock(), "w1", clock() + LEASE, chat)) == ["mine"]
        assert tx.outbox.claim(clock(), "w1", clock() + LEASE, "none") == []


def test_nothing_due_leaves_no_lease(database: Database, clock: FakeClock, chat: str) -> None:
    with database() as tx:
        write(tx, chat, clock() + timedelta(seconds=1), "a")
        assert tx.outbox.claim(clock(), "w1", clock() + LEASE, chat) == []
        assert texts(claim(tx, clock.advance(seconds=1), "w2")) == ["a"]


@pytest.mark.parametrize("first", ADVANCING)
@pytest.mark.parametrize("second", ADVANCING)
def test_statuses_only_advance(
    database: Database, clock: FakeClock, chat: str, first: OutboxState, second: OutboxState
) -> None:
    with database() as tx:
        write(tx, chat, clock(), "a")
        (message,) = claim(tx, clock())
        tx.outbox.sending(message.id)
        tx.outbox.sent(message.id, "wamid.a", clock())
        for state in (first, second):
            assert tx.outbox.advance(state, external_id="wamid.a", message_id=None, error=None)
        assert states(tx, chat) == [max(first, second, key=ADVANCING.index)]


def test_a_status_is_known_by_our_id_before_the_channels_id_is(
    database: Database, clock: FakeClock, chat: str
) -> None:
    with database() as tx:
        write(tx, chat, clock(), "a")
        (message,) = claim(tx, clock())
        tx.outbox.sending(message.id)
        assert tx.outbox.advance(
            OutboxState.DELIVERED, external_id="wamid.a", message_id=message.id, error=None
        )
        tx.outbox.release(chat, "w1")
        assert claim(tx, clock.advance(minutes=5)) == []
        assert tx.outbox.advance(
            OutboxState.READ, external_id="wamid.a", message_id=None, error=None
        )
        assert states(tx, chat) == [OutboxState.READ]


def test_a_status_of_nothing_we_sent_is_not_ours(database: Database, chat: str) -> None:
    with database() as tx:
        for message_id in (None, "unknown"):
            assert not tx.outbox.advance(
                OutboxState.READ, external_id="wamid.x", message_id=message_id, error=None
            )


def test_what_the_sender_learns_late_does_not_take_a_status_back(
    database: Database, clock: FakeClock, chat: str
) -> None:
    with database() as tx:
        write(tx, chat, clock(), "a")
        (message,) = claim(tx, clock())
        tx.outbox.sending(message.id)
        tx.outbox.advance(
            OutboxState.READ, external_id="wamid.a", message_id=message.id, error=None
        )
        tx.outbox.sending(message.id)
        tx.outbox.retry(message.id, OutboxState.UNCLEAR, "timeout", clock())
        tx.outbox.failed(message.id, "gave up")
        tx.outbox.sent(message.id, "wamid.other", clock())
        (stored,) = tx.outbox.of_conversation(chat)
    assert (stored.state, stored.external_id) == (OutboxState.READ, "wamid.a")
    assert (stored.error, stored.attempts) == (None, 0)


def test_a_failure_told_by_the_channel_is_kept_with_its_error(
    database: Database, clock: FakeClock, chat: str
) -> None:
    with database() as tx:
        write(tx, chat, clock(), "a")
        (message,) = claim(tx, clock())
        tx.outbox.sent(message.id, "wamid.a", clock())
        tx.outbox.advance(
            OutboxState.FAILED, external_id="wamid.a", message_id=None, error="131049"
        )
        (stored,) = tx.outbox.of_conversation(chat)
    assert (stored.state, stored.error) == (OutboxState.FAILED, "131049")
