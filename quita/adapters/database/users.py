"""Who may sign in to the desk."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import select, update

from quita.adapters.database.repository import Repository, locked
from quita.adapters.database.schema import users
from quita.domain.records import User


class SqlUsers(Repository):
    """Fulfils the port Users."""

    def save(self, user: User) -> None:
        """Insert, or update the user of that id; Conflict where another one has the login."""
        values = asdict(user)
        if not self._insert_once(users, values, ["id"]):
            self._connection.execute(update(users).where(users.c.id == user.id).values(**values))

    def by_login(self, login: str) -> User | None:
        """Give the user of a login."""
        return self._first(users.c.login == login)

    def get(self, user_id: str) -> User | None:
        """Give a user."""
        return self._first(users.c.id == user_id)

    def lock(self, user_id: str) -> User | None:
        """Give a user, and let nobody else change them until the transaction ends."""
        row = self._connection.execute(locked(select(users).where(users.c.id == user_id)))
        found = row.mappings().first()
        return None if found is None else User(**found)

    def everybody(self) -> list[User]:
        """Give all users, by name."""
        rows = self._connection.execute(select(users).order_by(users.c.name, users.c.id))
        return [User(**row) for row in rows.mappings()]

    def _first(self, condition: Any) -> User | None:
        row = self._connection.execute(select(users).where(condition)).mappings().first()
        return None if row is None else User(**row)
