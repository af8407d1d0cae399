"""Charges that nobody is to pay any more."""

from __future__ import annotations

from datetime import datetime

from quita.domain.charge_records import Charge, ChargeState
from quita.services.looks import last_look
from quita.services.ports import Clock, UnitOfWork


def take_back(
    tx: UnitOfWork, charge: Charge, now: datetime, audited: str = "charge:unwanted"
) -> None:
    """Have a live charge, which is no longer wanted, taken back at its bank by the worker."""
    tx.charges.set_state(charge.id, ChargeState.WITHDRAWING)
    tx.charges.retry_at(charge.id, now)
    tx.events.audit("system", audited, charge.id, {"txid": charge.txid}, now)


def close(tx: UnitOfWork, charge: Charge, clock: Clock) -> None:
    """Close a live charge, because another one took its place or its money has come.

    One whose code may still be paid is taken back at the bank; one that has expired is looked up
    a last time, for a payment of the last minute may be under way; one that has no code yet was
    never seen by anybody.
    """
    now, audited = clock(), "charge:closed"
    if charge.state is ChargeState.LAPSED:
        return  # its last looks are under way
    if charge.state is ChargeState.ISSUED and charge.expires_at > now:
        take_back(tx, charge, now, audited)
        return
    tx.charges.set_state(charge.id, ChargeState.WITHDRAWN)
    if charge.state is ChargeState.ISSUED:
        tx.charges.recheck_at(charge.id, max(now, last_look(charge)))
    tx.events.audit("system", audited, charge.id, {"txid": charge.txid}, now)
