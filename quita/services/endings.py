"""Ending an agreement before its time: its debts come back, its charges are undone."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from quita.domain.agreement import AgreementState, Happening, after
from quita.domain.business_days import local_day
from quita.domain.debt import Credit, Debt
from quita.domain.errors import NotFound
from quita.domain.events import AGREEMENT_BROKEN, AGREEMENT_ENDED, Event
from quita.domain.records import Agreement
from quita.domain.together import shares
from quita.services.ports import NewId, UnitOfWork
from quita.services.table import credits_of
from quita.services.unwanted import take_back

AGREED, OPEN = "agreed", "open"


def end_agreement(
    tx: UnitOfWork, agreement_id: str, happening: Happening, now: datetime, new_id: NewId
) -> Agreement:
    """End an agreement in the caller's transaction; nothing of it can be charged any more.

    Raises:
        NotFound: there is none.
        NotAllowed: it has ended already.
    """
    agreement = tx.agreements.get(agreement_id)
    if agreement is None:
        raise NotFound("no such agreement")
    state = after(agreement.state, happening)
    debts = debts_of(tx, agreement)
    for debt_id, credits in credits_of(tx, debts, agreement).items():
        for credit in credits:
            tx.debts.credit(debt_id, credit)
    for debt in debts:
        if debt.status == AGREED:
            tx.debts.set_status(debt.id, OPEN)
    for charge in tx.charges.open_of(agreement.id):
        take_back(tx, charge, now)
    tx.agreements.end(agreement.id, state, happening.value)
    data = {
        "agreement": agreement.id,
        "state": state.value,
        "why": happening.value,
        "paid": str(sum((item.amount for item in agreement.paid), Decimal("0.00"))),
        "debts": [debt.external_id for debt in debts],
        "creditor": debts[0].creditor.cnpj,
    }
    tx.events.add(Event(new_id(), AGREEMENT_ENDED, agreement.id, now, data))
    if state is AgreementState.BROKEN:
        tx.events.add(Event(new_id(), AGREEMENT_BROKEN, agreement.id, now, data))
    tx.events.audit("system", f"agreement:{happening.value}", agreement.id, {}, now)
    return agreement


def credit_late_money(
    tx: UnitOfWork, agreement: Agreement, amount: Decimal, paid_at: datetime
) -> None:
    """Count money that came for an ended agreement towards its debts: nobody pays twice."""
    debts = debts_of(tx, agreement)
    made = local_day(agreement.created_at)
    owed = [debt.statement(made).total for debt in debts]
    for debt, part in zip(debts, shares(amount, owed), strict=True):
        if part:
            tx.debts.credit(debt.id, Credit(local_day(paid_at), part))


def debts_of(tx: UnitOfWork, agreement: Agreement) -> list[Debt]:
    """Give the debts that an agreement settles.

    Raises:
        NotFound: one is gone.
    """
    debts = [debt for debt in map(tx.debts.get, sorted(agreement.debt_ids)) if debt is not None]
    if len(debts) != len(agreement.debt_ids):
        raise NotFound("the agreement's debt is gone")
    return debts
