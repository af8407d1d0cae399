"""Storing what the bank says came in and went back, each once."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from quita.domain.business_days import local_day
from quita.domain.charge_records import BOLETO, Charge, Payment
from quita.domain.divergence import Divergence, Outcome
from quita.domain.pix_due import amounts_on
from quita.services.ports import BankCharge, NewId, PixPayment, UnitOfWork

TOLERANCE = Decimal("0.02")  # by how much a bank may reckon fine and interest otherwise


@dataclass
class Booked:
    """What is new: payments, and money that went back of known ones."""

    fresh: list[Payment] = field(default_factory=list)
    refunds: list[Divergence] = field(default_factory=list)


def book(
    tx: UnitOfWork, charge: Charge, bank: BankCharge, new_id: NewId, tolerance: Decimal
) -> Booked:
    """Store what came and what went back since the last look."""
    booked = Booked()
    for paid in bank.payments:
        payment = Payment(
            new_id(),
            paid.end_to_end_id,
            charge.id,
            paid.amount,
            paid.paid_at,
            paid.refunded,
            _principal(tx, charge, paid, tolerance),
        )
        if tx.charges.add_payment(payment):
            booked.fresh.append(payment)
            continue
        known = tx.charges.payment(paid.end_to_end_id)
        if known is None or known.refunded == paid.refunded:
            continue
        tx.charges.note_refund(paid.end_to_end_id, paid.refunded)
        back = paid.refunded - known.refunded
        if back > 0:  # else a refund that was under way came to nothing
            key = f"{paid.end_to_end_id}:{paid.refunded}"
            booked.refunds.append(Divergence(Outcome.REFUNDED, key, back))
    return booked


def _principal(
    tx: UnitOfWork, charge: Charge, paid: PixPayment, tolerance: Decimal
) -> Decimal | None:
    """Say which part of a payment is the installment itself; None where all of it is."""
    if charge.kind == BOLETO:
        record = tx.boletos.of_charge(charge.id)
        return record.principal if record and paid.amount == charge.amount else None
    if charge.due_terms is None:
        return None
    if paid.original is not None:
        return paid.original
    owed = amounts_on(charge.amount, charge.due_terms, local_day(paid.paid_at)).total
    return charge.amount if abs(paid.amount - owed) <= tolerance else None
