"""Tests of people who move: a number hidden, changed, given to somebody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Channel, Conversation, Owner
from quita.domain.records import AddressKind, InboundDraft
from quita.services.inbox import Inbox, Timing
from quita.services.whereabouts import CHANGED_NUMBER, Spot, moved
from tests.builders import MARIA, MARIAS_PHONE, draft, save_person
from tests.conftest import FakeClock

ANNA, OTHER = "BR.4400000000001", "BR.4400000000002"
NEW_PHONE = "+5551999990009"
WA = Channel.WHATSAPP


@pytest.fixture
def inbox(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> Inbox:
    return Inbox(database, clock, new_id, Timing(timedelta(0), timedelta(seconds=60)))


def by_user_id(clock: FakeClock, user_id: str = ANNA) -> InboundDraft:
    """Make a message of somebody who hides their number."""
    kind = AddressKind.BSUID
    return draft(clock(), address_kind=kind, address_value=user_id, reply_to=user_id)


def conversations(database: Database) -> list[Conversation]:
    with database() as tx:
        return tx.conversations.with_owner([Owner.BOT, Owner.QUEUED, Owner.HUMAN])


def only(database: Database) -> Conversation:
    (one,) = conversations(database)
    return one


def prove(database: Database, clock: FakeClock) -> None:
    """Let the only conversation be verified, with Maria on file at her phone."""
    chat, until = only(database).id, clock() + timedelta(minutes=30)
    with database() as tx:
        save_person(tx, MARIA, MARIAS_PHONE)
        tx.conversations.set_verified(chat, MARIA.id, until)


def test_who_hides_their_number_goes_on_in_the_same_conversation(
    database: Database, clock: FakeClock, inbox: Inbox
) -> None:
    inbox.receive([draft(clock(), user_id=ANNA)])
    prove(database, clock)
    inbox.receive([by_user_id(clock)])
    assert only(database).address == ANNA
    assert only(database).verified(clock())
    inbox.receive([draft(clock(), user_id=ANNA)])
    assert only(database).address == MARIAS_PHONE[1:]


def test_who_shows_their_number_later_goes_on_in_the_same_conversation(
    database: Database, clock: FakeClock, inbox: Inbox
) -> None:
    inbox.receive([by_user_id(clock)])
    inbox.receive([draft(clock(), user_id=ANNA)])
    assert only(database).address == MARIAS_PHONE[1:]


def test_people_on_file_at_a_phone_are_found_by_its_user_id(
    database: Database, clock: FakeClock, inbox: Inbox
) -> None:
    inbox.receive([draft(clock(), user_id=ANNA)])
    with database() as tx:
        save_person(tx, MARIA, "+555181234567")  # on file without the ninth digit
        user = tx.people.ensure_address(AddressKind.BSUID, ANNA)
        assert tx.people.at_address(user) == [MARIA]


def test_the_two_forms_of_a_mobile_are_one_conversation(
    database: Database, clock: FakeClock, inbox: Inbox
) -> None:
    inbox.receive([draft(clock())])
    inbox.receive([draft(clock(), phone="+555181234567")])
    assert only(database).address == "555181234567"


def test_another_user_id_at_a_phone_ends_the_proof_of_identity(
    database: Database, clock: FakeClock, inbox: Inbox
) -> None:
    inbox.receive([draft(clock(), user_id=ANNA)])
    prove(database, clock)
    inbox.receive([draft(clock(), user_id=OTHER)])
    assert only(database).person_id is None
    inbox.receive([by_user_id(clock, ANNA)])  # whoever had the phone is somewhere else now
    assert len(conversations(database)) == 2


def test_a_changed_number_takes_the_conversation_along_and_ends_the_proof(
    database: Database, clock: FakeClock, inbox: Inbox
) -> None:
    inbox.receive([draft(clock(), user_id=ANNA)])
    prove(database, clock)
    with database() as tx:
        assert moved(tx, WA, Spot(MARIAS_PHONE[1:], ANNA), Spot(NEW_PHONE[1:], OTHER), clock())
    assert only(database).address == NEW_PHONE[1:]
    assert not only(database).verified(clock())
    inbox.receive([draft(clock(), phone=NEW_PHONE, user_id=OTHER)])
    here = only(database).address_id
    with database() as tx:
        assert tx.people.at_address(here) == [MARIA]


def test_who_asked_for_no_messages_is_left_alone_at_the_new_number_too(
    database: Database, clock: FakeClock
) -> None:
    with database() as tx:
        old = tx.people.ensure_address(AddressKind.PHONE, MARIAS_PHONE)
        tx.people.suppress(old, None, "opt_out", clock())
        moved(tx, WA, Spot(MARIAS_PHONE[1:], None), Spot(NEW_PHONE[1:], None), clock())
        new = tx.people.ensure_address(AddressKind.PHONE, NEW_PHONE)
        assert tx.people.suppressed(new, "opt_out")
        assert not tx.people.suppressed(new, CHANGED_NUMBER)
        assert tx.people.suppressed(old, CHANGED_NUMBER)


def test_who_comes_back_to_an_old_number_may_be_written_to_there(
    database: Database, clock: FakeClock
) -> None:
    here, there = Spot(MARIAS_PHONE[1:], None), Spot(NEW_PHONE[1:], None)
    with database() as tx:
        old = tx.people.ensure_address(AddressKind.PHONE, MARIAS_PHONE)
        moved(tx, WA, here, there, clock())
        moved(tx, WA, there, here, clock())
        assert not tx.people.suppressed(old)


def test_another_user_id_at_the_same_phone_is_no_move(
    database: Database, clock: FakeClock, inbox: Inbox
) -> None:
    inbox.receive([draft(clock(), user_id=ANNA)])
    prove(database, clock)
    here = only(database).address_id
    with database() as tx:
        assert moved(tx, WA, Spot(None, ANNA), Spot(MARIAS_PHONE[1:], OTHER), clock())
        assert not tx.people.suppressed(here)
    assert not only(database).verified(clock())
    inbox.receive([by_user_id(clock, OTHER)])
    assert len(conversations(database)) == 1


def test_a_move_to_where_somebody_already_writes_leaves_both_conversations(
    database: Database, clock: FakeClock, inbox: Inbox
) -> None:
    inbox.receive([draft(clock()), draft(clock(), phone=NEW_PHONE)])
    with database() as tx:
        moved(tx, WA, Spot(MARIAS_PHONE[1:], None), Spot(NEW_PHONE[1:], None), clock())
    assert {one.address for one in conversations(database)} == {MARIAS_PHONE[1:], NEW_PHONE[1:]}


def test_a_move_of_somebody_unknown_is_nothing(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        assert not moved(tx, WA, Spot("5551900000000", ANNA), Spot(NEW_PHONE[1:], None), clock())
        assert tx.aliases.find(AddressKind.PHONE, NEW_PHONE) is None
