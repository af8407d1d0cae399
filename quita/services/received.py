"""What has come in for an installment, over all charges that were ever made for it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from quita.domain.agreement import RUNNING, AgreementState, Happening, after, is_overdue
from quita.domain.business_days import local_day
from quita.domain.money import ZERO
from quita.domain.records import Agreement
from quita.services.ports import UnitOfWork


def received(tx: UnitOfWork, installment_id: str) -> Decimal:
    """Add up what was paid for an installment and not given back; reais."""
    charges = tx.charges.of_installment(installment_id)
    payments = (one for charge in charges for one in tx.charges.payments_of(charge.id))
    return sum((payment.credited for payment in payments), ZERO)


def state_after_payment(agreement: Agreement, now: datetime) -> AgreementState:
    """Give the state of an agreement after a payment; one that was ended stays so."""
    if agreement.state not in RUNNING:
        return agreement.state
    due = agreement.next_due
    if due is None:
        return after(agreement.state, Happening.PAID_UP)
    if agreement.state is AgreementState.LATE and not is_overdue(due.due_date, local_day(now)):
        return after(agreement.state, Happening.CAUGHT_UP)
    return agreement.state
