"""A bank's Pix Automático: recurrences and the charges under them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from quita.services.ports.pix import PixCharge


@dataclass(frozen=True)
class RecurrenceRequest:
    """A recurrence to be authorised with a first charge; reais.

    Attributes:
        contract, purpose: what the payer reads, 35 characters each.
        amount: of every payment, or None where they differ.
    """

    first_txid: str
    contract: str
    debtor_name: str
    debtor_cpf: str
    purpose: str
    starts: date
    ends: date
    amount: Decimal | None


@dataclass(frozen=True)
class BankRecurrence:
    """A recurrence as the bank holds it; `status` is Bacen's word."""

    bank_id: str
    status: str
    code: str


@dataclass(frozen=True)
class RecurringRequest:
    """A charge of an authorised recurrence; reais."""

    txid: str
    bank_id: str
    amount: Decimal
    due_date: date
    text: str


class AutomaticProvider(Protocol):
    """A bank's Pix Automático. Raises ProviderRefused or ProviderUnavailable."""

    def open_recurrence(self, request: RecurrenceRequest) -> BankRecurrence: ...

    def recurrence(self, bank_id: str) -> BankRecurrence: ...

    def stop_recurrence(self, bank_id: str) -> None: ...

    def charge_recurring(self, request: RecurringRequest) -> PixCharge:
        """Create the charge of that txid; the same request again gives the same charge."""
