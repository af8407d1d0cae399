"""Rows of the outbox: which conversation's turn it is, and what a row says."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import and_, exists, func, or_, select

from quita.adapters.database.repository import Repository, locked
from quita.adapters.database.schema import conversations, outbox, whatsapp_numbers
from quita.adapters.database.starting import read_started
from quita.domain.conversation import Channel
from quita.domain.records import OutboxMessage, OutboxState

UNDELIVERED = outbox.c.next_attempt_at.is_not(None)
_PLAIN = (
    "id",
    "seq",
    "conversation_id",
    "author",
    "attempts",
    "created_at",
    "external_id",
    "error",
    "pieces_sent",
    "address_id",
    "template",
    "sending_at",
)


class OutboxRows(Repository):
    """Finds and reads; what changes them is in outbox.py."""

    def _choose(
        self, now: datetime, conversation_id: str | None, channel: Channel | None
    ) -> str | None:
        earlier = outbox.alias()
        # A template that waits, and what the company started, hold nobody up: what follows may be
        # an answer.
        blocked = exists().where(
            earlier.c.conversation_id == outbox.c.conversation_id,
            earlier.c.next_attempt_at.is_not(None),
            earlier.c.seq < outbox.c.seq,
            or_(
                and_(earlier.c.template.is_(None), earlier.c.started.is_(None)),
                earlier.c.next_attempt_at <= now,
            ),
        )
        here = conversations.c
        stopped = select(whatsapp_numbers.c.id).where(whatsapp_numbers.c.probe_at > now)
        query = (
            select(here.id)
            .join_from(outbox, conversations)
            .where(
                outbox.c.next_attempt_at <= now,
                ~blocked,
                or_(here.outbox_lease_until.is_(None), here.outbox_lease_until <= now),
                or_(here.outbox_hold_until.is_(None), here.outbox_hold_until <= now),
                or_(here.number_id.is_(None), here.number_id.not_in(stopped)),
            )
            .order_by(outbox.c.next_attempt_at, outbox.c.seq)
            .limit(1)
        )
        if conversation_id is not None:
            query = query.where(here.id == conversation_id)
        if channel is not None:
            query = query.where(here.channel == channel.value)
        # Whoever asks for any conversation passes those by that others are at.
        passing_by = conversation_id is None
        query = query.with_for_update(key_share=True, of=conversations, skip_locked=passing_by)
        found = self._connection.execute(query).scalar()
        return None if found is None else str(found)

    def _due(self, conversation_id: str, now: datetime) -> list[Any]:
        """Give what is due, in order, up to the first that must wait and holds others up."""
        rows = self._select(outbox.c.conversation_id == conversation_id, UNDELIVERED)
        in_turn = (
            row
            for row in rows
            if row.next_attempt_at <= now or (row.template is None and row.started is None)
        )
        return [*takewhile(lambda row: row.next_attempt_at <= now, in_turn)]

    def _known(self, condition: Any) -> Any:
        return self._connection.execute(locked(select(outbox).where(condition))).first()

    def _address_of(self, conversation_id: str) -> str:
        query = select(conversations.c.address_id).where(conversations.c.id == conversation_id)
        return str(self._connection.execute(query).scalar_one())

    def _select(self, *conditions: Any) -> list[Any]:
        columns = conversations.c
        number = func.coalesce(columns.number_id, outbox.c.number_id)
        query = select(
            outbox,
            columns.channel,
            columns.reply_to,
            columns.address_id,
            columns.heard_at,
            columns.last_inbound_at,
            number.label("held_on"),
        )
        query = query.join_from(outbox, conversations).where(*conditions).order_by(outbox.c.seq)
        return list(self._connection.execute(query))

    def _message(self, row: Any) -> OutboxMessage:
        return OutboxMessage(
            channel=Channel(row.channel),
            reply_to=self._vault.decrypt(row.reply_to),
            payload=json.loads(self._vault.decrypt(row.payload)),
            state=OutboxState(row.state),
            number_id=row.held_on,
            heard_at=row.heard_at or row.last_inbound_at,
            started=read_started(row.started),
            **{name: getattr(row, name) for name in _PLAIN},
        )
