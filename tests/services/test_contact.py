"""Tests of who must not be written to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Conversation
from quita.domain.errors import NotFound
from quita.domain.events import CONTACT_SUPPRESSED
from quita.services.contact import OPT_OUT, WRONG_PERSON, Contact
from tests.builders import JOSES_PHONE, MARIA, later, open_conversation, save_person
from tests.conftest import FakeClock

WITHOUT_NINE = "+555181234567"  # Maria's phone as WhatsApp may write it


@pytest.fixture
def contact(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> Contact:
    return Contact(database, clock, new_id)


@pytest.fixture
def conversation(database: Database, clock: FakeClock) -> Conversation:
    with database() as tx:
        save_person(tx, MARIA)
        return open_conversation(tx, clock())


def suppressed(database: Database, conversation: Conversation) -> bool:
    with database() as tx:
        return tx.people.suppressed(conversation.address_id)


def reasons(database: Database, clock: FakeClock) -> list[str]:
    with database() as tx:
        events = tx.events.unpublished(later(clock(), days=1), 100)
    return [event.data["reason"] for event in events if event.type == CONTACT_SUPPRESSED]


def test_an_opt_out_needs_no_identity_and_counts_once(
    database: Database, clock: FakeClock, contact: Contact, conversation: Conversation
) -> None:
    for _ in range(2):
        contact.suppress(conversation.id, OPT_OUT)
    assert suppressed(database, conversation)
    assert reasons(database, clock) == [OPT_OUT]
    with database() as tx:
        assert [row["action"] for row in tx.events.trail(conversation.id)] == ["suppress:opt_out"]


def test_an_opt_out_holds_for_the_phone_in_its_other_form_and_for_no_other_phone(
    database: Database, clock: FakeClock, contact: Contact, conversation: Conversation
) -> None:
    contact.suppress(conversation.id, OPT_OUT)
    with database() as tx:
        same = open_conversation(tx, clock(), WITHOUT_NINE)
        other = open_conversation(tx, clock(), JOSES_PHONE)
    assert suppressed(database, same)
    assert not suppressed(database, other)


def test_an_opt_out_by_mistake_is_taken_back(
    database: Database, contact: Contact, conversation: Conversation
) -> None:
    contact.suppress(conversation.id, OPT_OUT)
    contact.undo(conversation.id)
    assert not suppressed(database, conversation)
    with database() as tx:
        trail = [row["action"] for row in tx.events.trail(conversation.id)]
    assert trail == ["suppress:opt_out", "unsuppress"]


@pytest.mark.parametrize("reason", [WRONG_PERSON, "case:claim_fraud"])
def test_taking_an_opt_out_back_leaves_what_else_keeps_us_quiet(
    database: Database, contact: Contact, conversation: Conversation, reason: str
) -> None:
    contact.suppress(conversation.id, reason)
    contact.suppress(conversation.id, OPT_OUT)
    contact.undo(conversation.id)
    assert suppressed(database, conversation)


def test_an_opt_out_is_kept_also_where_a_case_keeps_us_quiet_already(
    database: Database, clock: FakeClock, contact: Contact, conversation: Conversation
) -> None:
    contact.suppress(conversation.id, "case:claim_fraud")
    contact.suppress(conversation.id, OPT_OUT)
    with database() as tx:
        tx.people.lift_suppression(conversation.address_id, clock(), "case:claim_fraud")
    assert suppressed(database, conversation)
    assert reasons(database, clock) == ["case:claim_fraud", OPT_OUT]


def test_an_opt_out_after_one_was_taken_back_counts_again(
    database: Database, clock: FakeClock, contact: Contact, conversation: Conversation
) -> None:
    contact.suppress(conversation.id, OPT_OUT)
    contact.undo(conversation.id)
    contact.suppress(conversation.id, OPT_OUT)
    assert suppressed(database, conversation)
    assert reasons(database, clock) == [OPT_OUT, OPT_OUT]


def test_the_event_names_no_phone_and_no_person(
    database: Database, clock: FakeClock, contact: Contact, conversation: Conversation
) -> None:
    contact.suppress(conversation.id, WRONG_PERSON)
    with database() as tx:
        (event,) = tx.events.unpublished(later(clock(), days=1), 100)
    assert dict(event.data) == {
        "conversation": conversation.id,
        "channel": "whatsapp",
        "reason": WRONG_PERSON,
    }


def test_an_unknown_conversation_is_not_found(contact: Contact) -> None:
    with pytest.raises(NotFound):
        contact.suppress("nobody's", OPT_OUT)
    with pytest.raises(NotFound):
        contact.undo("nobody's")
