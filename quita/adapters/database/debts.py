"""Creditors and debts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from quita.adapters.database.codec import read_terms, write_terms
from quita.adapters.database.repository import Repository
from quita.adapters.database.schema import creditors, debts
from quita.adapters.vault import Vault
from quita.domain.correction import IndexSeries
from quita.domain.debt import Credit, Creditor, Debt, LegalStatus
from quita.services.ports import NewId

_PLAIN = (
    "person_id",
    "product",
    "contract",
    "original_amount",
    "due_date",
    "updated_amount",
    "correction",
    "fine",
    "interest",
    "fees",
    "itemised",
    "original_creditor_name",
    "assignment_date",
    "prescription_date",
)
_DEBT_AND_CREDITOR = select(
    debts,
    creditors.c.name.label("creditor_name"),
    creditors.c.cnpj.label("creditor_cnpj"),
    creditors.c.address.label("creditor_address"),
).join_from(debts, creditors)


Indexes = Callable[[str], IndexSeries | None]


def no_indexes(name: str) -> IndexSeries | None:
    """Know no index."""
    return None


class SqlDebts(Repository):
    """Fulfils the port Debts."""

    def __init__(
        self, connection: Connection, vault: Vault, new_id: NewId, indexes: Indexes
    ) -> None:
        """Tie to a connection in a transaction; `indexes` gives a series by its name."""
        super().__init__(connection, vault, new_id)
        self._indexes = indexes

    def save_creditor(self, creditor: Creditor) -> str:
        """Insert, or update the creditor of that CNPJ; give the id that is kept."""
        values = {"name": creditor.name, "cnpj": creditor.cnpj, "address": creditor.address}
        if self._insert_once(creditors, {"id": creditor.id, **values}, ["cnpj"]):
            return creditor.id
        same = creditors.c.cnpj == creditor.cnpj
        self._connection.execute(update(creditors).where(same).values(**values))
        return str(self._connection.execute(select(creditors.c.id).where(same)).scalar_one())

    def save(self, debt: Debt) -> bool:
        """Insert, or update the debt of that creditor and external id; say whether it was new."""
        values = {name: getattr(debt, name) for name in _PLAIN}
        values |= {"terms": write_terms(debt.terms), "legal_status": debt.legal_status.value}
        key = {"creditor_id": debt.creditor.id, "external_id": debt.external_id}
        new = {"id": debt.id, "status": debt.status, **key, **values, "credits": []}
        if self._insert_once(debts, new, list(key)):
            return True
        same = [debts.c[name] == value for name, value in key.items()]
        self._connection.execute(update(debts).where(*same).values(**values))
        return False

    def get(self, debt_id: str) -> Debt | None:
        """Give a debt, locked against other transactions that would change it."""
        query = _DEBT_AND_CREDITOR.where(debts.c.id == debt_id)
        row = self._connection.execute(query.with_for_update(key_share=True, of=debts)).first()
        return None if row is None else self._debt(row)

    def of_person(self, person_id: str) -> list[Debt]:
        """Give all debts of a person, oldest due date first."""
        query = _DEBT_AND_CREDITOR.where(debts.c.person_id == person_id)
        rows = self._connection.execute(query.order_by(debts.c.due_date, debts.c.id))
        return [self._debt(row) for row in rows]

    def set_status(self, debt_id: str, status: str) -> None:
        """Say where a debt stands: open, agreed, settled or on_hold."""
        change = update(debts).where(debts.c.id == debt_id).values(status=status)
        self._connection.execute(change)

    def credit(self, debt_id: str, credit: Credit) -> None:
        """Note what was paid towards a debt under an agreement that has ended."""
        same = debts.c.id == debt_id
        known = self._connection.execute(select(debts.c.credits).where(same)).scalar_one()
        credits = [*(known or ()), [credit.day.isoformat(), str(credit.amount)]]
        self._connection.execute(update(debts).where(same).values(credits=credits))

    def _debt(self, row: Any) -> Debt:
        terms = read_terms(row.terms)
        name = terms.correction_index
        return Debt(
            id=row.id,
            external_id=row.external_id,
            creditor=Creditor(
                row.creditor_id, row.creditor_name, row.creditor_cnpj, row.creditor_address
            ),
            terms=terms,
            legal_status=LegalStatus(row.legal_status),
            status=row.status,
            index=self._indexes(name) if name is not None else None,
            credits=tuple(
                Credit(date.fromisoformat(day), Decimal(amount))
                for day, amount in row.credits or ()
            ),
            **{name: getattr(row, name) for name in _PLAIN},
        )
