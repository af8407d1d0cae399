"""Cases for humans; the note is sealed, since people write names and numbers into it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from quita.adapters.database.repository import Repository
from quita.adapters.database.schema import cases
from quita.domain.records import Case

_PLAIN = ("id", "protocol", "kind", "conversation_id", "person_id", "debt_id", "opened_at")


class SqlCases(Repository):
    """Fulfils the port Cases."""

    def add(self, case: Case, key: str) -> Case:
        """Insert under an idempotency key; a known key gives the case already stored."""
        values = {name: getattr(case, name) for name in _PLAIN}
        values |= {"key": key, "note": self._vault.encrypt(case.note)}
        if self._insert_once(cases, values, ["key"]):
            return case
        return self._select(cases.c.key == key)[0]

    def of_conversation(self, conversation_id: str) -> list[Case]:
        """Give the cases of a conversation, oldest first."""
        return self._select(cases.c.conversation_id == conversation_id)

    def by_protocol(self, protocol: str) -> Case | None:
        """Give the case of a protocol number, the newest of several."""
        found = self._select(cases.c.protocol == protocol)
        return found[-1] if found else None

    def _select(self, condition: Any) -> list[Case]:
        query = select(cases).where(condition).order_by(cases.c.opened_at, cases.c.id)
        return [self._case(row) for row in self._connection.execute(query)]

    def _case(self, row: Any) -> Case:
        plain = {name: getattr(row, name) for name in _PLAIN}
        return Case(note=self._vault.decrypt(row.note), **plain)
