"""What is owed and agreed: debts, offers, agreements, and the policies that bound them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from quita.domain.agreement import AgreementState
from quita.domain.debt import Credit, Creditor, Debt
from quita.domain.policy import Terms
from quita.domain.records import AgreedInstallment, Agreement, StoredOffer


class Debts(Protocol):
    """Creditors and debts."""

    def save_creditor(self, creditor: Creditor) -> str:
        """Insert, or update the creditor of that CNPJ; give the id that is kept."""

    def save(self, debt: Debt) -> bool:
        """Insert, or update the debt of that creditor and external id; say whether it was new.

        The status of a known debt is never overwritten.
        """

    def get(self, debt_id: str) -> Debt | None: ...

    def of_person(self, person_id: str) -> list[Debt]:
        """Give all debts of a person, oldest due date first."""

    def set_status(self, debt_id: str, status: str) -> None: ...

    def credit(self, debt_id: str, credit: Credit) -> None:
        """Note what was paid towards a debt under an agreement that has ended."""


class Offers(Protocol):
    """Offers that were shown."""

    def add(self, offer: StoredOffer, key: str) -> StoredOffer:
        """Insert under an idempotency key; a known key gives the offer already stored."""

    def get(self, offer_id: str) -> StoredOffer | None: ...

    def of_person(self, person_id: str) -> list[StoredOffer]:
        """Give what was offered to a person, newest first."""

    def mark_accepted(self, offer_id: str) -> None: ...

    def latest(self, conversation_id: str) -> StoredOffer | None:
        """Give the last offer that was shown in a conversation."""


class Agreements(Protocol):
    """Agreements and their installments."""

    def add(self, agreement: Agreement) -> Agreement:
        """Insert; where the offer has an agreement already, give that one unchanged."""

    def get(self, agreement_id: str) -> Agreement | None: ...

    def of_person(self, person_id: str) -> list[Agreement]:
        """Give a person's agreements, newest first."""

    def set_state(self, agreement_id: str, state: AgreementState) -> None: ...

    def end(self, agreement_id: str, state: AgreementState, why: str) -> None:
        """Move an agreement to its end, with the reason."""

    def move_due(self, installment: AgreedInstallment, due_date: date) -> None:
        """Give an installment another due date, and count the change in its agreement."""

    def overdue(self, day: date, after_id: str, limit: int) -> list[str]:
        """Give running agreements with an unpaid installment due before a day, by id."""

    def installment(self, installment_id: str) -> AgreedInstallment | None: ...

    def mark_paid(self, installment_id: str, at: datetime) -> None: ...


class PolicySource(Protocol):
    """What each creditor allows, as the company wrote it down."""

    def terms(self, creditor_cnpj: str) -> Terms:
        """Give a creditor's terms, or the company's default ones. Raises InvalidPolicy."""
