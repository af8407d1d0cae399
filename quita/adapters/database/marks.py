"""How far work that is done again and again has come."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from quita.adapters.database.repository import Repository, locked
from quita.adapters.database.schema import marks


class SqlMarks(Repository):
    """Fulfils the port Marks."""

    def claim(self, name: str, now: datetime, again_at: datetime) -> datetime | None:
        """Take a piece of work until `again_at`, and give how far it came; None if it is taken."""
        self._insert_once(marks, {"name": name, "until": now, "next_at": now}, ["name"])
        row = self._connection.execute(locked(select(marks).where(marks.c.name == name))).one()
        if row.next_at > now:
            return None
        mine = update(marks).where(marks.c.name == name)
        self._connection.execute(mine.values(next_at=again_at))
        until: datetime = row.until
        return until

    def reached(self, name: str, until: datetime, next_at: datetime) -> None:
        """Write down how far it came, and when it is to be done again."""
        mine = update(marks).where(marks.c.name == name)
        self._connection.execute(mine.values(until=until, next_at=next_at))
