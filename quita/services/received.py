"""What has come in for an installment, over all charges that were ever made for it."""

from __future__ import annotations

from decimal import Decimal

from quita.domain.money import ZERO
from quita.domain.records import Charge, ChargeState
from quita.services.looks import last_look
from quita.services.ports import Clock, UnitOfWork


def received(tx: UnitOfWork, installment_id: str) -> Decimal:
    """Add up what was paid for an installment and not given back; reais."""
    charges = tx.charges.of_installment(installment_id)
    payments = (one for charge in charges for one in tx.charges.payments_of(charge.id))
    return sum((payment.credited for payment in payments), ZERO)


def close(tx: UnitOfWork, charge: Charge, clock: Clock) -> None:
    """Close a live charge that is not to be paid any more.

    One whose code may still be paid is taken back at the bank; one that has expired is looked up
    a last time, for a payment of the last minute may be under way; one that has no code yet was
    never seen by anybody.
    """
    now = clock()
    if charge.state is ChargeState.LAPSED:
        return  # its last looks are under way
    if charge.state is ChargeState.ISSUED and charge.expires_at > now:
        tx.charges.set_state(charge.id, ChargeState.WITHDRAWING)
        tx.charges.retry_at(charge.id, now)
    else:
        tx.charges.set_state(charge.id, ChargeState.WITHDRAWN)
        if charge.state is ChargeState.ISSUED:
            tx.charges.recheck_at(charge.id, max(now, last_look(charge)))
    tx.events.audit("system", "charge:closed", charge.id, {"txid": charge.txid}, now)
