"""Inbound messages, and the turns that they form. What people wrote is sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import insert, select, update

from quita.adapters.database.repository import Repository, locked
from quita.adapters.database.schema import inbound_messages, set_aside_updates, turns
from quita.domain.conversation import Channel
from quita.domain.errors import Conflict
from quita.domain.records import InboundDraft, InboundMessage, Turn

_PLAIN = (
    "id",
    "seq",
    "conversation_id",
    "external_id",
    "sent_at",
    "received_at",
    "kind",
    "turn_id",
    "about",
)
_SPOKEN = ("audio", "voice")
_SILENT = ("reaction", "revoke")  # said to nobody: a row goes on around them


class SqlMessages(Repository):
    """Fulfils the port Messages."""

    def known(self, channel: Channel, external_id: str) -> bool:
        """Say whether the channel's message is stored already."""
        columns = inbound_messages.c
        same = (columns.channel == channel.value, columns.external_id == external_id)
        return self._connection.execute(select(columns.seq).where(*same)).first() is not None

    def add(
        self, conversation_id: str, draft: InboundDraft, received_at: datetime
    ) -> InboundMessage | None:
        """Insert; None where the channel's id is known."""
        values = {
            "id": self._new_id(),
            "conversation_id": conversation_id,
            "channel": draft.channel.value,
            "external_id": draft.external_id,
            "sent_at": draft.sent_at,
            "received_at": received_at,
            "kind": draft.kind,
            "text": self._sealed(draft.text),
            "payload_id": self._sealed(draft.payload_id),
            "media": None if draft.media is None else self._sealed(json.dumps(dict(draft.media))),
            "raw": self._sealed(json.dumps(dict(draft.raw))),
            "about": draft.about,
            "forwarded": draft.forwarded,
        }
        if not self._insert_once(inbound_messages, values, ["channel", "external_id"]):
            return None
        self._changed(conversation_id, "message")
        return self._select(inbound_messages.c.id == values["id"])[0]

    def pending(self, conversation_id: str) -> list[InboundMessage]:
        """Give messages of no turn yet, by time sent, then by arrival."""
        columns = inbound_messages.c
        return self._select(
            columns.conversation_id == conversation_id,
            columns.turn_id.is_(None),
            order=(columns.sent_at, columns.seq),
        )

    def open_turn(self, conversation_id: str) -> Turn | None:
        """Give the turn that was frozen and not finished, counting one more attempt."""
        query = select(turns).where(
            turns.c.conversation_id == conversation_id, turns.c.finished_at.is_(None)
        )
        row = self._connection.execute(locked(query)).first()
        if row is None:
            return None
        attempts = row.attempts + 1
        change = update(turns).where(turns.c.id == row.id).values(attempts=attempts)
        self._connection.execute(change)
        return self._turn(row.id, conversation_id, attempts)

    def freeze(self, conversation_id: str, message_ids: Sequence[str], at: datetime) -> Turn:
        """Make a turn of pending messages, at its first attempt.

        Raises:
            Conflict: one of them is pending no more.
        """
        turn_id = self._new_id()
        values = {"id": turn_id, "conversation_id": conversation_id, "frozen_at": at, "attempts": 1}
        self._connection.execute(insert(turns).values(**values))
        columns = inbound_messages.c
        change = update(inbound_messages).where(
            columns.id.in_(message_ids),
            columns.conversation_id == conversation_id,
            columns.turn_id.is_(None),
        )
        if self._connection.execute(change.values(turn_id=turn_id)).rowcount != len(message_ids):
            raise Conflict("a message of this turn belongs to another turn")
        return self._turn(turn_id, conversation_id, attempts=1)

    def finish(self, turn_id: str, outcome: str, at: datetime) -> None:
        """End a turn."""
        change = update(turns).where(turns.c.id == turn_id)
        self._connection.execute(change.values(outcome=outcome, finished_at=at))

    def of_conversation(self, conversation_id: str) -> list[InboundMessage]:
        """Give all messages, by arrival."""
        return self._select(inbound_messages.c.conversation_id == conversation_id)

    def by_seq(self, numbers: Sequence[int]) -> list[InboundMessage]:
        """Give messages by their numbers of arrival, in order."""
        return self._select(inbound_messages.c.seq.in_(numbers))

    def unreadable_in_a_row(self, conversation_id: str) -> int:
        """Count the voice notes and audios without text in the last turns that each hold one.

        Words beside a voice note end no row, and neither does what no turn has yet.
        """
        columns = inbound_messages.c
        query = select(columns.kind, columns.text, columns.turn_id).where(
            columns.conversation_id == conversation_id,
            columns.turn_id.is_not(None),
            columns.kind.not_in(_SILENT),
        )
        unheard: dict[str, int] = {}  # by turn, the latest first
        for row in self._connection.execute(query.order_by(columns.seq.desc())):
            here = row.kind in _SPOKEN and not self._opened(row.text)
            unheard[row.turn_id] = unheard.get(row.turn_id, 0) + here
        return sum(takewhile(bool, unheard.values()))

    def transcribed(self, message_id: str, text: str, at: datetime) -> None:
        """Write down what was said in a voice note."""
        change = update(inbound_messages).where(inbound_messages.c.id == message_id)
        values = {"text": self._sealed(text), "transcribed_at": at}
        self._connection.execute(change.values(**values))

    def set_aside(self, channel: Channel, reason: str, raw: str, at: datetime) -> None:
        """Keep an update that could not be read, with its reason, for somebody to look at.

        What comes again takes the place of what came before: a new row, for whoever delivers the
        old one again forgets that afterwards.
        """
        digest = self._vault.index("set_aside", f"{channel.value}:{raw}")
        before = set_aside_updates.delete().where(set_aside_updates.c.digest == digest)
        self._connection.execute(before)
        values = {"channel": channel.value, "reason": reason, "raw": self._sealed(raw), "at": at}
        self._insert_once(set_aside_updates, {**values, "digest": digest}, ["digest"])

    def set_aside_list(self) -> list[Mapping[str, Any]]:
        """Give what was set aside, oldest first: seq, channel, reason, raw, at and so on."""
        rows = self._connection.execute(select(set_aside_updates).order_by(set_aside_updates.c.seq))
        return [dict(row) | {"raw": self._vault.decrypt(row["raw"])} for row in rows.mappings()]

    def drop_aside(self, seq: int) -> None:
        """Forget what was set aside, for it has been delivered again."""
        gone = set_aside_updates.delete().where(set_aside_updates.c.seq == seq)
        self._connection.execute(gone)

    def _turn(self, turn_id: str, conversation_id: str, attempts: int) -> Turn:
        columns = inbound_messages.c
        messages = self._select(columns.turn_id == turn_id, order=(columns.sent_at, columns.seq))
        return Turn(turn_id, conversation_id, tuple(messages), attempts)

    def _select(
        self, *conditions: Any, order: Sequence[Any] = (inbound_messages.c.seq,)
    ) -> list[InboundMessage]:
        query = select(inbound_messages).where(*conditions).order_by(*order)
        return [self._message(row) for row in self._connection.execute(query)]

    def _message(self, row: Any) -> InboundMessage:
        media = self._opened(row.media)
        return InboundMessage(
            text=self._opened(row.text),
            payload_id=self._opened(row.payload_id),
            media=None if media is None else json.loads(media),
            forwarded=bool(row.forwarded),
            transcribed=row.transcribed_at is not None,
            **{name: getattr(row, name) for name in _PLAIN},
        )
