"""Events to publish, and the audit trail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from quita.adapters.database.repository import Repository
from quita.adapters.database.schema import audit_trail, domain_events, event_receipts
from quita.domain.events import Event

_PLAIN = ("id", "type", "subject", "at", "data")


class SqlEvents(Repository):
    """Fulfils the port Events."""

    def add(self, event: Event) -> None:
        """Insert, to be published at once."""
        values = {name: getattr(event, name) for name in _PLAIN}
        values |= {"data": dict(event.data), "attempts": 0, "next_attempt_at": event.at}
        self._connection.execute(insert(domain_events).values(**values))

    def unpublished(self, now: datetime, limit: int) -> list[Event]:
        """Give events whose next attempt is due, in the order in which they were written."""
        columns = domain_events.c
        query = select(domain_events).where(columns.next_attempt_at <= now)
        rows = self._connection.execute(query.order_by(columns.seq).limit(limit))
        return [Event(**{name: getattr(row, name) for name in _PLAIN}) for row in rows]

    def of_subject(self, subject: str, kind: str) -> list[Event]:
        """Give the events of a type about a subject, oldest first."""
        columns = domain_events.c
        query = select(domain_events).where(columns.subject == subject, columns.type == kind)
        rows = self._connection.execute(query.order_by(columns.seq))
        return [Event(**{name: getattr(row, name) for name in _PLAIN}) for row in rows]

    def since(self, kinds: Sequence[str], at: datetime) -> list[Event]:
        """Give the events of some types since a moment, oldest first."""
        columns = domain_events.c
        query = select(domain_events).where(columns.type.in_(kinds), columns.at >= at)
        rows = self._connection.execute(query.order_by(columns.seq))
        return [Event(**{name: getattr(row, name) for name in _PLAIN}) for row in rows]

    def published(self, event_id: str, at: datetime) -> None:
        """Note that an event went out."""
        self._set(event_id, published_at=at, next_attempt_at=None)
        receipts = delete(event_receipts).where(event_receipts.c.event_id == event_id)
        self._connection.execute(receipts)

    def retry_at(self, event_id: str, at: datetime) -> None:
        """Count an attempt and say when the next one is due."""
        self._set(event_id, attempts=domain_events.c.attempts + 1, next_attempt_at=at)

    def taken_by(self, event_id: str) -> set[str]:
        """Give which sinks have taken an event that is not published to all yet."""
        query = select(event_receipts.c.sink).where(event_receipts.c.event_id == event_id)
        return set(self._connection.execute(query).scalars())

    def taken(self, event_id: str, sink: str, at: datetime) -> None:
        """Note that a sink took an event; it is not asked again."""
        values = {"event_id": event_id, "sink": sink, "at": at}
        self._insert_once(event_receipts, values, ["event_id", "sink"])

    def audit(
        self, actor: str, action: str, subject: str, details: Mapping[str, Any], at: datetime
    ) -> None:
        """Note who did what to what."""
        values = {"actor": actor, "action": action, "subject": subject, "at": at}
        row = insert(audit_trail).values(details=dict(details), **values)
        self._connection.execute(row)

    def about(self, subject: str) -> list[Event]:
        """Give all events about a subject, oldest first, published or not."""
        query = select(domain_events).where(domain_events.c.subject == subject)
        rows = self._connection.execute(query.order_by(domain_events.c.seq))
        return [Event(**{name: getattr(row, name) for name in _PLAIN}) for row in rows]

    def trail(self, subject: str) -> list[Mapping[str, Any]]:
        """Give what was done to a subject, oldest first: actor, action, details, at and so on."""
        query = select(audit_trail).where(audit_trail.c.subject == subject)
        rows = self._connection.execute(query.order_by(audit_trail.c.seq)).mappings()
        return [dict(row) for row in rows]

    def _set(self, event_id: str, **values: Any) -> None:
        unpublished = domain_events.c.published_at.is_(None)
        change = update(domain_events).where(domain_events.c.id == event_id, unpublished)
        self._connection.execute(change.values(**values))
