"""Tests of checking who is writing."""

from __future__ import annotations

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Channel
from quita.domain.errors import NotFound, NotVerified
from quita.domain.identity import PLACES, Answers, Outcome, challenge_place
from quita.domain.records import AddressKind, Person
from quita.services.access import verified_person
from quita.services.identity import Checked, Identity
from quita.services.inbox import Inbox, Timing
from quita.services.ports import NewId
from tests.builders import (
    JOSE,
    JOSES_PHONE,
    MARIA,
    MARIAS_PHONE,
    draft,
    open_conversation,
    save_person,
)
from tests.conftest import FakeClock

WRONG = Answers("000", "1900")
FAILED, LOCKED = Checked(Outcome.FAILED), Checked(Outcome.LOCKED)


@pytest.fixture
def identity(database: Database, clock: FakeClock) -> Identity:
    return Identity(database, clock)


def write_from(
    database: Database, clock: FakeClock, phone: str, channel: Channel = Channel.WHATSAPP
) -> str:
    """Open a conversation at a phone and give its id."""
    with database() as tx:
        return open_conversation(tx, clock(), phone, channel=channel).id


@pytest.fixture
def chat(database: Database, clock: FakeClock) -> str:
    """A conversation at the phone of Maria alone."""
    with database() as tx:
        save_person(tx, MARIA, MARIAS_PHONE)
        save_person(tx, JOSE, JOSES_PHONE)
    return write_from(database, clock, MARIAS_PHONE)


def fragments(chat: str, person: Person = MARIA) -> Answers:
    """Give the right answers to what a conversation asks for."""
    start, end = PLACES[challenge_place(chat)]
    return Answers(person.cpf[start:end], str(person.birth_date.year))


def is_verified(database: Database, clock: FakeClock, chat: str) -> bool:
    with database() as tx:
        try:
            verified_person(tx, chat, clock())
        except NotVerified:
            return False
        return True


def test_two_right_answers_verify_and_give_the_first_name(
    database: Database, clock: FakeClock, identity: Identity, chat: str
) -> None:
    assert identity.place(chat) == challenge_place(chat)
    assert identity.check(chat, fragments(chat)) == Checked(Outcome.VERIFIED, "Maria")
    with database() as tx:
        conversation, person = verified_person(tx, chat, clock())
    assert person.id == conversation.person_id == MARIA.id
    with database() as tx:
        assert [row["action"] for row in tx.events.trail(chat)] == ["identity_verified"]


def test_the_whole_cpf_and_the_whole_date_verify_too(identity: Identity, chat: str) -> None:
    answers = Answers(MARIA.cpf, MARIA.birth_date.isoformat())
    assert identity.check(chat, answers).outcome is Outcome.VERIFIED


def test_the_phone_without_its_ninth_digit_is_the_same_phone(
    database: Database, clock: FakeClock, identity: Identity, chat: str
) -> None:
    other = write_from(database, clock, "+555181234567")
    assert identity.check(other, fragments(other)).outcome is Outcome.VERIFIED


def test_two_facts_are_no_proof_at_somebody_elses_phone(
    database: Database, clock: FakeClock, identity: Identity, chat: str
) -> None:
    joses = write_from(database, clock, JOSES_PHONE)
    assert identity.check(joses, fragments(joses)) == FAILED
    assert not is_verified(database, clock, joses)


def test_before_any_check_nobody_is_verified(
    database: Database, clock: FakeClock, chat: str
) -> None:
    assert not is_verified(database, clock, chat)


def test_three_failures_lock_and_then_right_answers_no_longer_help(
    database: Database, clock: FakeClock, identity: Identity, chat: str
) -> None:
    assert [identity.check(chat, WRONG) for _ in range(3)] == [FAILED, FAILED, LOCKED]
    assert identity.locked(chat)
    assert identity.check(chat, fragments(chat)) == LOCKED
    assert not is_verified(database, clock, chat)


def test_a_success_between_failures_does_not_wipe_them_out(identity: Identity, chat: str) -> None:
    identity.check(chat, WRONG)
    identity.check(chat, WRONG)
    assert identity.check(chat, fragments(chat)).outcome is Outcome.VERIFIED
    assert identity.check(chat, WRONG) == LOCKED


def test_failures_are_forgotten_after_24_hours(
    clock: FakeClock, identity: Identity, chat: str
) -> None:
    for _ in range(3):
        identity.check(chat, WRONG)
        clock.advance(hours=8)
    assert identity.locked(chat)
    clock.advance(seconds=1)
    assert not identity.locked(chat)
    assert identity.check(chat, fragments(chat)).outcome is Outcome.VERIFIED


