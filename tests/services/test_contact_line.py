"""All contacts with a person stand in one line, and nobody unproven sees another's."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Channel, Conversation, Owner
from quita.domain.handoff_records import Callback, CallbackState, Handoff
from quita.domain.links import Link
from quita.domain.records import OutboxState
from quita.services.contact_line import PAGE, ContactLine, ContactMade, Via
from quita.services.ports import UnitOfWork
from quita.services.ports.sms import SmsMessage
from tests.builders import MARIA, MARIAS_PHONE, draft, open_conversation, save_person
from tests.conftest import FakeClock

OTHER_PHONE = "+5581987650008"


@pytest.fixture
def line(database: Database, clock: FakeClock) -> ContactLine:
    return ContactLine(database.reading, clock)


@pytest.fixture
def chat(database: Database, clock: FakeClock) -> Conversation:
    """Maria's conversation; she has proved who she is."""
    with database() as tx:
        save_person(tx, MARIA, MARIAS_PHONE)
        until = clock() + timedelta(hours=9)
        return open_conversation(tx, clock(), person_id=MARIA.id, verified_until=until)


def elsewhere(tx: UnitOfWork, clock: FakeClock) -> None:
    """Let Maria have written in the web chat, got an SMS and been promised an hour."""
    address = tx.people.ensure_address(draft(clock()).address_kind, OTHER_PHONE)
    old = open_conversation(
        tx, clock(), OTHER_PHONE, channel=Channel.SMS_LINK, owner=Owner.CLOSED, person_id=MARIA.id
    )
    tx.links.add(Link("link", MARIA.id, clock(), "cli", clock() + timedelta(days=9)), "code")
    sms = SmsMessage("sms", "k", OTHER_PHONE, "Oi", address, "link")
    tx.sms.add(sms, clock.advance(minutes=1))
    sent = tx.sms.claim(clock(), "w", clock() + timedelta(minutes=1))
    assert sent is not None
    tx.sms.sent("sms", "gw", clock())
    tx.sms.reported(OutboxState.DELIVERED, "gw", None, None, clock())
    web = draft(clock(), "oi", channel=Channel.SMS_LINK, phone=OTHER_PHONE)
    tx.messages.add(old.id, web, clock.advance(minutes=1))
    handoff = Handoff("h", old.id, "geral", "requested", "intent:request_human", 4, clock())
    tx.handoffs.add(handoff)
    hour = Callback("c", old.id, "h", "geral", clock.advance(minutes=1), clock(), "person")
    tx.callbacks.promise(hour)
    tx.callbacks.settle(old.id, CallbackState.KEPT)


def shown(contacts: list[ContactMade]) -> list[tuple[str, str, bool, int, str | None]]:
    return [
        (one.via.value, one.author, one.incoming, one.count, one.state.value if one.state else None)
        for one in contacts
    ]


def test_the_line_merges_every_channel_with_direction_and_state(
    database: Database, clock: FakeClock, chat: Conversation, line: ContactLine
) -> None:
    with database() as tx:
        elsewhere(tx, clock)
        for words in ("oi", "sou eu"):
            tx.messages.add(chat.id, draft(clock(), words), clock.advance(minutes=1))
        reminder = {"kind": "template", "name": "lembrete_neutro", "text": "Oi!"}
        tx.outbox.add(chat.id, reminder, "system", "t", clock.advance(minutes=1))
        tx.outbox.add(
            chat.id, {"kind": "text", "text": "a"}, "agent:ana", "a", clock.advance(hours=1)
        )
        tx.outbox.add(chat.id, {"kind": "text", "text": "b"}, "agent:ana", "b", clock())
        first = tx.outbox.of_conversation(chat.id)[0]
        tx.outbox.sent(first.id, "wamid", clock())
        tx.outbox.advance(OutboxState.READ, external_id="wamid", message_id=None, error=None)
    page = line.page(chat.id)
    assert shown(list(page.contacts)) == [
        ("whatsapp", "agent", False, 2, "queued"),
        ("whatsapp", "system", False, 1, "read"),
        ("whatsapp", "person", True, 2, None),
        ("callback", "person", False, 1, "kept"),
        ("sms_link", "person", True, 1, None),
        ("sms", "system", False, 1, "delivered"),
    ]
    assert [one.template for one in page.contacts][:3] == [None, "lembrete_neutro", None]
    assert [one.here for one in page.contacts] == [True, True, True, False, False, False]
    assert page.older is None


def test_before_identity_is_proven_only_this_conversation_is_told_of(
    database: Database, clock: FakeClock, chat: Conversation, line: ContactLine
) -> None:
    with database() as tx:
        elsewhere(tx, clock)
        tx.messages.add(chat.id, draft(clock(), "oi"), clock())
    clock.advance(hours=10)
    assert shown(list(line.page(chat.id).contacts)) == [("whatsapp", "person", True, 1, None)]


def test_an_hour_that_is_still_to_come_is_no_contact_yet(
    database: Database, clock: FakeClock, chat: Conversation, line: ContactLine
) -> None:
    with database() as tx:
        tx.handoffs.add(Handoff("h", chat.id, "geral", "requested", "r", 4, clock()))
        due = clock() + timedelta(minutes=5)
        tx.callbacks.promise(Callback("c", chat.id, "h", "geral", due, clock(), "system"))
    assert line.page(chat.id).contacts == []
    clock.advance(minutes=5)
    [contact] = line.page(chat.id).contacts
    assert contact.via is Via.CALLBACK


def test_a_failure_in_a_row_of_messages_is_what_is_shown(
    database: Database, clock: FakeClock, chat: Conversation, line: ContactLine
) -> None:
    with database() as tx:
        for key in "ab":
            tx.outbox.add(chat.id, {"kind": "text", "text": key}, "bot", key, clock())
        tx.outbox.failed(tx.outbox.of_conversation(chat.id)[0].id, "131026")
    [contact] = line.page(chat.id).contacts
    assert (contact.count, contact.state) == (2, OutboxState.FAILED)


def test_pages_hold_every_message_once_and_cut_no_row_in_two(
    database: Database, clock: FakeClock, chat: Conversation, line: ContactLine
) -> None:
    with database() as tx:
        for n in range(3 * PAGE):
            at = clock.advance(seconds=1)
            if n % 7 < 4:
                tx.messages.add(chat.id, draft(at, "oi"), at)
            else:
                tx.outbox.add(chat.id, {"kind": "text", "text": "a"}, "bot", f"{n}", at)
    pages = [line.page(chat.id)]
    while pages[-1].older is not None:
        pages.append(line.page(chat.id, pages[-1].older))
    contacts = [one for page in pages for one in page.contacts]
    assert sum(one.count for one in contacts) == 3 * PAGE
    assert all(len(page.contacts) <= PAGE for page in pages)
    assert {one.count for one in contacts} <= {3, 4, 1}
    assert [one.newest for one in contacts] == sorted((c.newest for c in contacts), reverse=True)
    assert all(a.incoming != b.incoming for a, b in pairwise(contacts))


def test_one_long_row_is_cut_rather_than_never_shown(
    database: Database, clock: FakeClock, chat: Conversation, line: ContactLine
) -> None:
    with database() as tx:
        for _ in range(PAGE + 2):
            at = clock.advance(seconds=1)
            tx.messages.add(chat.id, draft(at, "oi"), at)
    first = line.page(chat.id)
    rest = line.page(chat.id, first.older)
    assert [one.count for one in (*first.contacts, *rest.contacts)] == [PAGE, 2]
