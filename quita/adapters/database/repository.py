"""What the repositories share: one connection, the vault, and inserts that happen once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.engine.interfaces import Compiled
from sqlalchemy.sql import Select
from sqlalchemy.sql.elements import TextClause

from quita.adapters.database.desk_tables import desk_changes
from quita.adapters.vault import Vault
from quita.services.ports import NewId

_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Repository:
    """A part of one transaction."""

    def __init__(self, connection: Connection, vault: Vault, new_id: NewId) -> None:
        """Work on a connection that is in a transaction."""
        self._connection, self._vault, self._new_id = connection, vault, new_id

    def _insert_once(
        self,
        table: Table,
        values: Mapping[str, Any],
        unique: Sequence[str],
        where: TextClause | None = None,
    ) -> bool:
        """Insert a row unless one has the same unique columns; say whether it was inserted.

        A transaction that is inserting the same waits for the other one to end.
        """
        once = _once(self._connection.dialect, table, tuple(values), tuple(unique), where)
        return bool(self._connection.execute(once, dict(values)).rowcount)

    def _changed(self, conversation_id: str, kind: str) -> None:
        """Tell whoever watches the desk that a conversation changed, with the change itself."""
        change = desk_changes.insert().values(conversation_id=conversation_id, kind=kind)
        self._connection.execute(change)

    def _sealed(self, text: str | None) -> str | None:
        return None if text is None else self._vault.encrypt(text)

    def _opened(self, sealed: str | None) -> str | None:
        return None if sealed is None else self._vault.decrypt(sealed)


@lru_cache(maxsize=512)
def _once(
    dialect: Dialect,
    table: Table,
    columns: tuple[str, ...],
    unique: tuple[str, ...],
    where: TextClause | None,
) -> Compiled:
    """Compile an insert once: SQLAlchemy 1.4 compiles those with ON CONFLICT at each execution."""
    insert = _INSERTS[dialect.name](table).inline()
    once = insert.on_conflict_do_nothing(index_elements=list(unique), index_where=where)
    return once.compile(dialect=dialect, column_keys=list(columns))


def locked(query: Select) -> Select:
    """Lock the rows that a query finds until the transaction ends, without hindering references.

    A row is read by its id in order to be changed: where two transactions do so, the second waits
    and reads what the first one wrote. SQLite needs none, since it admits one writer at a time.
    """
    return query.with_for_update(key_share=True)
