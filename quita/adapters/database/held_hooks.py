"""Web hooks that wait to be read, sealed: they hold what people wrote."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from quita.adapters.database.repository import Repository, locked
from quita.adapters.database.schema import held_hooks
from quita.services.ports import HeldHook


class SqlHeldHooks(Repository):
    """Fulfils the port HeldHooks."""

    def add(self, bodies: Sequence[bytes], at: datetime) -> None:
        """Insert all by one statement."""
        # Latin-1 gives each byte a character, so that any body comes back as it was.
        rows = [
            {"body": self._sealed(body.decode("latin-1")), "due_at": at, "tries": 0}
            for body in bodies
        ]
        self._connection.execute(held_hooks.insert(), rows)

    def due(self, now: datetime, limit: int) -> list[HeldHook]:
        """Select and lock: two processes never read the same ones, nor later ones first."""
        query = select(held_hooks).where(held_hooks.c.due_at <= now)
        rows = self._connection.execute(locked(query.order_by(held_hooks.c.seq).limit(limit)))
        return [HeldHook(row.seq, self._body(row.body), row.tries) for row in rows]

    def any(self) -> bool:
        """Look for one."""
        return self._connection.execute(select(held_hooks.c.seq).limit(1)).first() is not None

    def unread_since(self) -> datetime | None:
        """Select the earliest: until it is tried, the time when it is due is when it came."""
        query = select(held_hooks.c.due_at).where(held_hooks.c.tries == 0)
        row = self._connection.execute(query.order_by(held_hooks.c.seq).limit(1)).first()
        return None if row is None else row.due_at

    def drop(self, seqs: Sequence[int]) -> None:
        """Delete what was read."""
        self._connection.execute(delete(held_hooks).where(held_hooks.c.seq.in_(seqs)))

    def failed(self, seq: int, again: datetime) -> None:
        """Put it off."""
        values = {"tries": held_hooks.c.tries + 1, "due_at": again}
        self._connection.execute(update(held_hooks).where(held_hooks.c.seq == seq).values(**values))

    def _body(self, sealed: str) -> bytes:
        return self._vault.decrypt(sealed).encode("latin-1")
