"""Charges at the bank and the payments that came of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from quita.adapters.database.repository import Repository, locked
from quita.adapters.database.schema import LIVE_CHARGE, charges, payments
from quita.domain.errors import Conflict
from quita.domain.records import Charge, ChargeState, Payment

_PLAIN = (
    "id",
    "kind",
    "txid",
    "installment_id",
    "agreement_id",
    "person_id",
    "conversation_id",
    "amount",
    "created_at",
    "expires_at",
    "code",
    "attempts",
)
_PAYMENT = ("id", "end_to_end_id", "charge_id", "amount", "paid_at")
_LIVE = (ChargeState.REQUESTED.value, ChargeState.ISSUED.value)


class SqlCharges(Repository):
    """Fulfils the port Charges."""

    def add(self, charge: Charge) -> Charge:
        """Insert; a live charge (requested or issued) of that installment and kind is kept.

        It is due to be issued at once, and to be looked up as soon as it is issued.
        """
        values = {name: getattr(charge, name) for name in _PLAIN}
        values |= {
            "state": charge.state.value,
            "next_attempt_at": charge.created_at,
            "check_at": charge.created_at,
        }
        if self._insert_once(charges, values, ["installment_id", "kind"], LIVE_CHARGE):
            return charge
        kept = self.live(charge.installment_id, charge.kind)
        if kept is None:
            raise Conflict("the live charge of that installment has just ended")
        return kept

    def get(self, charge_id: str) -> Charge | None:
        """Give a charge, locked against other transactions that would change it."""
        return self._first(charges.c.id == charge_id)

    def by_txid(self, txid: str) -> Charge | None:
        """Give a charge by the bank's key, locked like `get`."""
        return self._first(charges.c.txid == txid)

    def live(self, installment_id: str, kind: str) -> Charge | None:
        """Give the requested or issued charge of an installment, if any."""
        return self._first(
            charges.c.installment_id == installment_id,
            charges.c.kind == kind,
            charges.c.state.in_(_LIVE),
        )

    def set_state(self, charge_id: str, state: ChargeState, *, code: str | None = None) -> None:
        """Move a charge on; one that is paid stays so, whatever comes late."""
        moving = (charges.c.id == charge_id, charges.c.state != ChargeState.PAID.value)
        values = {"state": state.value} | ({} if code is None else {"code": code})
        self._connection.execute(update(charges).where(*moving).values(**values))

    def retry_at(self, charge_id: str, at: datetime) -> None:
        """Count an attempt and say when the next one is due."""
        values = {"attempts": charges.c.attempts + 1, "next_attempt_at": at}
        self._connection.execute(update(charges).where(charges.c.id == charge_id).values(**values))

    def due_for_issue(self, now: datetime, limit: int, kind: str = "pix") -> list[Charge]:
        """Give requested charges of a kind whose next attempt is due, longest waiting first."""
        return self._due(kind, [ChargeState.REQUESTED], charges.c.next_attempt_at, now, limit)

    def open_of(self, agreement_id: str) -> list[Charge]:
        """Give an agreement's charges that are requested or issued, locked."""
        mine = (charges.c.agreement_id == agreement_id, charges.c.state.in_(_LIVE))
        rows = self._connection.execute(locked(select(charges).where(*mine)))
        return [_charge(row) for row in rows]

    def due_for_withdrawal(self, now: datetime, limit: int, kind: str = "pix") -> list[Charge]:
        """Give charges of a kind to be taken back at the bank whose next attempt is due."""
        return self._due(kind, [ChargeState.WITHDRAWING], charges.c.next_attempt_at, now, limit)

    def due_for_check(self, now: datetime, limit: int, kind: str = "pix") -> list[Charge]:
        """Give charges of a kind that a callback named, or that polling reaches by now.

        These are issued ones, and lapsed ones that a payment may still be on its way to.
        """
        states = [ChargeState.ISSUED, ChargeState.LAPSED]
        return self._due(kind, states, charges.c.check_at, now, limit)

    def check_at(self, txid: str, at: datetime) -> None:
        """Say when an issued charge is next looked up at the bank; unknown txids are ignored."""
        self._connection.execute(update(charges).where(charges.c.txid == txid).values(check_at=at))

    def add_payment(self, payment: Payment) -> bool:
        """Insert; False where its end-to-end id is known."""
        values = {name: getattr(payment, name) for name in _PAYMENT}
        return self._insert_once(payments, values, ["end_to_end_id"])

    def payments_of(self, charge_id: str) -> list[Payment]:
        """Give what was paid under a charge, oldest first."""
        query = select(payments).where(payments.c.charge_id == charge_id)
        rows = self._connection.execute(query.order_by(payments.c.paid_at, payments.c.id))
        return [Payment(**{name: getattr(row, name) for name in _PAYMENT}) for row in rows]

    def _first(self, *conditions: Any) -> Charge | None:
        row = self._connection.execute(locked(select(charges).where(*conditions))).first()
        return None if row is None else _charge(row)

    def _due(
        self, kind: str, states: list[ChargeState], moment: Any, now: datetime, limit: int
    ) -> list[Charge]:
        query = select(charges).where(
            charges.c.kind == kind,
            charges.c.state.in_([state.value for state in states]),
            moment <= now,
        )
        rows = self._connection.execute(query.order_by(moment, charges.c.id).limit(limit))
        return [_charge(row) for row in rows]


def _charge(row: Any) -> Charge:
    return Charge(state=ChargeState(row.state), **{name: getattr(row, name) for name in _PLAIN})
