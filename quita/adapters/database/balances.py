"""The balances of a day, read and written by the thousand."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import String, or_, select, type_coerce
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Connection, Engine

from quita.adapters.database.codec import read_terms
from quita.adapters.database.debts import Indexes
from quita.adapters.database.schema import debt_balances, debts
from quita.domain.debt import Credit, Creditor, Debt, LegalStatus
from quita.domain.policy import Terms
from quita.services.balances import Balance

_NOBODY = Creditor("", "", "", "")
_COLUMNS = [column.name for column in debt_balances.c]
_PLAIN = (
    "id",
    "original_amount",
    "due_date",
    "updated_amount",
    "correction",
    "fine",
    "interest",
    "fees",
    "itemised",
    "prescription_date",
    "status",
)
_QUERY = select(
    *(debts.c[name] for name in _PLAIN),
    debts.c.legal_status,
    debts.c.credits,
    type_coerce(debts.c.terms, String).label("terms_text"),
)


class SqlBalances:
    """Fulfils the port Ledger."""

    def __init__(self, engine: Engine, indexes: Indexes) -> None:
        """Take an engine of make_engine; `indexes` gives a series by its name."""
        self._engine, self._indexes = engine, indexes

    def debts_after(self, debt_id: str, day: date, limit: int) -> list[Debt]:
        """Give the next debts by id that have no balance of the day."""
        # A scalar subquery is one look into the index a row, whatever the planner thinks of sizes.
        written = select(debt_balances.c.day).where(debt_balances.c.debt_id == debts.c.id)
        last = written.scalar_subquery()
        query = (
            _QUERY.where(debts.c.id > debt_id, debts.c.status != "settled")
            .where(or_(last.is_(None), last != day))
            .order_by(debts.c.id)
            .limit(limit)
        )
        with self._engine.begin() as connection:
            return [self._debt(row) for row in connection.execute(query)]

    def write(self, day: date, balances: Sequence[Balance]) -> None:
        """Put balances in the place of those that the debts had."""
        rows = [_row(day, balance) for balance in balances]
        with self._engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                _copy(connection, rows)
            else:
                _upsert(connection, rows)

    def _debt(self, row: Any) -> Debt:
        terms = _terms(row.terms_text)
        name = terms.correction_index
        return Debt(
            external_id="",
            person_id="",
            creditor=_NOBODY,
            product="",
            contract="",
            terms=terms,
            legal_status=LegalStatus(row.legal_status),
            index=self._indexes(name) if name is not None else None,
            credits=tuple(
                Credit(date.fromisoformat(on), Decimal(amount)) for on, amount in row.credits or ()
            ),
            # The query names these first; taken by place, which is twice as fast.
            **dict(zip(_PLAIN, row, strict=False)),
        )


@lru_cache(maxsize=4096)
def _terms(document: str) -> Terms:
    """Read terms once for all debts that have the same: most debts of a creditor do."""
    return read_terms(json.loads(document))


def _row(day: date, balance: Balance) -> tuple[Any, ...]:
    s = balance.statement
    amounts = (s.correction, s.fine, s.interest, s.fees, s.paid, s.total)
    return (balance.debt_id, day, balance.standing.value, *amounts)


def _copy(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    """Bring rows to PostgreSQL in one stream, then into the table in one statement."""
    stream = io.StringIO()
    csv.writer(stream).writerows(
        (key, day, standing, *(int(amount.scaleb(2)) for amount in amounts))
        for key, day, standing, *amounts in rows
    )
    stream.seek(0)
    names = ", ".join(_COLUMNS)
    updates = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])
    make = "CREATE TEMPORARY TABLE coming (LIKE debt_balances) ON COMMIT DROP"
    connection.exec_driver_sql(make)
    with connection.connection.cursor() as cursor:
        cursor.copy_expert(f"COPY coming ({names}) FROM STDIN WITH (FORMAT csv)", stream)
    connection.exec_driver_sql(
        f"INSERT INTO debt_balances ({names}) SELECT {names} FROM coming"
        f" ON CONFLICT (debt_id) DO UPDATE SET {updates}"
    )


def _upsert(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    statement = sqlite.insert(debt_balances)
    changed = {name: statement.excluded[name] for name in _COLUMNS[1:]}
    once = statement.on_conflict_do_update(index_elements=["debt_id"], set_=changed)
    connection.execute(once, [dict(zip(_COLUMNS, row, strict=True)) for row in rows])
