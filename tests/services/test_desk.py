"""What agents see: the most urgent first, a conversation as one line of time, names masked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Channel, Owner
from quita.domain.errors import NotFound
from quita.domain.records import Case, OutboxState
from quita.services.desk import Desk, payload_text
from tests.adapters.database.samples import MARIA, draft, open_conversation
from tests.conftest import FakeClock


@pytest.fixture
def desk(database: Database, clock: FakeClock) -> Desk:
    return Desk(database.reading, clock)


def test_the_queue_holds_what_waits_and_what_is_with_people_the_most_urgent_first(
    database: Database, desk: Desk, clock: FakeClock
) -> None:
    with database() as tx:
        chats = [open_conversation(tx, clock(), phone=f"+551198765430{n}") for n in range(5)]
        owners = [Owner.QUEUED, Owner.HUMAN, Owner.BOT, Owner.CLOSED, Owner.QUEUED]
        priorities = [4, 2, 0, 0, 1]
        for chat, owner, priority in zip(chats, owners, priorities, strict=True):
            tx.conversations.set_owner(chat.id, owner, priority=priority, at=clock())
    assert [row.conversation.id for row in desk.queue()] == [chats[n].id for n in (4, 1, 0)]


def test_a_person_is_named_once_verified_and_only_by_a_masked_name(
    database: Database, desk: Desk, clock: FakeClock
) -> None:
    with database() as tx:
        tx.people.save(MARIA)
        chat = open_conversation(tx, clock())
    before = desk.transcript(chat.id).row
    with database() as tx:
        tx.conversations.set_verified(chat.id, "maria", clock() + timedelta(minutes=30))
    after = desk.transcript(chat.id).row
    clock.advance(minutes=30)
    lapsed = desk.transcript(chat.id).row
    assert (before.person, before.verified) == ("Pessoa não identificada", False)
    assert (after.person, after.verified) == ("Maria C.", True)
    assert (lapsed.person, lapsed.verified) == ("Maria C.", False)


def test_a_transcript_puts_both_sides_in_the_order_of_time(
    database: Database, desk: Desk, clock: FakeClock
) -> None:
    with database() as tx:
        chat = open_conversation(tx, clock())
        tx.messages.add(chat.id, draft(clock(), "oi"), clock())
        tx.outbox.add(
            chat.id, {"kind": "text", "text": "olá"}, "bot", "k1", clock.advance(seconds=1)
        )
        tx.messages.add(chat.id, draft(clock(), None, kind="voice"), clock.advance(seconds=1))
        hello = {"kind": "text", "text": "Sou a Ana."}
        tx.outbox.add(chat.id, hello, "agent:ana", "k2", clock.advance(seconds=1))
        case = Case("c1", "2026112300000009", "claim_fraud", chat.id, None, None, clock())
        tx.cases.add(case, "case")
    story = desk.transcript(chat.id)
    assert [(e.author, e.text, e.state) for e in story.entries] == [
        ("person", "oi", None),
        ("bot", "olá", OutboxState.QUEUED),
        ("person", "[voice]", None),
        ("agent:ana", "Sou a Ana.", OutboxState.QUEUED),
    ]
    assert story.cases == (case,)


def test_the_reply_window_of_whatsapp_closes_a_day_after_the_last_message(
    database: Database, desk: Desk, clock: FakeClock
) -> None:
    with database() as tx:
        chat = open_conversation(tx, clock())
        web = open_conversation(tx, clock(), channel=Channel.SMS_LINK)
    assert desk.transcript(chat.id).reply_window_closes == clock() + timedelta(hours=24)
    assert desk.transcript(web.id).reply_window_closes is None


def test_an_unknown_conversation_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.transcript("nenhuma")


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        ({"kind": "text", "text": "Oi"}, "Oi"),
        ({"kind": "buttons", "text": "Sim?", "buttons": [{"id": "/s", "title": "Sim"}]},
         "Sim?\n[Sim]"),
        ({"kind": "list", "text": "Qual?", "button": "Ver", "rows": [{"id": "1", "title": "Um"}]},
         "Qual?\n[Um]"),
        ({"kind": "document", "link": "https://x", "filename": "acordo.pdf"}, "acordo.pdf"),
        ({"kind": "image", "link": "https://x", "caption": "QR"}, "QR"),
    ],
)  # fmt: skip
def test_an_outbound_message_is_shown_in_words(payload: dict[str, object], text: str) -> None:
    assert payload_text(payload) == text
