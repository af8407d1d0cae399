"""What a whole system's database tells about conversations, read beside its own processes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from quita.adapters.database.schema import (
    conversations,
    domain_events,
    held_hooks,
    inbound_messages,
    metadata,
    outbox,
    turns,
    users,
)
from quita.cli.whole.system import System


class Records:
    """Reads one system's database."""

    def __init__(self, system: System) -> None:
        """Take the system."""
        self._system = system

    def rows(self, query: Any) -> list[Any]:
        """Read rows."""
        with self._system.core.database.engine.begin() as connection:
            return list(connection.execute(query))

    def received(self, external_id: str) -> Any | None:
        """Give a received message with its turn's attempts, outcome and end; None if unknown."""
        query = (
            select(inbound_messages, turns.c.attempts, turns.c.outcome, turns.c.finished_at)
            .join_from(inbound_messages, turns, isouter=True)
            .where(inbound_messages.c.external_id == external_id)
        )
        return next(iter(self.rows(query)), None)

    def answered(self, external_id: str) -> bool:
        """Say whether the turn of a message is over, with words or with a silence that is meant."""
        received = self.received(external_id)
        return received is not None and received.finished_at is not None

    def quiet(self, conversation_id: str | None = None) -> bool:
        """Say whether nothing is left to be answered or sent, in one conversation or in all."""
        unanswered = (
            select(inbound_messages.c.id)
            .join_from(inbound_messages, turns, isouter=True)
            .where(turns.c.finished_at.is_(None))
        )
        unsent = select(outbox.c.id).where(outbox.c.next_attempt_at.is_not(None))
        if conversation_id is not None:
            unanswered = unanswered.where(inbound_messages.c.conversation_id == conversation_id)
            unsent = unsent.where(outbox.c.conversation_id == conversation_id)
        unread = select(held_hooks.c.seq)
        return not any(self.rows(query.limit(1)) for query in (unread, unanswered, unsent))

    def events(self) -> list[tuple[str, dict[str, Any]]]:
        """Give the type and the data of every event, oldest first."""
        query = select(domain_events).order_by(domain_events.c.seq)
        return [(row.type, row.data) for row in self.rows(query)]

    def conversation(self) -> Any | None:
        """Give the row of the newest conversation, None if there is none."""
        query = select(conversations).order_by(conversations.c.opened_at.desc()).limit(1)
        return next(iter(self.rows(query)), None)

    def forget(self) -> None:
        """Empty the database but for who signs in, as if nobody had ever written."""
        with self._system.core.database.engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                if table is not users:
                    connection.execute(table.delete())
