"""Somebody whose promised hour came after WhatsApp's window had closed."""

from __future__ import annotations

from datetime import timedelta

from quita.bootstrap import Container
from quita.domain.handoff import Decision, Reason
from quita.domain.handoff_records import Callback
from tests.builders import MARIA, draft, open_conversation, save_person
from tests.conftest import FakeClock

PHONE = "+5511987650077"


def miss_an_hour(core: Container, clock: FakeClock, *, known: bool = True) -> str:
    """Let the hour come with the window closed; give the conversation, which waits."""
    at = clock() - timedelta(days=2)
    with core.database() as tx:
        if known:
            save_person(tx, MARIA, PHONE)
        chat = open_conversation(tx, at, PHONE, protocol="2026112100000077")
        tx.messages.add(chat.id, draft(at, "posso falar na segunda?", phone=PHONE), at)
        core.ownership.queue(tx, chat, Decision(Reason.REQUESTED), {})
        handoff = tx.handoffs.running(chat.id)
        assert handoff is not None
        due = clock() - timedelta(minutes=1)
        tx.callbacks.promise(Callback("c", chat.id, handoff.id, "geral", due, at, "person"))
    core.waiting.run()
    return chat.id
