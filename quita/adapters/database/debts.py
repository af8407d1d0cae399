"""Creditors and debts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from quita.adapters.database.codec import read_terms, write_terms
from quita.adapters.database.repository import Repository
from quita.adapters.database.schema import creditors, debts
from quita.domain.debt import Creditor, Debt, LegalStatus

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


class SqlDebts(Repository):
    """Fulfils the port Debts."""

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
        new = {"id": debt.id, "status": debt.status, **key, **values}
        if self._insert_once(debts, new, list(key)):
            return True
        same = [debts.c[name] == value for name, value in key.items()]
        self._connection.execute(update(debts).where(*same).values(**values))
        return False

    def get(self, debt_id: str) -> Debt | None:
        """Give a debt, locked against other transactions that would change it."""
        query = _DEBT_AND_CREDITOR.where(debts.c.id == debt_id)
        row = self._connection.execute(query.with_for_update(key_share=True, of=debts)).first()
        return None if row is None else _debt(row)

    def of_person(self, person_id: str) -> list[Debt]:
        """Give all debts of a person, oldest due date first."""
        query = _DEBT_AND_CREDITOR.where(debts.c.person_id == person_id)
        rows = self._connection.execute(query.order_by(debts.c.due_date, debts.c.id))
        return [_debt(row) for row in rows]

    def set_status(self, debt_id: str, status: str) -> None:
        """Say where a debt stands: open, agreed, settled or on_hold."""
        change = update(debts).where(debts.c.id == debt_id).values(status=status)
        self._connection.execute(change)


def _debt(row: Any) -> Debt:
    return Debt(
        id=row.id,
        external_id=row.external_id,
        creditor=Creditor(
            row.creditor_id, row.creditor_name, row.creditor_cnpj, row.creditor_address
        ),
        terms=read_terms(row.terms),
        legal_status=LegalStatus(row.legal_status),
        status=row.status,
        **{name: getattr(row, name) for name in _PLAIN},
    )
