"""What has come in for an installment, over all charges that were ever made for it."""

from __future__ import annotations

from decimal import Decimal

from quita.domain.money import ZERO
from quita.services.ports import UnitOfWork


def received(tx: UnitOfWork, installment_id: str) -> Decimal:
    """Add up what was paid for an installment and not given back; reais."""
    charges = tx.charges.of_installment(installment_id)
    payments = (one for charge in charges for one in tx.charges.payments_of(charge.id))
    return sum((payment.credited for payment in payments), ZERO)
