"""When an open charge is looked up at the bank: often at first, then seldom, up to its end."""

from __future__ import annotations

from datetime import datetime, timedelta

from quita.domain.charge_records import BOLETO, PIX, RECURRING, Charge, ChargeState
from quita.services.ports import PixHint, UnitOfWork

LOOKS = tuple(timedelta(seconds=seconds) for seconds in (30, 90, 390, 1290))
"""Ages at which a charge is looked up: 30 s, then 1, 5 and 15 min later; then as below."""

THEN_EVERY = {PIX: timedelta(hours=1), BOLETO: timedelta(hours=6), RECURRING: timedelta(hours=6)}
# What was paid in the last second is settled by then; boletos on the second business day after.
GRACE = {PIX: timedelta(minutes=2), BOLETO: timedelta(days=6), RECURRING: timedelta(days=1)}
OPEN = (ChargeState.ISSUED, ChargeState.LAPSED)  # may turn out to be paid
SOON = timedelta(minutes=1)


def next_look(charge: Charge, now: datetime) -> datetime:
    """Say when an open charge is looked up after now: ever less often, up to its last time."""
    last = last_look(charge)
    if now >= last:
        return now + SOON
    ages = (charge.created_at + age for age in LOOKS)
    return min(next((at for at in ages if at > now), now + THEN_EVERY[charge.kind]), last)


def last_look(charge: Charge) -> datetime:
    """Say when a charge that is still not paid is given up."""
    return charge.expires_at + GRACE[charge.kind]


def look_again(tx: UnitOfWork, charge: Charge, at: datetime) -> bool:
    """Have a charge looked up, open or closed; one that the bank has not given yet is not."""
    if charge.state is ChargeState.REQUESTED:
        return False
    if charge.state in OPEN:
        tx.charges.check_at(charge.txid, at)
    else:
        tx.charges.recheck_at(charge.id, at)
    return True


def take_hint(tx: UnitOfWork, hint: PixHint, now: datetime) -> bool:
    """Have the charge that a callback names looked up; say whether it will be.

    What is known already is not asked for again, so that a repeated callback costs nothing.
    """
    charge = tx.charges.by_txid(hint.txid)
    if charge is None:
        tx.events.audit("psp", "payment:unknown_txid", hint.txid, {}, now)
        return False
    known = bool(hint.end_to_end_id) and tx.charges.payment(hint.end_to_end_id) is not None
    told = known or not hint.end_to_end_id
    if charge.state is ChargeState.PAID and told and not hint.refunded:
        return False
    return look_again(tx, charge, now)
