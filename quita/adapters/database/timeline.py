"""Pages of what was said: a query finds the newest row numbers by an index, then reads those."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.sql.elements import ColumnElement

from quita.adapters.database.handoffs import read_callback
from quita.adapters.database.messages import SqlMessages
from quita.adapters.database.outbox import SqlOutbox
from quita.adapters.database.repository import Repository
from quita.adapters.database.schema import (
    callbacks,
    inbound_messages,
    links,
    outbox,
    sms_messages,
)
from quita.adapters.database.sms import SqlSms
from quita.domain.handoff_records import Callback
from quita.domain.records import InboundMessage, OutboxMessage
from quita.domain.timeline import NUMBERED, Mark, Source
from quita.services.ports.sms import SmsMessage


class SqlTimeline(Repository):
    """Fulfils the port Timeline."""

    def heard(
        self, conversation_ids: Sequence[str], before: Mark | None, limit: int
    ) -> list[tuple[Mark, InboundMessage]]:
        """Give what people wrote."""
        columns = inbound_messages.c
        mine = columns.conversation_id.in_(conversation_ids)
        older = _older(columns.received_at, columns.seq, Source.HEARD, before)
        newest = (columns.received_at.desc(), columns.seq.desc())
        numbers = self._numbers(columns.seq, [mine, *older], newest, limit)
        messages = SqlMessages(self._connection, self._vault, self._new_id).by_seq(numbers)
        found = [(Mark.numbered(m.received_at, Source.HEARD, m.seq), m) for m in messages]
        return sorted(found, key=lambda pair: pair[0], reverse=True)

    def said(
        self, conversation_ids: Sequence[str], before: Mark | None, limit: int
    ) -> list[tuple[Mark, OutboxMessage]]:
        """Give what was written to them."""
        columns = outbox.c
        mine = columns.conversation_id.in_(conversation_ids)
        older = _older(columns.created_at, columns.seq, Source.SAID, before)
        newest = (columns.created_at.desc(), columns.seq.desc())
        numbers = self._numbers(columns.seq, [mine, *older], newest, limit)
        messages = SqlOutbox(self._connection, self._vault, self._new_id).by_seq(numbers)
        found = [(Mark.numbered(m.created_at, Source.SAID, m.seq), m) for m in messages]
        return sorted(found, key=lambda pair: pair[0], reverse=True)

    def texted(
        self, person_id: str, before: Mark | None, limit: int
    ) -> list[tuple[Mark, SmsMessage]]:
        """Give the SMS that carried this person's links."""
        columns = sms_messages.c
        theirs = select(links.c.id).where(links.c.person_id == person_id)
        older = _older(columns.created_at, columns.id, Source.TEXTED, before)
        query = select(sms_messages).where(columns.link_id.in_(theirs), *older)
        newest = query.order_by(columns.created_at.desc(), columns.id.desc()).limit(limit)
        read = SqlSms(self._connection, self._vault, self._new_id)
        return [
            (Mark(row.created_at, Source.TEXTED, row.id), read.message(row))
            for row in self._connection.execute(newest)
        ]

    def promised(
        self, conversation_ids: Sequence[str], until: datetime, before: Mark | None, limit: int
    ) -> list[tuple[Mark, Callback]]:
        """Give the hours that were promised and have come by a moment."""
        columns = callbacks.c
        mine = (columns.conversation_id.in_(conversation_ids), columns.due_at <= until)
        older = _older(columns.due_at, columns.id, Source.PROMISED, before)
        query = select(callbacks).where(*mine, *older)
        newest = query.order_by(columns.due_at.desc(), columns.id.desc()).limit(limit)
        return [
            (Mark(row.due_at, Source.PROMISED, row.id), read_callback(row))
            for row in self._connection.execute(newest)
        ]

    def _numbers(
        self, seq: Any, conditions: Sequence[Any], newest: Sequence[Any], limit: int
    ) -> list[int]:
        query = select(seq).where(*conditions).order_by(*newest).limit(limit)
        return list(self._connection.execute(query).scalars())


def _older(at: Any, key: Any, source: Source, before: Mark | None) -> list[ColumnElement[Any]]:
    """Say which rows of a source stand before a mark, that one itself left out."""
    if before is None:
        return []
    if source > before.source:
        return [at < before.at]
    if source < before.source:
        return [at <= before.at]
    own = before.number if source in NUMBERED else before.key
    return [at <= before.at, or_(at < before.at, key < own)]
