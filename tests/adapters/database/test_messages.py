"""Tests of inbound messages and turns."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Channel
from quita.domain.errors import Conflict
from quita.domain.records import InboundMessage
from quita.services.ports import UnitOfWork
from tests.adapters.database.samples import CPF, PHONE, draft, open_conversation
from tests.conftest import FakeClock


def receive(
    tx: UnitOfWork, conversation_id: str, at: datetime, *texts: str
) -> list[InboundMessage]:
    stored = [tx.messages.add(conversation_id, draft(at, text), at) for text in texts]
    return [message for message in stored if message is not None]


def test_a_message_comes_back_as_stored(database: Database, clock: FakeClock) -> None:
    media = {"id": "m1", "mime_type": "image/jpeg", "caption": "comprovante 😀"}
    with database() as tx:
        chat = open_conversation(tx, clock()).id
        written = draft(clock(), None, kind="image", payload_id="offer:1", media=media)
        stored = tx.messages.add(chat, written, clock() + timedelta(seconds=1))
    assert stored is not None
    assert stored == InboundMessage(
        id=stored.id,
        seq=stored.seq,
        conversation_id=chat,
        external_id=written.external_id,
        sent_at=clock(),
        received_at=clock() + timedelta(seconds=1),
        kind="image",
        text=None,
        payload_id="offer:1",
        media=media,
        turn_id=None,
    )
    with database() as tx:
        assert tx.messages.of_conversation(chat) == [stored]


@pytest.mark.parametrize("text", ["", "a\x00b", "\ud800 meio emoji", "ção 😀"])
def test_whatever_a_phone_sends_is_stored(database: Database, clock: FakeClock, text: str) -> None:
    with database() as tx:
        chat = open_conversation(tx, clock()).id
        stored = tx.messages.add(chat, draft(clock(), text, raw={"body": text}), clock())
        assert stored is not None
        assert stored.text == text
        tx.messages.set_aside(Channel.WHATSAPP, "not JSON", text, clock())
        assert tx.messages.set_aside_list()[0]["raw"] == text


def test_a_known_external_id_is_stored_once(database: Database, clock: FakeClock) -> None:
    message = draft(clock(), "oi", external_id="wamid.1")
    with database() as tx:
        chat = open_conversation(tx, clock()).id
        assert tx.messages.add(chat, message, clock()) is not None
        assert tx.messages.add(chat, message, clock()) is None
    with database() as tx:
        assert tx.messages.add(chat, message, clock()) is None
        assert len(tx.messages.of_conversation(chat)) == 1


def test_two_channels_may_use_the_same_external_id(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        chat = open_conversation(tx, clock()).id
        for channel in Channel:
            message = draft(clock(), "oi", external_id="1", channel=channel)
            assert tx.messages.add(chat, message, clock()) is not None


def test_pending_messages_come_by_time_sent_then_by_arrival(
    database: Database, clock: FakeClock
) -> None:
    with database() as tx:
        chat = open_conversation(tx, clock()).id
        receive(tx, chat, clock() + timedelta(seconds=2), "c", "d")
        receive(tx, chat, clock() + timedelta(seconds=1), "b")
        receive(tx, chat, clock(), "a")
        assert [message.text for message in tx.messages.pending(chat)] == ["a", "b", "c", "d"]
        assert [message.text for message in tx.messages.of_conversation(chat)] == [*"cdba"]


def test_the_same_instant_in_another_zone_is_the_same_instant(
    database: Database, clock: FakeClock
) -> None:
    brasilia = timezone(timedelta(hours=-3))
    with database() as tx:
        chat = open_conversation(tx, clock()).id
        receive(tx, chat, clock(), "second")
        receive(tx, chat, (clock() - timedelta(minutes=1)).astimezone(brasilia), "first")
        pending = tx.messages.pending(chat)
    assert [message.text for message in pending] == ["first", "second"]
    assert pending[0].sent_at == clock() - timedelta(minutes=1)
    assert pending[0].sent_at.utcoffset() == timedelta(0)


def test_a_frozen_turn_comes_back_the_same_with_one_more_attempt(
    database: Database, clock: FakeClock
) -> None:
    with database() as tx:
        chat = open_conversation(tx, clock()).id
        assert tx.messages.open_turn(chat) is None
        stored = receive(tx, chat, clock(), "a", "b")
        turn = tx.messages.freeze(chat, [message.id for message in stored], clock())
        assert turn.attempts == 1
        receive(tx, chat, clock(), "c")
    with database() as tx:
        again = tx.messages.open_turn(chat)
        assert again is not None
        assert (again.id, again.messages, again.attempts) == (turn.id, turn.messages, 2)
        assert [message.text for message in again.messages] == ["a", "b"]
        assert {message.turn_id for message in again.messages} == {turn.id}
        assert [message.text for message in tx.messages.pending(chat)] == ["c"]
    with database() as tx:
        third = tx.messages.open_turn(chat)
        assert third is not None and third.attempts == 3


def test_a_finished_turn_does_not_come_back(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        chat = open_conversation(tx, clock()).id
        ids = [message.id for message in receive(tx, chat, clock(), "a")]
        turn = tx.messages.freeze(chat, ids, clock())
        tx.messages.finish(turn.id, "replied", clock())
        assert tx.messages.open_turn(chat) is None
        assert tx.messages.pending(chat) == []


def test_a_message_is_of_one_turn_only(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        chat = open_conversation(tx, clock()).id
        ids = [message.id for message in receive(tx, chat, clock(), "a", "b")]
        turn = tx.messages.freeze(chat, ids[:1], clock())
        tx.messages.finish(turn.id, "replied", clock())
    with pytest.raises(Conflict), database() as tx:
        tx.messages.freeze(chat, ids, clock())
    with database() as tx:
        assert [message.id for message in tx.messages.pending(chat)] == ids[1:]


def test_a_conversation_has_one_unfinished_turn(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        chat = open_conversation(tx, clock()).id
        ids = [message.id for message in receive(tx, chat, clock(), "a", "b")]
        tx.messages.freeze(chat, ids[:1], clock())
    with pytest.raises(Conflict), database() as tx:
        tx.messages.freeze(chat, ids[1:], clock())


def test_voice_notes_without_text_are_counted_up_to_the_last_turn_that_holds_none(
    database: Database, clock: FakeClock
) -> None:
    with database() as tx:
        chat = open_conversation(tx, clock()).id

        def counts(*turn: tuple[str, str | None]) -> tuple[int, int]:
            """Give the count before these messages are a turn, and after."""
            drafts = [draft(clock(), text, kind=kind) for kind, text in turn]
            kept = [tx.messages.add(chat, one, clock()) for one in drafts]
            before = tx.messages.unreadable_in_a_row(chat)
            frozen = tx.messages.freeze(chat, [one.id for one in kept if one], clock())
            tx.messages.finish(frozen.id, "answered", clock())
            return before, tx.messages.unreadable_in_a_row(chat)

        assert counts(("audio", None)) == (0, 1)
        assert counts(("text", "oi")) == (1, 0)
        assert counts(("voice", None), ("text", "oi")) == (0, 1)
        assert counts(("text", "e aí"), ("audio", "")) == (1, 2)
        assert counts(("voice", "quero pagar")) == (2, 0)
        assert counts(("voice", None), ("voice", None)) == (0, 2)
        assert counts(("image", None)) == (2, 0)


def test_what_people_write_is_sealed(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        chat = open_conversation(tx, clock()).id
        message = draft(
            clock(), CPF, kind="document", payload_id=f"cpf:{CPF}", media={"caption": CPF}
        )
        tx.messages.add(chat, message, clock())
        tx.messages.set_aside(Channel.WHATSAPP, "unknown type", f'{{"from": "{CPF}"}}', clock())
    with database.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM inbound_messages").all()
        rows += connection.exec_driver_sql("SELECT * FROM set_aside_updates").all()
    assert len(rows) == 2
    assert CPF not in str(rows)
    assert PHONE[1:] not in str(rows)


def test_what_could_not_be_read_waits_for_somebody(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        tx.messages.set_aside(Channel.WHATSAPP, "unknown type", "{}", clock())
        tx.messages.set_aside(Channel.SMS_LINK, "no sender", "[]", clock())
    with database() as tx:
        first, second = tx.messages.set_aside_list()
    assert (first["channel"], first["reason"], first["raw"], first["at"]) == (
        "whatsapp",
        "unknown type",
        "{}",
        clock(),
    )
    assert second["reason"] == "no sender"
