"""What was issued to be paid: Pix charges, boletos, recurrences."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Protocol

from quita.domain.charge_records import (
    BoletoRecord,
    Charge,
    ChargeState,
    Payment,
    Recurrence,
    RecurrenceState,
)


class Charges(Protocol):
    """Charges at the bank and the payments that came of them."""

    def add(self, charge: Charge) -> Charge:
        """Insert; a live charge (requested or issued) of that installment and kind is kept."""

    def get(self, charge_id: str) -> Charge | None: ...

    def by_txid(self, txid: str) -> Charge | None: ...

    def live(self, installment_id: str, kind: str) -> Charge | None:
        """Give the requested or issued charge of an installment, if any."""

    def set_state(self, charge_id: str, state: ChargeState, *, code: str | None = None) -> None: ...

    def retry_at(self, charge_id: str, at: datetime) -> None:
        """Count an attempt and say when the next one is due."""

    def due_for_issue(self, now: datetime, limit: int, kind: str = "pix") -> list[Charge]:
        """Give requested charges of a kind whose next attempt is due."""

    def open_of(self, agreement_id: str) -> list[Charge]:
        """Give an agreement's charges that are requested or issued."""

    def due_for_withdrawal(self, now: datetime, limit: int, kind: str = "pix") -> list[Charge]:
        """Give charges of a kind to be taken back at the bank whose next attempt is due."""

    def due_for_check(self, now: datetime, limit: int, kind: str = "pix") -> list[Charge]:
        """Give issued and lapsed charges of a kind that a callback named or polling reaches."""

    def check_at(self, txid: str, at: datetime) -> None:
        """Say when an issued charge is next looked up at the bank; unknown txids are ignored."""

    def add_payment(self, payment: Payment) -> bool:
        """Insert; False where its end-to-end id is known."""

    def payments_of(self, charge_id: str) -> list[Payment]: ...

    def payment(self, end_to_end_id: str) -> Payment | None: ...

    def note_refund(self, end_to_end_id: str, refunded: Decimal) -> None:
        """Say how much of a payment was given back; reais."""

    def of_installment(self, installment_id: str) -> list[Charge]:
        """Give every charge that was ever made for an installment, oldest first."""

    def payable(self, conversation_id: str, person_id: str | None) -> list[Charge]:
        """Give what may still be paid of a conversation or a person, the newest first."""

    def by_code(self, code: str) -> Charge | None:
        """Give the charge that a copy-and-paste text or a linha digitável pays."""

    def recheck_at(self, charge_id: str, at: datetime | None) -> None:
        """Have a charge that is no longer open looked up at the bank once more, or no more."""

    def claim_order(self, charge_id: str, key: str) -> bool:
        """Say whether the message of that key is the one that shows the charge as an order."""


class Boletos(Protocol):
    """What boletos are besides their charges."""

    def add(self, boleto: BoletoRecord) -> BoletoRecord:
        """Insert, and give it with its sequence."""

    def of_charge(self, charge_id: str) -> BoletoRecord | None: ...

    def by_emv(self, emv: str) -> BoletoRecord | None:
        """Give the boleto that a Pix code settles (bolepix)."""

    def registered(self, charge_id: str, own_number: str, emv: str, bank_name: str) -> None:
        """Note what the bank gave."""

    def to_remit(self, limit: int) -> list[BoletoRecord]:
        """Give boletos of requested charges that went into no file yet, oldest first."""

    def remitted(self, charge_id: str, at: datetime | None) -> None:
        """Note when it went into a file; None has it go into the next one."""


class Recurrences(Protocol):
    """Recurrences of agreements."""

    def first_charges(self, limit: int) -> list[Charge]:
        """Give issued Pix of agreements that were not asked about a recurrence yet."""

    def add(self, recurrence: Recurrence) -> None:
        """Insert, once for each agreement; it is due at once."""

    def of_agreement(self, agreement_id: str) -> Recurrence | None: ...

    def due(self, now: datetime, limit: int) -> list[Recurrence]:
        """Give those that have not ended and whose next step is due."""

    def retry_at(self, recurrence_id: str, at: datetime) -> None:
        """Count a step and say when the next one is due."""

    def offered(self, recurrence_id: str, bank_id: str, code: str) -> None: ...

    def set_state(self, recurrence_id: str, state: RecurrenceState) -> None: ...