def test_failures_count_for_the_person_on_all_their_phones(
    database: Database, clock: FakeClock, identity: Identity, chat: str
) -> None:
    phones = ("+5551990000001", "+5551990000002", "+5551990000003")
    with database() as tx:
        save_person(tx, MARIA, *phones)
    chats = [write_from(database, clock, phone) for phone in phones]
    assert [identity.check(one, WRONG) for one in chats] == [FAILED, FAILED, LOCKED]
    assert identity.locked(chat)
    assert not identity.locked(write_from(database, clock, JOSES_PHONE))


def test_failures_count_for_the_address_in_all_its_conversations(
    database: Database, clock: FakeClock, identity: Identity, chat: str
) -> None:
    web = write_from(database, clock, MARIAS_PHONE, Channel.SMS_LINK)
    identity.check(chat, WRONG)
    identity.check(web, WRONG)
    assert identity.check(chat, WRONG) == LOCKED
    assert identity.locked(web)


def test_an_unknown_address_is_answered_like_a_wrong_one_and_told_nothing(
    database: Database, clock: FakeClock, identity: Identity, chat: str
) -> None:
    unknown = write_from(database, clock, "+5551900000000")
    right = fragments(unknown)
    here = [identity.check(unknown, right) for _ in range(4)]
    there = [identity.check(chat, WRONG) for _ in range(4)]
    assert here == there == [FAILED, FAILED, LOCKED, LOCKED]
    assert not is_verified(database, clock, unknown)


def test_two_people_at_one_address_are_told_apart_or_neither_is_taken(
    database: Database, clock: FakeClock, identity: Identity, chat: str
) -> None:
    start, end = PLACES[challenge_place(chat)]
    digits = MARIA.cpf[start:end]
    twins_cpf = "11144477735"[:start] + digits + "11144477735"[end:]
    with database() as tx:
        tx.people.save(Person("twin", "Ana", twins_cpf, MARIA.birth_date.replace(month=1)))
        address_id = tx.people.ensure_address(AddressKind.PHONE, MARIAS_PHONE)
        tx.people.link("twin", address_id, "portfolio")
    assert identity.check(chat, Answers(digits, "1987")) == FAILED
    assert identity.check(chat, Answers(digits, "1987-01-22")) == Checked(Outcome.VERIFIED, "Ana")
    assert identity.check(chat, Answers(digits, "1987-08-22")) == Checked(Outcome.VERIFIED, "Maria")


def test_failures_at_a_shared_address_count_for_no_person_elsewhere(
    database: Database, clock: FakeClock, identity: Identity, chat: str
) -> None:
    with database() as tx:
        save_person(tx, JOSE, MARIAS_PHONE)
    for _ in range(3):
        identity.check(chat, WRONG)
    assert identity.locked(chat)
    assert not identity.locked(write_from(database, clock, JOSES_PHONE))


def test_a_proof_lapses_after_half_an_hour_of_silence(
    database: Database, clock: FakeClock, identity: Identity, chat: str
) -> None:
    identity.check(chat, fragments(chat))
    clock.advance(minutes=29, seconds=59)
    assert is_verified(database, clock, chat)
    clock.advance(seconds=1)
    assert not is_verified(database, clock, chat)


def test_each_message_carries_a_proof_on(
    database: Database, clock: FakeClock, identity: Identity, new_id: NewId, chat: str
) -> None:
    inbox = Inbox(database, clock, new_id, Timing())
    identity.check(chat, fragments(chat))
    for _ in range(4):
        clock.advance(minutes=20)
        inbox.receive([draft(clock(), "ainda estou aqui")])
    assert is_verified(database, clock, chat)
    clock.advance(minutes=31)
    inbox.receive([draft(clock(), "voltei")])
    assert not is_verified(database, clock, chat)


def test_a_proof_in_one_conversation_proves_nothing_in_another(
    database: Database, clock: FakeClock, identity: Identity, chat: str
) -> None:
    web = write_from(database, clock, MARIAS_PHONE, Channel.SMS_LINK)
    identity.check(chat, fragments(chat))
    assert not is_verified(database, clock, web)


def test_the_trail_of_a_failure_holds_no_answer(
    database: Database, identity: Identity, chat: str
) -> None:
    identity.check(chat, Answers("987", "1987"))
    with database() as tx:
        (row,) = tx.events.trail(chat)
    assert (row["action"], row["details"]) == ("identity_failed", {})


def test_an_unknown_conversation_is_not_found(identity: Identity) -> None:
    with pytest.raises(NotFound):
        identity.check("nobody's", WRONG)
    with pytest.raises(NotFound):
        identity.locked("nobody's")
