"""Tests of conversations: owner, identity, lease."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Channel, Conversation, Owner
from quita.domain.errors import Conflict
from quita.services.ports import UnitOfWork
from tests.adapters.database.samples import MARIA, PHONE, open_conversation
from tests.conftest import FakeClock

OTHER_PHONE = "+5511987654321"


def found(tx: UnitOfWork, conversation: Conversation) -> Conversation:
    again = tx.conversations.get(conversation.id)
    assert again is not None
    return again


def test_a_conversation_comes_back_as_stored(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        tx.people.save(MARIA)
        conversation = open_conversation(
            tx,
            clock(),
            person_id="maria",
            verified_until=clock() + timedelta(minutes=30),
            misunderstandings=1,
            handoff_reason="dispute",
            agent_id="ana",
            priority=2,
            owner=Owner.HUMAN,
        )
    with database() as tx:
        assert tx.conversations.get(conversation.id) == conversation
        assert conversation.address == PHONE[1:]
        assert tx.conversations.open_at(Channel.WHATSAPP, conversation.address_id) == conversation
        assert tx.conversations.open_at(Channel.SMS_LINK, conversation.address_id) is None
        assert tx.conversations.get("none") is None


def test_where_replies_go_is_sealed(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        open_conversation(tx, clock())
    with database.engine.connect() as connection:
        raw = str(connection.exec_driver_sql("SELECT * FROM conversations").one())
    assert PHONE[1:] not in raw


def test_an_address_has_one_open_conversation(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        first = open_conversation(tx, clock())
    with pytest.raises(Conflict), database() as tx:
        open_conversation(tx, clock())
    with database() as tx:
        tx.conversations.set_owner(first.id, Owner.CLOSED, at=clock())
        assert tx.conversations.open_at(Channel.WHATSAPP, first.address_id) is None
        second = open_conversation(tx, clock())
        tx.conversations.set_owner(second.id, Owner.CLOSED, at=clock())
        third = open_conversation(tx, clock())
        assert tx.conversations.open_at(Channel.WHATSAPP, first.address_id) == third


def test_a_message_moves_time_and_verification(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        conversation = open_conversation(tx, clock())
        later = clock.advance(minutes=1)
        until = later + timedelta(minutes=30)
        tx.conversations.touch(conversation.id, later, until, sent_at=later, ready_at=later)
        assert found(tx, conversation) == replace(
            conversation, last_inbound_at=later, heard_at=later, verified_until=until
        )


def test_a_proven_identity_is_kept_until_it_is_taken_back(
    database: Database, clock: FakeClock
) -> None:
    with database() as tx:
        tx.people.save(MARIA)
        conversation = open_conversation(tx, clock())
        tx.conversations.set_verified(conversation.id, "maria", clock() + timedelta(minutes=30))
        assert found(tx, conversation).verified(clock())
        tx.conversations.set_verified(conversation.id, None, None)
        assert found(tx, conversation) == conversation


def test_misunderstandings_are_counted(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        conversation = open_conversation(tx, clock())
        tx.conversations.set_misunderstandings(conversation.id, 2)
        assert found(tx, conversation).misunderstandings == 2


def test_the_reason_stays_when_a_human_takes_over_and_goes_when_the_bot_is_back(
    database: Database, clock: FakeClock
) -> None:
    with database() as tx:
        conversation = open_conversation(tx, clock())
        tx.conversations.set_owner(
            conversation.id, Owner.QUEUED, reason="dispute", priority=2, at=clock()
        )
        queued = replace(
            conversation,
            owner=Owner.QUEUED,
            handoff_reason="dispute",
            handoff_at=clock(),
            priority=2,
        )
        assert found(tx, conversation) == queued
        tx.conversations.set_owner(
            conversation.id, Owner.HUMAN, agent_id="ana", priority=2, at=clock()
        )
        assert found(tx, conversation) == replace(queued, owner=Owner.HUMAN, agent_id="ana")
        tx.conversations.set_owner(conversation.id, Owner.BOT, at=clock())
        assert found(tx, conversation) == conversation


def test_a_closed_conversation_keeps_its_last_handoff(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        conversation = open_conversation(tx, clock())
        tx.conversations.set_owner(
            conversation.id, Owner.HUMAN, agent_id="ana", reason="fraud", priority=1, at=clock()
        )
        tx.conversations.set_owner(conversation.id, Owner.CLOSED, at=clock())
        closed = found(tx, conversation)
    assert (closed.owner, closed.agent_id, closed.handoff_reason) == (Owner.CLOSED, "ana", "fraud")


def test_the_desk_sees_the_most_urgent_first_then_who_waits_longest(
    database: Database, clock: FakeClock
) -> None:
    with database() as tx:
        chats = [open_conversation(tx, clock(), phone=f"+551198765432{n}") for n in range(5)]
        early, late, urgent, held, _bot = [chat.id for chat in chats]
        for chat, priority in ((early, 4), (late, 4), (urgent, 0), (held, 4)):
            tx.conversations.set_owner(
                chat, Owner.QUEUED, reason="requested", priority=priority, at=clock()
            )
            clock.advance(minutes=1)
        tx.conversations.set_owner(held, Owner.HUMAN, agent_id="ana", priority=4, at=clock())
        queue = tx.conversations.with_owner([Owner.QUEUED])
        assert [chat.id for chat in queue] == [urgent, early, late]
        both = tx.conversations.with_owner([Owner.QUEUED, Owner.HUMAN])
        assert [chat.id for chat in both] == [urgent, early, late, held]
        assert tx.conversations.with_owner([]) == []


def test_who_rises_in_priority_keeps_the_time_of_waiting(
    database: Database, clock: FakeClock
) -> None:
    with database() as tx:
        first = open_conversation(tx, clock(), phone=PHONE).id
        second = open_conversation(tx, clock(), phone=OTHER_PHONE).id
        for chat, priority in ((first, 4), (second, 2), (first, 2)):
            tx.conversations.set_owner(
                chat, Owner.QUEUED, reason="requested", priority=priority, at=clock()
            )
            clock.advance(minutes=1)
        assert [chat.id for chat in tx.conversations.with_owner([Owner.QUEUED])] == [first, second]


def test_who_is_queued_anew_waits_anew(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        first = open_conversation(tx, clock(), phone=PHONE).id
        second = open_conversation(tx, clock(), phone=OTHER_PHONE).id
        for chat, owner in (
            (first, Owner.QUEUED),
            (second, Owner.QUEUED),
            (first, Owner.HUMAN),
            (first, Owner.QUEUED),
        ):
            tx.conversations.set_owner(chat, owner, reason="requested", priority=4, at=clock())
            clock.advance(minutes=1)
        assert [chat.id for chat in tx.conversations.with_owner([Owner.QUEUED])] == [second, first]


def test_the_longest_waiting_conversation_is_leased_first(
    database: Database, clock: FakeClock
) -> None:
    until = clock() + timedelta(minutes=1)
    with database() as tx:
        later = open_conversation(tx, clock(), phone=PHONE).id
        sooner = open_conversation(tx, clock(), phone=OTHER_PHONE).id
        tx.conversations.ready_at(later, clock())
        tx.conversations.ready_at(sooner, clock() - timedelta(seconds=1))
        assert tx.conversations.claim_ready(clock(), "w1", until) == sooner
        assert tx.conversations.claim_ready(clock(), "w1", until) == later
        assert tx.conversations.claim_ready(clock(), "w2", until) is None


def test_a_conversation_is_leased_only_when_ready(database: Database, clock: FakeClock) -> None:
    until = clock() + timedelta(minutes=1)
    with database() as tx:
        chat = open_conversation(tx, clock()).id
        assert tx.conversations.claim_ready(clock(), "w1", until) is None
        tx.conversations.ready_at(chat, clock() + timedelta(milliseconds=1200))
        assert tx.conversations.claim_ready(clock(), "w1", until) is None
        assert tx.conversations.claim_ready(clock.advance(seconds=1.2), "w1", until) == chat
        tx.conversations.release(chat, "w1")
        tx.conversations.ready_at(chat, None)
        assert tx.conversations.claim_ready(clock(), "w1", until) is None


def test_a_lapsed_lease_goes_to_the_next_worker(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        chat = open_conversation(tx, clock()).id
        tx.conversations.ready_at(chat, clock())
        tx.conversations.claim_ready(clock(), "w1", clock() + timedelta(minutes=1))
        assert tx.conversations.extend_lease(chat, "w1", clock() + timedelta(minutes=2))
        clock.advance(minutes=1)
        later = clock() + timedelta(minutes=5)
        assert tx.conversations.claim_ready(clock(), "w2", later) is None
        assert tx.conversations.holds_lease(chat, "w1")
        clock.advance(minutes=1)
        assert tx.conversations.claim_ready(clock(), "w2", later) == chat
        assert not tx.conversations.holds_lease(chat, "w1")
        assert not tx.conversations.extend_lease(chat, "w1", later)


def test_who_lost_a_lease_cannot_release_it(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        chat = open_conversation(tx, clock()).id
        tx.conversations.ready_at(chat, clock())
        tx.conversations.claim_ready(clock(), "w2", clock() + timedelta(minutes=1))
        tx.conversations.release(chat, "w1")
        assert tx.conversations.holds_lease(chat, "w2")
        tx.conversations.release(chat, "w2")
        assert not tx.conversations.holds_lease(chat, "w2")
        assert tx.conversations.claim_ready(clock(), "w1", clock()) == chat
