"""The promises beside a chat: its own hours, and all of a person's once they are proven."""

from __future__ import annotations

from datetime import timedelta

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Channel, Conversation, Owner
from quita.domain.handoff_records import Callback, CallbackState, Handoff
from quita.domain.promises import PromiseState
from quita.services.case_file import CaseFiles
from quita.services.ports import UnitOfWork
from quita.services.promises import SHOWN
from tests.builders import MARIA, MARIAS_PHONE, open_conversation, save_person
from tests.conftest import FakeClock


def hour(
    tx: UnitOfWork, clock: FakeClock, chat: Conversation, number: int, state: CallbackState
) -> None:
    """Let an hour have been promised so many hours ago, for one hour later."""
    made = clock() - timedelta(hours=number)
    key = f"{chat.id}-{number}"
    if tx.handoffs.running(chat.id) is None:
        tx.handoffs.add(Handoff(chat.id, chat.id, "geral", "requested", "r", 4, made))
    due = made + timedelta(hours=1)
    tx.callbacks.promise(Callback(key, chat.id, chat.id, "geral", due, made, "person"))
    tx.callbacks.settle(chat.id, state)


def seen(database: Database, clock: FakeClock, chat: Conversation) -> tuple[list[str], int]:
    promises = CaseFiles(database.reading, clock).of(chat.id).promises
    return [one.state.value for one in promises.shown], promises.more


def test_other_conversations_count_once_identity_is_proven(
    database: Database, clock: FakeClock
) -> None:
    with database() as tx:
        save_person(tx, MARIA, MARIAS_PHONE)
        chat = open_conversation(tx, clock())
        old = open_conversation(
            tx, clock(), "+5581987650008", channel=Channel.SMS_LINK, owner=Owner.CLOSED,
            person_id=MARIA.id,
        )  # fmt: skip
        hour(tx, clock, chat, 3, CallbackState.KEPT)
        hour(tx, clock, old, 9, CallbackState.DUE)
        tx.handoffs.timed_out(old.id, clock() - timedelta(hours=7))
    assert seen(database, clock, chat) == (["kept"], 0)
    with database() as tx:
        tx.conversations.set_verified(chat.id, MARIA.id, clock() + timedelta(minutes=30))
    assert seen(database, clock, chat) == (["kept", "broken"], 0)


def test_an_hour_that_was_missed_taints_no_later_one(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        chat = open_conversation(tx, clock())
        hour(tx, clock, chat, 9, CallbackState.WITHDRAWN)
        tx.handoffs.timed_out(chat.id, clock() - timedelta(hours=7))
        hour(tx, clock, chat, 6, CallbackState.KEPT)
    assert seen(database, clock, chat) == (["kept", "broken"], 0)


def test_there_is_an_end_to_what_is_shown(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        chat = open_conversation(tx, clock())
        for number in range(SHOWN + 3, 1, -1):
            hour(tx, clock, chat, number, CallbackState.WITHDRAWN)
    shown, more = seen(database, clock, chat)
    assert (len(shown), more) == (SHOWN, 2)
    assert set(shown) == {PromiseState.RELEASED.value}
