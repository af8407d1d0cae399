"""Handoffs, from the queue to their end, and the hours at which people were promised an answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from quita.adapters.database.repository import Repository, locked
from quita.adapters.database.schema import callbacks, handoffs
from quita.domain.handoff_records import Callback, CallbackState, Ending, Handoff

_HANDOFF = tuple(Handoff.__dataclass_fields__)
_CALLBACK = tuple(name for name in Callback.__dataclass_fields__ if name != "state")
_EXPECTED = callbacks.c.state.in_([CallbackState.PROMISED.value, CallbackState.DUE.value])


class SqlHandoffs(Repository):
    """Fulfils the port Handoffs."""

    def add(self, handoff: Handoff) -> None:
        """Insert; Conflict where the conversation has one that runs."""
        values = {name: getattr(handoff, name) for name in _HANDOFF}
        values["context"] = dict(handoff.context)
        self._connection.execute(handoffs.insert().values(**values))

    def running(self, conversation_id: str) -> Handoff | None:
        """Give the one that has not ended, locked against other transactions."""
        here = (handoffs.c.conversation_id == conversation_id, handoffs.c.ended_at.is_(None))
        row = self._connection.execute(locked(select(handoffs).where(*here))).first()
        return None if row is None else _handoff(row)

    def of_conversation(self, conversation_id: str) -> list[Handoff]:
        """Give all of them, oldest first."""
        query = select(handoffs).where(handoffs.c.conversation_id == conversation_id)
        rows = self._connection.execute(query.order_by(handoffs.c.requested_at, handoffs.c.id))
        return [_handoff(row) for row in rows]

    def waiting(self, queue: str | None = None) -> list[Handoff]:
        """Give those that nobody has taken, as they stand in the queue."""
        columns = handoffs.c
        query = select(handoffs).where(columns.ended_at.is_(None), columns.accepted_at.is_(None))
        if queue is not None:
            query = query.where(columns.queue == queue)
        query = query.order_by(columns.priority, columns.requested_at, columns.id)
        return [_handoff(row) for row in self._connection.execute(query)]

    def raise_to(self, handoff: Handoff) -> None:
        """Give it another queue, reason, rule, priority and context."""
        values = {name: getattr(handoff, name) for name in ("queue", "reason", "rule", "priority")}
        self._set(handoff.id, context=dict(handoff.context), **values)

    def accept(self, handoff_id: str, agent_id: str, at: datetime) -> None:
        """Note that a person took it."""
        self._set(handoff_id, agent_id=agent_id, accepted_at=at, times_out_at=None)

    def end(self, handoff_id: str, how: Ending, at: datetime) -> None:
        """Note its end."""
        self._set(handoff_id, ended_at=at, ended_how=how.value, times_out_at=None)

    def times_out(self, handoff_id: str, at: datetime | None) -> None:
        """Say when the person is to be told that it takes longer."""
        self._set(handoff_id, times_out_at=at)

    def timed_out(self, handoff_id: str, at: datetime) -> None:
        """Note that the person was told."""
        self._set(handoff_id, timed_out_at=at, times_out_at=None)

    def overdue(self, now: datetime, limit: int) -> list[Handoff]:
        """Give those that wait past their time, the longest first."""
        columns = handoffs.c
        query = select(handoffs).where(columns.times_out_at <= now)
        rows = self._connection.execute(query.order_by(columns.times_out_at).limit(limit))
        return [_handoff(row) for row in rows]

    def last_waits(self, queue: str, since: datetime, limit: int) -> list[timedelta]:
        """Give how long the last ones of a queue waited for a person, the latest first."""
        columns = handoffs.c
        query = select(columns.requested_at, columns.accepted_at).where(
            columns.queue == queue, columns.accepted_at >= since
        )
        rows = self._connection.execute(query.order_by(columns.accepted_at.desc()).limit(limit))
        return [row.accepted_at - row.requested_at for row in rows]

    def carried(self, conversation_id: str, turn_id: str) -> Handoff | None:
        """Give the last one that was handed back, to the first turn that asks and to no other."""
        columns = handoffs.c
        query = select(handoffs).where(
            columns.conversation_id == conversation_id,
            columns.ended_how == Ending.RETURNED.value,
            or_(columns.carried_turn.is_(None), columns.carried_turn == turn_id),
        )
        query = query.order_by(columns.ended_at.desc(), columns.id).limit(1)
        row = self._connection.execute(locked(query)).first()
        if row is None:
            return None
        self._set(row.id, carried_turn=turn_id)
        return _handoff(row)

    def _set(self, handoff_id: str, **values: Any) -> None:
        change = update(handoffs).where(handoffs.c.id == handoff_id)
        self._connection.execute(change.values(**values))


class SqlCallbacks(Repository):
    """Fulfils the port Callbacks."""

    def promise(self, callback: Callback) -> None:
        """Insert; an hour promised before is withdrawn."""
        self.settle(callback.conversation_id, CallbackState.WITHDRAWN)
        values = {name: getattr(callback, name) for name in _CALLBACK}
        row = callbacks.insert().values(state=callback.state.value, **values)
        self._connection.execute(row)

    def expected(self, conversation_id: str) -> Callback | None:
        """Give the hour that still holds."""
        found = self._select(callbacks.c.conversation_id == conversation_id, _EXPECTED)
        return found[0] if found else None

    def due(self, now: datetime, limit: int) -> list[Callback]:
        """Give those promised whose hour has come."""
        promised = callbacks.c.state == CallbackState.PROMISED.value
        return self._select(promised, callbacks.c.due_at <= now)[:limit]

    def all_expected(self) -> list[Callback]:
        """Give all that still hold, the soonest first."""
        return self._select(_EXPECTED)

    def of_conversation(self, conversation_id: str) -> list[Callback]:
        """Give all of a conversation, by their hour."""
        return self._select(callbacks.c.conversation_id == conversation_id)

    def settle(self, conversation_id: str, state: CallbackState) -> None:
        """Move the hour that still holds on, where there is one."""
        here = (callbacks.c.conversation_id == conversation_id, _EXPECTED)
        self._connection.execute(update(callbacks).where(*here).values(state=state.value))

    def _select(self, *conditions: Any) -> list[Callback]:
        query = select(callbacks).where(*conditions).order_by(callbacks.c.due_at, callbacks.c.id)
        return [read_callback(row) for row in self._connection.execute(query)]


def read_callback(row: Any) -> Callback:
    """Give what a row holds."""
    state = CallbackState(row.state)
    return Callback(state=state, **{name: getattr(row, name) for name in _CALLBACK})


def _handoff(row: Any) -> Handoff:
    return Handoff(**{name: getattr(row, name) for name in _HANDOFF})
