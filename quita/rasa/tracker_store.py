"""Rasa's memory of a conversation: append-only, bounded in what is read, one turn written once.

Rasa's own SQL store reads every event of the session on each message and blocks the loop while it
does. Here a turn's events are written under the turn's id (written again, they replace themselves:
a turn that is replayed after a crash leaves no double), and a snapshot of slots and active loop
bounds how far back a load must read.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from quita.adapters.database.engine import make_engine
from quita.adapters.vault import Vault
from quita.bootstrap import container

KEEP_TURNS = 12  # turns that stay readable behind a snapshot, for policies that look back
MAX_TURNS = 2 * KEEP_TURNS  # turns that are read before a snapshot is worth its row
NO_TURN = ""
_current_turn: ContextVar[str] = ContextVar("current_turn", default=NO_TURN)

metadata = sa.MetaData()
tracker_events = sa.Table(
    "tracker_events",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("sender_id", sa.String(64), nullable=False),
    sa.Column("turn_id", sa.String(64), nullable=False),
    sa.Column("snapshot", sa.Boolean, nullable=False, default=False),
    sa.Column("data", sa.Text, nullable=False),
    sa.Index("ix_tracker_events_sender", "sender_id", "id"),
)


@contextmanager
def working_on(turn_id: str) -> Iterator[None]:
    """Say which turn is being worked on: what is loaded leaves it out, what is saved is its."""
    token = _current_turn.set(turn_id)
    try:
        yield
    finally:
        _current_turn.reset(token)


class QuitaTrackerStore(TrackerStore):
    """A tracker store over SQLAlchemy; named in endpoints.yml by its path."""

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        **kwargs: Any,
    ) -> None:
        """Connect to `host` (a database URL) and make the table if it is not there.

        What people typed is stored sealed; `secret_key` is this installation's unless it is given.
        """
        super().__init__(domain, event_broker)
        self._vault = Vault(kwargs.get("secret_key") or container().settings.secret_key)
        self._engine = make_engine(host or "")
        metadata.create_all(self._engine)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Give the tracker as it was before the turn being worked on, or None."""
        rows = await asyncio.to_thread(self._rows, sender_id, _current_turn.get())
        if not rows:
            return None
        tracker = self._replayed(sender_id, rows)
        _mark(tracker, len(tracker.events), len(rows))
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append what is new since the tracker was loaded, replacing this turn's earlier try."""
        turn_id = _current_turn.get()
        events = list(tracker.events)
        new = [event.as_dict() for event in events[_loaded(tracker) :]]
        if not new:
            return
        await asyncio.to_thread(self._write, tracker.sender_id, turn_id, new)
        if turn_id == NO_TURN:
            _mark(tracker, len(events), _rows_read(tracker))
        elif _rows_read(tracker) >= MAX_TURNS:
            await asyncio.to_thread(self._snapshot, tracker.sender_id)

    async def keys(self) -> Iterable[str]:
        """Give the ids of all conversations."""
        with self._engine.connect() as connection:
            query = sa.select(tracker_events.c.sender_id).distinct()
            return list(connection.scalars(query))

    def _rows(self, sender_id: str, without_turn: str) -> list[Any]:
        table = tracker_events.c
        with self._engine.begin() as connection:
            start = connection.scalar(
                sa.select(sa.func.max(table.id)).where(
                    table.sender_id == sender_id, table.snapshot.is_(True)
                )
            )
            query = sa.select(tracker_events).where(table.sender_id == sender_id)
            if start is not None:
                query = query.where(table.id >= start)
            if without_turn != NO_TURN:
                query = query.where(table.turn_id != without_turn)
            return list(connection.execute(query.order_by(table.id)))

    def _write(self, sender_id: str, turn_id: str, events: list[dict[str, Any]]) -> None:
        table = tracker_events.c
        with self._engine.begin() as connection:
            if turn_id != NO_TURN:
                connection.execute(
                    sa.delete(tracker_events).where(
                        table.sender_id == sender_id,
                        table.turn_id == turn_id,
                        table.snapshot.is_(False),
                    )
                )
            connection.execute(
                sa.insert(tracker_events).values(
                    sender_id=sender_id, turn_id=turn_id, snapshot=False, data=self._sealed(events)
                )
            )

    def _snapshot(self, sender_id: str) -> None:
        """Fold all but the last turns into one row of slots and active loop.

        The snapshot and the turns kept behind it are written as new rows, so that a reader sees
        either the old rows or the new ones.
        """
        rows = self._rows(sender_id, NO_TURN)
        cut = len(rows) - KEEP_TURNS
        if cut <= 1:
            return
        tracker = self._replayed(sender_id, rows[:cut])
        state = [event.as_dict() for event in _state_events(tracker)]
        with self._engine.begin() as connection:
            kept = [
                {"sender_id": sender_id, "turn_id": r.turn_id, "snapshot": False, "data": r.data}
                for r in rows[cut:]
            ]
            ids = [row.id for row in rows[cut:]]
            connection.execute(sa.delete(tracker_events).where(tracker_events.c.id.in_(ids)))
            connection.execute(
                sa.insert(tracker_events).values(
                    sender_id=sender_id,
                    turn_id=NO_TURN,
                    snapshot=True,
                    data=self._sealed(state),
                )
            )
            connection.execute(sa.insert(tracker_events), kept)

    def _replayed(self, sender_id: str, rows: list[Any]) -> DialogueStateTracker:
        stored = [item for row in rows for item in json.loads(self._vault.decrypt(row.data))]
        events = [event for item in stored if (event := Event.from_parameters(item)) is not None]
        return DialogueStateTracker.from_events(
            sender_id, events, self.domain.slots, domain=self.domain
        )

    def _sealed(self, events: list[dict[str, Any]]) -> str:
        return self._vault.encrypt(json.dumps(events, ensure_ascii=False))


def _state_events(tracker: DialogueStateTracker) -> Iterator[Event]:
    """Give events that bring a fresh tracker to the state of this one."""
    yield ActionExecuted(ACTION_LISTEN_NAME)
    for name, slot in tracker.slots.items():
        if slot.has_been_set:
            yield SlotSet(name, slot.value)
    if tracker.active_loop_name:
        yield ActiveLoop(tracker.active_loop_name)
    yield ActionExecuted(ACTION_LISTEN_NAME)


def _mark(tracker: DialogueStateTracker, events: int, rows: int) -> None:
    tracker.quita_loaded = (events, rows)  # type: ignore[attr-defined]


def _loaded(tracker: DialogueStateTracker) -> int:
    return int(getattr(tracker, "quita_loaded", (0, 0))[0])


def _rows_read(tracker: DialogueStateTracker) -> int:
    return int(getattr(tracker, "quita_loaded", (0, 0))[1])
