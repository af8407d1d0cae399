"""Messages to people, in order within a conversation; their payloads are sealed.

`next_attempt_at` is NULL as soon as nothing is left to be tried, so that what is undelivered is
found by an index however long the history grows. How rows are found and read is in outbox_rows.py.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select, update

from quita.adapters.database.outbox_rows import UNDELIVERED, OutboxRows
from quita.adapters.database.schema import conversations, outbox
from quita.adapters.database.starting import write_started
from quita.domain.conversation import Channel
from quita.domain.records import OutboxMessage, OutboxState, Payload, StatusNews
from quita.domain.starting import Started
from quita.domain.window import template_name

# A failure can follow the channel's `sent`; a message that reached the phone did not fail.
_PROGRESS = (
    OutboxState.SENT.value,
    OutboxState.FAILED.value,
    OutboxState.DELIVERED.value,
    OutboxState.READ.value,
)
_ARRIVED = (OutboxState.DELIVERED.value, OutboxState.READ.value, OutboxState.FAILED.value)
_QUEUED = OutboxState.QUEUED.value


class SqlOutbox(OutboxRows):
    """Fulfils the port Outbox."""

    def add(
        self,
        conversation_id: str,
        payload: Payload,
        author: str,
        key: str,
        at: datetime,
        started: Started | None = None,
    ) -> None:
        """Insert under an idempotency key; a known key changes nothing.

        `started` marks what the company starts: it is asked about again as it leaves.
        """
        values = {
            "id": self._new_id(),
            "conversation_id": conversation_id,
            "key": key,
            "payload": self._vault.encrypt(json.dumps(dict(payload))),
            "author": author,
            "state": OutboxState.QUEUED.value,
            "attempts": 0,
            "pieces_sent": 0,
            "template": template_name(payload),
            "created_at": at,
            "next_attempt_at": at,
            "started": write_started(started),
        }
        if self._insert_once(outbox, values, ["key"]):
            self._changed(conversation_id, "message")

    def claim(
        self,
        now: datetime,
        worker: str,
        lease_until: datetime,
        conversation_id: str | None = None,
        channel: Channel | None = None,
    ) -> list[OutboxMessage]:
        """Lease one conversation's due messages, in order, up to the first that must wait.

        Where no conversation is named, it is the one whose first undelivered message is due the
        longest. What the company started holds nothing back while it waits. A message left
        `sending` by a process that died comes back as `unclear`. A conversation on hold, or on a
        stopped number, is left alone.
        """
        chosen = self._choose(now, conversation_id, channel)
        if chosen is None:
            return []
        left = outbox.c.state == OutboxState.SENDING.value
        self._change(outbox.c.conversation_id == chosen, left, state=OutboxState.UNCLEAR.value)
        due = self._due(chosen, now)
        if due:
            self._lease(chosen, outbox_lease_by=worker, outbox_lease_until=lease_until)
        return [self._message(row) for row in due]

    def sending(
        self,
        message_id: str,
        at: datetime | None = None,
        number_id: str | None = None,
        template: str | None = None,
        pieces: int = 1,
    ) -> None:
        """Note that a message (of so many pieces) is about to leave, before it does."""
        self._change_undelivered(
            message_id,
            state=OutboxState.SENDING.value,
            sending_at=at,
            number_id=number_id,
            template=template,
            pieces=pieces,
        )

    def piece_sent(self, message_id: str, count: int, external_id: str) -> None:
        """Note how many pieces of a message the channel has taken, with more to come.

        Changes nothing where a status has told already that this one failed.
        """
        if not self._known_failed(message_id, external_id):
            self._change_undelivered(
                message_id, outbox.c.pieces_sent < count, pieces_sent=count, state=_QUEUED
            )

    def sent(self, message_id: str, external_id: str, at: datetime) -> None:
        """Note the channel's id; a status that came before this is kept."""
        if self._known_failed(message_id, external_id):
            return
        known = func.coalesce(outbox.c.external_id, external_id)
        whole = func.coalesce(outbox.c.pieces, 1)
        self._change(outbox.c.id == message_id, external_id=known, sent_at=at, pieces_sent=whole)
        self._change_undelivered(message_id, state=OutboxState.SENT.value, next_attempt_at=None)
        self._delivery_changed(message_id)

    def hold(
        self, message_id: str, conversation_id: str, external_id: str, until: datetime
    ) -> None:
        """Let nothing follow before the phone has this message, or before a moment.

        Changes nothing where the message is known to be there.
        """
        there = exists().where(outbox.c.id == message_id, outbox.c.state.in_(_ARRIVED))
        self._lease(conversation_id, ~there, outbox_hold_for=external_id, outbox_hold_until=until)

    def wait(self, message_id: str, at: datetime) -> None:
        """Put off, counting no attempt: nothing was tried."""
        self._change_undelivered(message_id, next_attempt_at=at)

    def retry(self, message_id: str, state: OutboxState, error: str, at: datetime) -> None:
        """Put back (queued or unclear), counting an attempt; next try not before `at`."""
        self._change_undelivered(
            message_id,
            state=state.value,
            error=error,
            attempts=outbox.c.attempts + 1,
            next_attempt_at=at,
        )

    def try_again(self, message_id: str, error: str, at: datetime, piece: int = 1) -> None:
        """Queue a message again, from the piece that the channel took and failed to deliver."""
        self._change(
            outbox.c.id == message_id,
            state=_QUEUED,
            error=error,
            attempts=outbox.c.attempts + 1,
            next_attempt_at=at,
            external_id=None,
            pieces_sent=piece - 1,
            failed_piece=None,
        )

    def failed(self, message_id: str, error: str) -> None:
        """Give a message up; what follows it in the conversation is delivered all the same."""
        self._change_undelivered(
            message_id, state=OutboxState.FAILED.value, error=error, next_attempt_at=None
        )
        self._delivery_changed(message_id)

    def release(self, conversation_id: str, worker: str) -> None:
        """Give the lease back; one that was lost stays with whoever has it."""
        held = conversations.c.outbox_lease_by == worker
        self._lease(conversation_id, held, outbox_lease_by=None, outbox_lease_until=None)

    def advance(
        self,
        state: OutboxState,
        *,
        external_id: str,
        message_id: str | None,
        error: str | None,
        piece: int = 1,
    ) -> StatusNews | None:
        """Record a status by the channel's id, or by ours where the channel echoes it.

        A status never goes back; one of a piece before the last says only that it was taken. What
        the channel failed once is failed: copies and late statuses of it tell nothing new, unless
        the phone has it after all. None where no message is known by either id.
        """
        row = self._known(outbox.c.external_id == external_id)
        if row is None and message_id is not None:
            row = self._known(outbox.c.id == message_id)
        if row is None:
            return None
        changed = False
        if _tells_nothing(row, state, external_id, piece):
            pass
        elif piece < (row.pieces or 1) and state is not OutboxState.FAILED:
            self._taken(row, piece)
        else:
            changed = _rank(state.value) > _rank(row.state)
            values = _advanced(row, state, external_id, error)
            if state is OutboxState.FAILED and changed:
                values |= {"failed_ids": [*(row.failed_ids or ()), external_id]}
                values |= {"failed_piece": piece}
            self._change(outbox.c.seq == row.seq, **values)
        at_rest = state in (OutboxState.DELIVERED, OutboxState.READ, OutboxState.FAILED)
        released = at_rest and self._let_go(row.conversation_id, external_id)
        self._changed(row.conversation_id, "delivery")
        return StatusNews(
            message_id=row.id,
            conversation_id=row.conversation_id,
            address_id=self._address_of(row.conversation_id),
            number_id=row.number_id,
            template=row.template,
            attempts=row.attempts,
            changed=changed,
            last=piece >= row.pieces_sent,
            released=released,
        )

    def of_conversation(self, conversation_id: str) -> list[OutboxMessage]:
        """Give all messages of a conversation, in order."""
        rows = self._select(outbox.c.conversation_id == conversation_id)
        return [self._message(row) for row in rows]

    def by_seq(self, numbers: Sequence[int]) -> list[OutboxMessage]:
        """Give messages by their numbers, in order."""
        return [self._message(row) for row in self._select(outbox.c.seq.in_(numbers))]

    def _delivery_changed(self, message_id: str) -> None:
        whose = select(outbox.c.conversation_id).where(outbox.c.id == message_id)
        found = self._connection.execute(whose).scalar()
        if found is not None:
            self._changed(found, "delivery")

    def _known_failed(self, message_id: str, external_id: str) -> bool:
        row = self._known(outbox.c.id == message_id)
        return row is not None and external_id in (row.failed_ids or ())

    def _taken(self, row: Any, piece: int) -> None:
        """Note that the channel has a piece with more to come; what was unclear is so no more."""
        if row.next_attempt_at is None or row.pieces_sent >= piece:
            return
        values: dict[str, Any] = {"pieces_sent": piece}
        if row.state == OutboxState.UNCLEAR.value:
            values |= {"state": _QUEUED, "next_attempt_at": row.sending_at or row.created_at}
        self._change(outbox.c.seq == row.seq, **values)

    def _let_go(self, conversation_id: str, external_id: str) -> bool:
        here = conversations.c
        mine = update(conversations).where(
            here.id == conversation_id, here.outbox_hold_for == external_id
        )
        free = mine.values(outbox_hold_for=None, outbox_hold_until=None)
        if not self._connection.execute(free).rowcount:
            return False
        waits = select(outbox.c.seq).where(outbox.c.conversation_id == conversation_id, UNDELIVERED)
        return self._connection.execute(waits.limit(1)).first() is not None

    def _lease(self, conversation_id: str, *conditions: Any, **values: Any) -> None:
        here = conversations.c.id == conversation_id
        self._connection.execute(update(conversations).where(here, *conditions).values(**values))

    def _change_undelivered(self, message_id: str, *conditions: Any, **values: Any) -> None:
        self._change(outbox.c.id == message_id, UNDELIVERED, *conditions, **values)

    def _change(self, *conditions: Any, **values: Any) -> None:
        self._connection.execute(update(outbox).where(*conditions).values(**values))


def _tells_nothing(row: Any, state: OutboxState, external_id: str, piece: int) -> bool:
    """Say whether a status is of what failed before, or of what was sent again since."""
    if external_id in (row.failed_ids or ()):
        return state in (OutboxState.SENT, OutboxState.FAILED)
    if row.failed_piece is not None and piece != row.failed_piece:
        return True  # the rest of it arrived, and it is still not whole
    last = piece >= (row.pieces or 1)
    return state is OutboxState.FAILED and last and row.external_id not in (None, external_id)


def _advanced(row: Any, state: OutboxState, external_id: str, error: str | None) -> dict[str, Any]:
    values: dict[str, Any] = {"external_id": row.external_id or external_id}
    if _rank(state.value) > _rank(row.state):
        values |= {"state": state.value, "error": error, "next_attempt_at": None}
    return values


def _rank(state: str) -> int:
    return _PROGRESS.index(state) if state in _PROGRESS else -1
