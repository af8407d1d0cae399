"""Tests of receiving: nothing lost, nothing twice, turns that a crash does not change."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Channel, Conversation, Owner
from quita.domain.errors import Conflict
from quita.domain.records import InboundDraft
from quita.services.inbox import Claimed, Inbox, Timing, protocol_number
from quita.services.ports import UnitOfWork
from tests.builders import JOSES_PHONE, MARIA, MARIAS_PHONE, draft, later, press, save_person
from tests.conftest import FakeClock

WINDOW, LEASE = timedelta(seconds=2), timedelta(seconds=60)


@pytest.fixture
def inbox(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> Inbox:
    return Inbox(database, clock, new_id, Timing(WINDOW, LEASE))


def claim(inbox: Inbox, worker: str = "w1") -> Claimed:
    claimed = inbox.claim(worker)
    assert claimed is not None
    return claimed


def texts(claimed: Claimed) -> list[str | None]:
    return [message.text for message in claimed.turn.messages]


def finish(database: Database, claimed: Claimed, clock: FakeClock, worker: str = "w1") -> None:
    """End a turn as the runner does."""
    chat = claimed.conversation.id
    with database() as tx:
        tx.messages.finish(claimed.turn.id, "answered", clock())
        waiting = tx.messages.pending(chat)
        tx.conversations.ready_at(chat, clock() if waiting else None)
        tx.conversations.release(chat, worker)


def conversations(database: Database) -> list[Conversation]:
    with database() as tx:
        return tx.conversations.with_owner(list(Owner))


def test_a_first_message_opens_a_conversation_of_the_bot(
    database: Database, clock: FakeClock, inbox: Inbox
) -> None:
    assert inbox.receive([draft(clock(), "oi")]) == 1
    (conversation,) = conversations(database)
    assert conversation.owner is Owner.BOT
    assert conversation.address == MARIAS_PHONE[1:]
    assert conversation.opened_at == conversation.last_inbound_at == clock()
    assert conversation.person_id is None
    assert re.fullmatch(r"20261123\d{8}", conversation.protocol)


def test_a_batch_is_one_transaction(database: Database, clock: FakeClock, inbox: Inbox) -> None:
    broken = draft(clock(), "dois", address_kind=None)
    with pytest.raises(AttributeError):
        inbox.receive([draft(clock(), "um"), broken])
    assert conversations(database) == []
    assert inbox.receive([draft(clock(), "um"), draft(clock(), "dois")]) == 2


class Contested:
    """A unit of work that another process gets in the way of, a few times."""

    def __init__(self, database: Database, times: int) -> None:
        """Fail so many times."""
        self._database, self.left = database, times

    def __call__(self) -> AbstractContextManager[UnitOfWork]:
        """Run one transaction; its end fails as long as there are failures left."""

        @contextmanager
        def transaction() -> Any:
            with self._database() as tx:
                yield tx
                if self.left:
                    self.left -= 1
                    raise Conflict("somebody was faster")

        return transaction()


@pytest.mark.parametrize(("conflicts", "stored"), [(1, 1), (4, 1), (5, 0)])
def test_a_batch_that_meets_another_is_tried_five_times(
    database: Database,
    clock: FakeClock,
    new_id: Callable[[], str],
    conflicts: int,
    stored: int,
) -> None:
    contested = Contested(database, conflicts)
    inbox = Inbox(contested, clock, new_id, Timing(WINDOW, LEASE))
    if stored:
        assert inbox.receive([draft(clock())]) == 1
    else:
        with pytest.raises(Conflict):
            inbox.receive([draft(clock())])
    assert contested.left == 0
    assert len(conversations(database)) == stored


def test_a_message_that_comes_again_changes_nothing(
    database: Database, clock: FakeClock, inbox: Inbox
) -> None:
    message = draft(clock(), "oi")
    assert inbox.receive([message, message]) == 1
    before = conversations(database)
    clock.advance(minutes=5)
    assert inbox.receive([message]) == 0
    assert conversations(database) == before
    clock.advance(seconds=-5 * 60 + 2)
    assert texts(claim(inbox)) == ["oi"]


def test_a_message_that_comes_again_after_the_end_opens_no_conversation(
    database: Database, clock: FakeClock, inbox: Inbox
) -> None:
    message = draft(clock(), "oi")
    inbox.receive([message])
    (conversation,) = conversations(database)
    with database() as tx:
        tx.conversations.set_owner(conversation.id, Owner.CLOSED, at=clock())
    assert inbox.receive([message]) == 0
    assert [one.id for one in conversations(database)] == [conversation.id]


def test_a_message_to_a_closed_conversation_opens_a_new_one(
    database: Database, clock: FakeClock, inbox: Inbox
) -> None:
    inbox.receive([draft(clock(), "oi")])
    (old,) = conversations(database)
    finish(database, claim_after_window(inbox, clock), clock)
    with database() as tx:
        save_person(tx, MARIA)
        tx.conversations.set_verified(old.id, MARIA.id, later(clock(), minutes=10))
        tx.conversations.set_owner(old.id, Owner.CLOSED, at=clock())
    inbox.receive([draft(clock(), "voltei")])
    (new,) = [one for one in conversations(database) if one.owner is Owner.BOT]
    assert new.id != old.id
    assert new.protocol != old.protocol
    assert not new.verified(clock())
    assert texts(claim_after_window(inbox, clock)) == ["voltei"]


def claim_after_window(inbox: Inbox, clock: FakeClock) -> Claimed:
    clock.advance(seconds=WINDOW.total_seconds())
    return claim(inbox)


def test_two_addresses_are_two_conversations(
    database: Database, clock: FakeClock, inbox: Inbox
) -> None:
    inbox.receive([draft(clock(), "sou maria"), draft(clock(), "sou josé", phone=JOSES_PHONE)])
    assert {one.address for one in conversations(database)} == {MARIAS_PHONE[1:], JOSES_PHONE[1:]}
    clock.advance(seconds=2)
    first, second = claim(inbox, "w1"), claim(inbox, "w2")
    assert {texts(first)[0], texts(second)[0]} == {"sou maria", "sou josé"}
    assert inbox.claim("w3") is None


def test_one_address_on_two_channels_is_two_conversations(
    database: Database, clock: FakeClock, inbox: Inbox
) -> None:
    inbox.receive([draft(clock()), draft(clock(), channel=Channel.SMS_LINK)])
    assert {one.channel for one in conversations(database)} == set(Channel)


def test_messages_within_the_typing_window_are_one_turn_and_wait_for_its_end(
    clock: FakeClock, inbox: Inbox
) -> None:
    inbox.receive([draft(clock(), "oi")])
    clock.advance(seconds=1.5)
    inbox.receive([draft(clock(), "quero pagar")])
    clock.advance(seconds=1.9)
    assert inbox.claim("w1") is None
    clock.advance(seconds=0.1)
    assert texts(claim(inbox)) == ["oi", "quero pagar"]


def test_messages_of_a_turn_stand_in_the_order_sent_and_then_of_arrival(
    clock: FakeClock, inbox: Inbox
) -> None:
    sent = clock()
    inbox.receive(
        [
            draft(later(sent, seconds=1), "três"),
            draft(sent, "um"),
            draft(sent, "dois"),
            draft(later(sent, seconds=1), "quatro"),
        ]
    )
    assert texts(claim_after_window(inbox, clock)) == ["um", "dois", "três", "quatro"]


def test_what_arrives_while_a_turn_is_worked_on_is_the_next_turn(
    database: Database, clock: FakeClock, inbox: Inbox
) -> None:
    inbox.receive([draft(clock(), "oi")])
    first = claim_after_window(inbox, clock)
    inbox.receive([draft(later(clock(), minutes=-9), "sent long before")])
    clock.advance(seconds=5)
    assert inbox.claim("w2") is None
    finish(database, first, clock)
    second = claim(inbox)
    assert texts(first) == ["oi"]
    assert texts(second) == ["sent long before"]
    assert second.turn.id != first.turn.id


@pytest.mark.parametrize(
    ("said", "turns"),
    [
        ("oi | tudo bem", [["oi", "tudo bem"]]),
        ("oi | /negotiate", [["oi"], ["/negotiate"]]),
        ("/accept_offer#1 | espera, não", [["/accept_offer#1"], ["espera, não"]]),
        ("/accept_offer#1 | /accept_offer#1", [["/accept_offer#1"] * 2]),
        ("/choose_option#1 | /choose_option#2", [["/choose_option#1"], ["/choose_option#2"]]),
        ("oi | /negotiate | rápido | por favor", [["oi"], ["/negotiate"], ["rápido", "por favor"]]),
    ],
)
def test_a_press_is_a_turn_of_its_own_so_that_no_word_beside_it_is_lost(
    database: Database, clock: FakeClock, inbox: Inbox, said: str, turns: list[list[str]]
) -> None:
    drafts: list[InboundDraft] = []
    for word in said.split(" | "):
        drafts.append(press(clock(), word) if word.startswith("/") else draft(clock(), word))
    inbox.receive(drafts)
    clock.advance(seconds=2)
    seen = []
    while claimed := inbox.claim("w1"):
        seen.append([message.payload_id or message.text for message in claimed.turn.messages])
        finish(database, claimed, clock)
    assert seen == turns


def test_a_turn_that_a_crash_left_comes_back_the_same_when_its_lease_runs_out(
    clock: FakeClock, inbox: Inbox
) -> None:
    inbox.receive([draft(clock(), "oi"), draft(clock(), "quero pagar")])
    first = claim_after_window(inbox, clock)
    inbox.receive([draft(clock(), "alguém?")])
    clock.advance(seconds=59)
    assert inbox.claim("w2") is None
    clock.advance(seconds=1)
    second = claim(inbox, "w2")
    assert (second.turn.id, texts(second)) == (first.turn.id, texts(first))
    assert (first.turn.attempts, second.turn.attempts) == (1, 2)
    clock.advance(seconds=60)
    assert claim(inbox, "w3").turn.attempts == 3


def test_a_lease_that_is_kept_does_not_run_out(clock: FakeClock, inbox: Inbox) -> None:
    inbox.receive([draft(clock())])
    chat = claim_after_window(inbox, clock).conversation.id
    clock.advance(seconds=50)
    assert inbox.keep(chat, "w1")
    clock.advance(seconds=50)
    assert inbox.claim("w2") is None
    clock.advance(seconds=10)
    assert claim(inbox, "w2").conversation.id == chat
    assert not inbox.keep(chat, "w1")


def test_a_turn_put_back_is_tried_again_after_its_delay(clock: FakeClock, inbox: Inbox) -> None:
    inbox.receive([draft(clock(), "oi")])
    first = claim_after_window(inbox, clock)
    inbox.put_back(first.conversation.id, "w1", timedelta(seconds=5))
    clock.advance(seconds=4.9)
    assert inbox.claim("w2") is None
    clock.advance(seconds=0.1)
    second = claim(inbox, "w2")
    assert (second.turn.id, second.turn.attempts) == (first.turn.id, 2)


def test_who_lost_the_lease_puts_nothing_back(clock: FakeClock, inbox: Inbox) -> None:
    inbox.receive([draft(clock())])
    chat = claim_after_window(inbox, clock).conversation.id
    clock.advance(seconds=60)
    claim(inbox, "w2")
    inbox.put_back(chat, "w1", timedelta(0))
    clock.advance(seconds=1)
    assert inbox.claim("w3") is None


def test_a_conversation_without_pending_messages_is_let_go(
    database: Database, clock: FakeClock, inbox: Inbox
) -> None:
    inbox.receive([draft(clock())])
    claimed = claim_after_window(inbox, clock)
    finish(database, claimed, clock)
    with database() as tx:
        tx.conversations.ready_at(claimed.conversation.id, clock())
    assert inbox.claim("w1") is None
    inbox.receive([draft(clock(), "ainda aqui")])
    assert texts(claim_after_window(inbox, clock)) == ["ainda aqui"]


def test_the_longest_waiting_conversation_goes_first(clock: FakeClock, inbox: Inbox) -> None:
    inbox.receive([draft(clock(), "segunda", phone=JOSES_PHONE)])
    clock.advance(seconds=1)
    inbox.receive([draft(clock(), "terceira")])
    clock.advance(seconds=30)
    assert texts(claim(inbox)) == ["segunda"]


@pytest.mark.parametrize(("silence", "verified"), [(29, True), (30, False), (600, False)])
def test_a_proof_of_identity_lapses_after_half_an_hour_of_silence(
    database: Database, clock: FakeClock, inbox: Inbox, silence: int, verified: bool
) -> None:
    inbox.receive([draft(clock())])
    (conversation,) = conversations(database)
    with database() as tx:
        save_person(tx, MARIA)
        tx.conversations.set_verified(conversation.id, MARIA.id, later(clock(), minutes=30))
    clock.advance(minutes=silence)
    inbox.receive([draft(clock())])
    (after,) = conversations(database)
    assert after.verified(clock()) is verified
    assert after.verified_until == (later(clock(), minutes=30) if verified else None)
    assert after.last_inbound_at == clock()


def test_a_proof_that_lapsed_does_not_come_back(
    database: Database, clock: FakeClock, inbox: Inbox
) -> None:
    inbox.receive([draft(clock())])
    (conversation,) = conversations(database)
    with database() as tx:
        save_person(tx, MARIA)
        tx.conversations.set_verified(conversation.id, MARIA.id, later(clock(), minutes=30))
    for _ in range(3):
        clock.advance(minutes=31)
        inbox.receive([draft(clock())])
    assert not conversations(database)[0].verified(clock())


def test_a_protocol_number_is_the_day_in_sao_paulo_and_eight_digits(clock: FakeClock) -> None:
    midnight = clock().replace(hour=2, minute=30)
    assert re.fullmatch(r"20261122\d{8}", protocol_number(midnight, "0b5e" * 8))
    assert re.fullmatch(r"20261123\d{8}", protocol_number(clock(), "1"))
    assert protocol_number(clock(), "a1") != protocol_number(clock(), "a2")
