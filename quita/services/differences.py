"""Money other than asked for: everybody who must know of it is told, once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from quita.domain.charge_records import Charge
from quita.domain.divergence import NEEDS_A_HUMAN, Divergence
from quita.domain.events import PAYMENT_DIVERGED, Event
from quita.services.payment_cases import divergence_note, look_at, open_case
from quita.services.ports import Clock, NewId, UnitOfWork

OnDiverged = Callable[[UnitOfWork, Charge, Divergence], None]


def say_nothing(tx: UnitOfWork, charge: Charge, divergence: Divergence) -> None:
    """Tell nobody."""


class Differences:
    """Tells of what a bank has otherwise than we."""

    def __init__(self, clock: Clock, new_id: NewId, on_diverged: OnDiverged) -> None:
        """Wire the ports; `on_diverged` is called in the caller's transaction, for the person."""
        self._clock, self._new_id, self._on_diverged = clock, new_id, on_diverged

    def tell(self, tx: UnitOfWork, charge: Charge, found: Divergence) -> None:
        """Tell of money other than asked for: an event, the person, and a human where needed."""
        now = self._clock()
        agreement = tx.agreements.get(charge.agreement_id)
        data = {
            "conversation": charge.conversation_id,
            "agreement": charge.agreement_id,
            "debt": agreement.debt_id if agreement else None,
            "charge": charge.id,
            "outcome": found.outcome.value,
            "payment": found.key,
            "amount": str(found.amount),
            "other": str(found.other),
        }
        tx.events.add(Event(self._new_id(), PAYMENT_DIVERGED, charge.agreement_id, now, data))
        audit(tx, charge, f"payment:{found.outcome.value}", {"payment": found.key}, now)
        if found.outcome in NEEDS_A_HUMAN:
            key = f"payment:{found.key}:{found.outcome.value}"
            open_case(tx, charge, divergence_note(charge, found), key, self._new_id(), now)
        self._on_diverged(tx, charge, found)

    def ask_a_human(self, tx: UnitOfWork, charge: Charge, what: str) -> None:
        """Have a human look at a charge that stands otherwise at the bank than here."""
        note = f"{look_at(charge)}: {what}."
        open_case(tx, charge, note, f"payment:{charge.id}", self._new_id(), self._clock())


def audit(
    tx: UnitOfWork, charge: Charge, action: str, details: Mapping[str, object], now: datetime
) -> None:
    """Write down what befell a charge."""
    tx.events.audit("system", action, charge.id, {"txid": charge.txid, **details}, now)
