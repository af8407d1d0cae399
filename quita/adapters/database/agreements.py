"""Agreements and their installments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from quita.adapters.database.repository import Repository, locked
from quita.adapters.database.schema import agreements, installments
from quita.domain.agreement import RUNNING, AgreementState
from quita.domain.records import (
    AgreedInstallment,
    Agreement,
)

_PLAIN = ("id", "offer_id", "person_id", "debt_id", "created_at", "ended_why")
RUNNING_STATES = tuple(state.value for state in RUNNING)
_INSTALLMENT = ("id", "agreement_id", "number", "due_date", "amount", "paid_at")


class SqlAgreements(Repository):
    """Fulfils the port Agreements."""

    def add(self, agreement: Agreement) -> Agreement:
        """Insert; where the offer has an agreement already, give that one unchanged.

        A second agreement that would run on the same debt is a Conflict.
        """
        values = {name: getattr(agreement, name) for name in _PLAIN}
        values |= {"state": agreement.state.value, "also": list(agreement.also) or None}
        if self._insert_once(agreements, values, ["offer_id"]):
            rows = [
                {name: getattr(item, name) for name in _INSTALLMENT}
                for item in agreement.installments
            ]
            self._connection.execute(insert(installments), rows)
            return agreement
        known = select(agreements).where(agreements.c.offer_id == agreement.offer_id)
        return self._agreement(self._connection.execute(known).one())

    def get(self, agreement_id: str) -> Agreement | None:
        """Give an agreement, locked against other transactions that would change it."""
        query = locked(select(agreements).where(agreements.c.id == agreement_id))
        row = self._connection.execute(query).first()
        return None if row is None else self._agreement(row)

    def of_person(self, person_id: str) -> list[Agreement]:
        """Give a person's agreements, newest first."""
        newest_first = (agreements.c.created_at.desc(), agreements.c.id.desc())
        query = select(agreements).where(agreements.c.person_id == person_id)
        rows = self._connection.execute(query.order_by(*newest_first))
        return [self._agreement(row) for row in rows.all()]

    def set_state(self, agreement_id: str, state: AgreementState) -> None:
        """Move an agreement on."""
        change = update(agreements).where(agreements.c.id == agreement_id)
        self._connection.execute(change.values(state=state.value))

    def end(self, agreement_id: str, state: AgreementState, why: str) -> None:
        """Move an agreement to its end, with the reason."""
        change = update(agreements).where(agreements.c.id == agreement_id)
        self._connection.execute(change.values(state=state.value, ended_why=why))

    def move_due(self, installment: AgreedInstallment, due_date: date) -> None:
        """Give an installment another due date, and count the change in its agreement."""
        moved = update(installments).where(installments.c.id == installment.id)
        self._connection.execute(moved.values(due_date=due_date))
        changes = func.coalesce(agreements.c.due_date_changes, 0) + 1
        counted = update(agreements).where(agreements.c.id == installment.agreement_id)
        self._connection.execute(counted.values(due_date_changes=changes))

    def overdue(self, day: date, after_id: str, limit: int) -> list[str]:
        """Give running agreements with an unpaid installment due before a day, by id."""
        unpaid = select(installments.c.agreement_id).where(
            installments.c.paid_at.is_(None), installments.c.due_date < day
        )
        query = select(agreements.c.id).where(
            agreements.c.state.in_(RUNNING_STATES),
            agreements.c.id > after_id,
            agreements.c.id.in_(unpaid),
        )
        found = self._connection.execute(query.order_by(agreements.c.id).limit(limit))
        return [str(agreement_id) for agreement_id in found.scalars()]

    def installment(self, installment_id: str) -> AgreedInstallment | None:
        """Give one installment, locked against other transactions that would change it."""
        query = locked(select(installments).where(installments.c.id == installment_id))
        return next(_installments(self._connection.execute(query)), None)

    def mark_paid(self, installment_id: str, at: datetime) -> None:
        """Note when an installment was paid; the first payment stays."""
        unpaid = (installments.c.id == installment_id, installments.c.paid_at.is_(None))
        self._connection.execute(update(installments).where(*unpaid).values(paid_at=at))

    def _agreement(self, row: Any) -> Agreement:
        query = select(installments).where(installments.c.agreement_id == row.id)
        items = self._connection.execute(query.order_by(installments.c.number))
        return Agreement(
            state=AgreementState(row.state),
            also=tuple(row.also or ()),
            due_date_changes=row.due_date_changes or 0,
            installments=tuple(_installments(items)),
            **{name: getattr(row, name) for name in _PLAIN},
        )


def _installments(rows: Iterable[Any]) -> Iterator[AgreedInstallment]:
    for row in rows:
        yield AgreedInstallment(**{name: getattr(row, name) for name in _INSTALLMENT})
