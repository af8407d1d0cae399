"""Messages to people, in order within a conversation; their payloads are sealed.

`next_attempt_at` is NULL as soon as nothing is left to be tried, so that what is undelivered is
found by an index however long the history grows.
"""

from __future__ import annotations

import json
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import exists, func, or_, select, update

from quita.adapters.database.repository import Repository, locked
from quita.adapters.database.schema import conversations, outbox
from quita.domain.conversation import Channel
from quita.domain.records import OutboxMessage, OutboxState, Payload

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
)
# A failure can follow the channel's `sent`; a message that reached the phone did not fail.
_PROGRESS = (
    OutboxState.SENT.value,
    OutboxState.FAILED.value,
    OutboxState.DELIVERED.value,
    OutboxState.READ.value,
)
_UNDELIVERED = outbox.c.next_attempt_at.is_not(None)


class SqlOutbox(Repository):
    """Fulfils the port Outbox."""

    def add(
        self, conversation_id: str, payload: Payload, author: str, key: str, at: datetime
    ) -> None:
        """Insert under an idempotency key; a known key changes nothing."""
        values = {
            "id": self._new_id(),
            "conversation_id": conversation_id,
            "key": key,
            "payload": self._vault.encrypt(json.dumps(dict(payload))),
            "author": author,
            "state": OutboxState.QUEUED.value,
            "attempts": 0,
            "pieces_sent": 0,
            "created_at": at,
            "next_attempt_at": at,
        }
        self._insert_once(outbox, values, ["key"])

    def claim(
        self,
        now: datetime,
        worker: str,
        lease_until: datetime,
        conversation_id: str | None = None,
    ) -> list[OutboxMessage]:
        """Lease one conversation's due messages, in order, up to the first that must wait.

        Where no conversation is named, it is the one whose first undelivered message is due the
        longest. A message left `sending` by a process that died comes back as `unclear`.
        """
        chosen = self._choose(now, conversation_id)
        if chosen is None:
            return []
        left = outbox.c.state == OutboxState.SENDING.value
        self._change(outbox.c.conversation_id == chosen, left, state=OutboxState.UNCLEAR.value)
        waiting = self._select(outbox.c.conversation_id == chosen, _UNDELIVERED)
        due = [*takewhile(lambda row: row.next_attempt_at <= now, waiting)]
        if due:
            self._lease(chosen, outbox_lease_by=worker, outbox_lease_until=lease_until)
        return [self._message(row) for row in due]

    def sending(self, message_id: str) -> None:
        """Note that a message is about to leave, before it does."""
        self._change_undelivered(message_id, state=OutboxState.SENDING.value)

    def piece_sent(self, message_id: str, count: int) -> None:
        """Note how many pieces of a message the channel has taken, with more to come."""
        self._change_undelivered(message_id, pieces_sent=count)

    def sent(self, message_id: str, external_id: str, at: datetime) -> None:
        """Note the channel's id; a status that came before this is kept."""
        known = func.coalesce(outbox.c.external_id, external_id)
        self._change(outbox.c.id == message_id, external_id=known, sent_at=at)
        self._change_undelivered(message_id, state=OutboxState.SENT.value, next_attempt_at=None)

    def retry(self, message_id: str, state: OutboxState, error: str, at: datetime) -> None:
        """Put back (queued or unclear), counting an attempt; next try not before `at`."""
        self._change_undelivered(
            message_id,
            state=state.value,
            error=error,
            attempts=outbox.c.attempts + 1,
            next_attempt_at=at,
        )

    def failed(self, message_id: str, error: str) -> None:
        """Give a message up; what follows it in the conversation is delivered all the same."""
        self._change_undelivered(
            message_id, state=OutboxState.FAILED.value, error=error, next_attempt_at=None
        )

    def release(self, conversation_id: str, worker: str) -> None:
        """Give the lease back; one that was lost stays with whoever has it."""
        held = conversations.c.outbox_lease_by == worker
        self._lease(conversation_id, held, outbox_lease_by=None, outbox_lease_until=None)

    def advance(
        self, state: OutboxState, *, external_id: str, message_id: str | None, error: str | None
    ) -> bool:
        """Record a status by the channel's id, or by ours where the channel echoes it.

        A status never goes back. False where no message is known by either id.
        """
        row = self._known(outbox.c.external_id == external_id)
        if row is None and message_id is not None:
            row = self._known(outbox.c.id == message_id)
        if row is None:
            return False
        values: dict[str, Any] = {"external_id": row.external_id or external_id}
        if _rank(state.value) > _rank(row.state):
            values |= {"state": state.value, "error": error, "next_attempt_at": None}
        self._change(outbox.c.seq == row.seq, **values)
        return True

    def of_conversation(self, conversation_id: str) -> list[OutboxMessage]:
        """Give all messages of a conversation, in order."""
        rows = self._select(outbox.c.conversation_id == conversation_id)
        return [self._message(row) for row in rows]

    def _choose(self, now: datetime, conversation_id: str | None) -> str | None:
        earlier = outbox.alias()
        blocked = exists().where(
            earlier.c.conversation_id == outbox.c.conversation_id,
            earlier.c.next_attempt_at.is_not(None),
            earlier.c.seq < outbox.c.seq,
        )
        until = conversations.c.outbox_lease_until
        query = (
            select(conversations.c.id)
            .join_from(outbox, conversations)
            .where(outbox.c.next_attempt_at <= now, ~blocked, or_(until.is_(None), until <= now))
            .order_by(outbox.c.next_attempt_at, outbox.c.seq)
            .limit(1)
        )
        if conversation_id is not None:
            query = query.where(conversations.c.id == conversation_id)
        # Whoever asks for any conversation passes those by that others are at.
        passing_by = conversation_id is None
        query = query.with_for_update(key_share=True, of=conversations, skip_locked=passing_by)
        found = self._connection.execute(query).scalar()
        return None if found is None else str(found)

    def _lease(self, conversation_id: str, *conditions: Any, **values: Any) -> None:
        here = conversations.c.id == conversation_id
        self._connection.execute(update(conversations).where(here, *conditions).values(**values))

    def _known(self, condition: Any) -> Any:
        return self._connection.execute(locked(select(outbox).where(condition))).first()

    def _change_undelivered(self, message_id: str, **values: Any) -> None:
        self._change(outbox.c.id == message_id, _UNDELIVERED, **values)

    def _change(self, *conditions: Any, **values: Any) -> None:
        self._connection.execute(update(outbox).where(*conditions).values(**values))

    def _select(self, *conditions: Any) -> list[Any]:
        query = select(outbox, conversations.c.channel, conversations.c.reply_to)
        query = query.join_from(outbox, conversations).where(*conditions).order_by(outbox.c.seq)
        return list(self._connection.execute(query))

    def _message(self, row: Any) -> OutboxMessage:
        return OutboxMessage(
            channel=Channel(row.channel),
            reply_to=self._vault.decrypt(row.reply_to),
            payload=json.loads(self._vault.decrypt(row.payload)),
            state=OutboxState(row.state),
            **{name: getattr(row, name) for name in _PLAIN},
        )


def _rank(state: str) -> int:
    return _PROGRESS.index(state) if state in _PROGRESS else -1
