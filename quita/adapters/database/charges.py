"""Charges at the bank and the payments that came of them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, or_, select, update

from quita.adapters.database.due_terms import read_due_terms, write_due_terms
from quita.adapters.database.repository import Repository, locked
from quita.adapters.database.schema import LIVE_CHARGE, charges, payments
from quita.domain.charge_records import Charge, ChargeState, Payment
from quita.domain.errors import Conflict

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
    "order_key",
)
_PAYMENT = ("id", "end_to_end_id", "charge_id", "amount", "paid_at", "refunded", "principal")
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
            "due_terms": write_due_terms(charge.due_terms),
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

        These are issued ones, lapsed ones that a payment may still be on its way to, and closed
        ones that are to be looked up once more.
        """
        states = [ChargeState.ISSUED.value, ChargeState.LAPSED.value]
        is_open = and_(charges.c.state.in_(states), charges.c.check_at <= now)
        due = (charges.c.kind == kind, or_(is_open, charges.c.recheck_at <= now))
        query = select(charges).where(*due).order_by(charges.c.check_at, charges.c.id)
        return [_charge(row) for row in self._connection.execute(query.limit(limit))]

    def check_at(self, txid: str, at: datetime) -> None:
        """Say when an issued charge is next looked up at the bank; unknown txids are ignored."""
        self._connection.execute(update(charges).where(charges.c.txid == txid).values(check_at=at))

    def add_payment(self, payment: Payment) -> bool:
        """Insert; False where its end-to-end id is known."""
        values = {name: getattr(payment, name) for name in _PAYMENT}
        return self._insert_once(payments, values, ["end_to_end_id"])

    def payment(self, end_to_end_id: str) -> Payment | None:
        """Give a payment by the bank's key."""
        query = select(payments).where(payments.c.end_to_end_id == end_to_end_id)
        row = self._connection.execute(query).first()
        return None if row is None else _payment(row)

    def note_refund(self, end_to_end_id: str, refunded: Decimal) -> None:
        """Say how much of a payment was given back; reais."""
        mine = update(payments).where(payments.c.end_to_end_id == end_to_end_id)
        self._connection.execute(mine.values(refunded=refunded))

    def of_installment(self, installment_id: str) -> list[Charge]:
        """Give every charge that was ever made for an installment, oldest first, locked."""
        query = select(charges).where(charges.c.installment_id == installment_id)
        ordered = query.order_by(charges.c.created_at, charges.c.id)
        return [_charge(row) for row in self._connection.execute(locked(ordered))]

    def by_code(self, code: str) -> Charge | None:
        """Give the charge that a copy-and-paste text or a linha digitável pays."""
        row = self._connection.execute(select(charges).where(charges.c.code == code)).first()
        return None if row is None else _charge(row)

    def recheck_at(self, charge_id: str, at: datetime | None) -> None:
        """Have a charge that is no longer open looked up at the bank once more, or no more."""
        mine = update(charges).where(charges.c.id == charge_id)
        self._connection.execute(mine.values(recheck_at=at))

    def claim_order(self, charge_id: str, key: str) -> bool:
        """Say whether the message of that key is the one that shows the charge as an order."""
        free = (charges.c.id == charge_id, charges.c.order_key.is_(None))
        self._connection.execute(update(charges).where(*free).values(order_key=key))
        charge = self.get(charge_id)
        return charge is not None and charge.order_key == key

    def payable(self, conversation_id: str, person_id: str | None) -> list[Charge]:
        """Give what may still be paid of a conversation or a person, the newest first."""
        columns, states = charges.c, (ChargeState.ISSUED.value, ChargeState.LAPSED.value)
        here: Any = columns.conversation_id == conversation_id
        whose = here if person_id is None else here | (columns.person_id == person_id)
        query = select(charges).where(columns.state.in_(states), whose)
        rows = self._connection.execute(query.order_by(columns.created_at.desc(), columns.id))
        return [_charge(row) for row in rows]

    def payments_of(self, charge_id: str) -> list[Payment]:
        """Give what was paid under a charge, oldest first."""
        query = select(payments).where(payments.c.charge_id == charge_id)
        rows = self._connection.execute(query.order_by(payments.c.paid_at, payments.c.id))
        return [_payment(row) for row in rows]

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
    return Charge(
        state=ChargeState(row.state),
        due_terms=read_due_terms(row.due_terms),
        **{name: getattr(row, name) for name in _PLAIN},
    )


def _payment(row: Any) -> Payment:
    return Payment(**{name: getattr(row, name) for name in _PAYMENT})
