"""A debt: what it was, what it is on a day, and what the assistant may do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from quita.domain.business_days import add_months
from quita.domain.correction import IndexSeries
from quita.domain.money import ZERO, cents, percent_of
from quita.domain.policy import ChargesOn, Terms

PRESCRIPTION_MONTHS = 60  # CC art. 206 §5 I: five years


class LegalStatus(str, Enum):
    """Whether the creditor has gone to a notary or a court."""

    NONE = "none"
    PROTESTED = "protested"
    LAWSUIT = "lawsuit"


class Standing(str, Enum):
    """What the assistant may do about a debt on a day."""

    OPEN = "open"  # stated and offered
    TIME_BARRED = "time_barred"  # never stated, totalled or offered (STJ; Tema 1264 undecided)
    LEGAL = "legal"  # lawsuit or protest: a human
    # A total that its charges do not explain, or nothing above zero: a human (Lei SP 14.953/2013).
    UNITEMISED = "unitemised"
    ON_HOLD = "on_hold"  # disputed, claimed as fraud, being checked: a human
    AGREED = "agreed"  # an agreement runs
    SETTLED = "settled"
    NOT_DUE = "not_due"  # due date still to come


@dataclass(frozen=True)
class Creditor:
    """Who is owed: shown in every collection document (CDC art. 42-A)."""

    id: str
    name: str
    cnpj: str
    address: str


@dataclass(frozen=True)
class Statement:
    """A debt on a day, every charge apart; all in reais (Lei SP 14.953/2013)."""

    day: date
    principal: Decimal
    correction: Decimal
    fine: Decimal
    interest: Decimal
    fees: Decimal
    paid: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """Principal and charges less what was paid, in reais."""
        return self.principal + self.charges - self.paid

    @property
    def charges(self) -> Decimal:
        """The sum of everything but the principal, in reais."""
        return self.correction + self.fine + self.interest + self.fees


@dataclass(frozen=True)
class Credit:
    """What was paid towards a debt under an agreement that has ended; reais."""

    day: date
    amount: Decimal


@dataclass(frozen=True)
class Debt:
    """One debt of one person to one creditor.

    Attributes:
        original_amount: principal in reais.
        updated_amount: what the creditor says is owed, in reais; None where we compute it.
        correction, fine, interest, fees: the creditor's own itemisation, in reais.
        itemised: whether `updated_amount` is fully explained by the charges.
        index: the series that `terms.correction_index` names.
        credits: what was paid before, under agreements that have ended.
        status: open, agreed, settled or on_hold; the rest of the standing follows from the day.
    """

    id: str
    external_id: str
    person_id: str
    creditor: Creditor
    product: str
    contract: str
    original_amount: Decimal
    due_date: date
    terms: Terms
    updated_amount: Decimal | None = None
    correction: Decimal = ZERO
    fine: Decimal = ZERO
    interest: Decimal = ZERO
    fees: Decimal = ZERO
    itemised: bool = True
    original_creditor_name: str | None = None
    assignment_date: date | None = None
    prescription_date: date | None = None
    legal_status: LegalStatus = LegalStatus.NONE
    status: str = "open"
    index: IndexSeries | None = None
    credits: tuple[Credit, ...] = ()

    def days_overdue(self, day: date) -> int:
        """Give the days since the due date, 0 if it has not passed."""
        return max(0, (day - self.due_date).days)

    def time_barred(self, day: date) -> bool:
        """Say whether the debt may have lapsed by that day (CC art. 206 §5 I)."""
        limit = self.prescription_date or add_months(self.due_date, PRESCRIPTION_MONTHS)
        return day >= limit

    def standing(self, day: date, statement: Statement | None = None) -> Standing:
        """Say what the assistant may do about this debt on that day.

        `statement` is that day's, where it is known already.
        """
        if self.status in ("settled", "agreed"):
            return Standing(self.status)
        if self.time_barred(day):  # also while on hold: what has lapsed is not even hinted at
            return Standing.TIME_BARRED
        if self.status == "on_hold":
            return Standing.ON_HOLD
        if self.legal_status is not LegalStatus.NONE:
            return Standing.LEGAL
        unknown_index = self.terms.correction_index is not None and self.index is None
        if not self.itemised or unknown_index or (statement or self.statement(day)).total <= 0:
            return Standing.UNITEMISED
        if day <= self.due_date:
            return Standing.NOT_DUE
        return Standing.OPEN

    def statement(self, day: date) -> Statement:
        """Itemise the debt on a day.

        A creditor's own figures are taken as they are. Without them the original amount is
        corrected by the contract's index, the fine falls once (at most 2%, CDC art. 52 §1), and
        default interest is simple, per day of a 30-day month (1% a month, STJ súmula 379); the
        contract says whether these two are taken of the original or of the corrected amount.

        What was paid before counts from its own day: neither correction nor interest runs on it.
        """
        credits = [credit for credit in self.credits if credit.day <= day]
        paid = sum((credit.amount for credit in credits), ZERO)
        if self.updated_amount is not None:
            own = (self.correction, self.fine, self.interest, self.fees)
            return Statement(day, self.original_amount, *own, paid)
        days = self.days_overdue(day)
        if not days:
            return Statement(day, self.original_amount, ZERO, ZERO, ZERO, ZERO, paid)
        correction = self._grown(self.original_amount, self.due_date, day)
        on_corrected = self.terms.charges_on is ChargesOn.CORRECTED
        base = self.original_amount + (correction if on_corrected else ZERO)
        fine = percent_of(base, self.terms.fine_pct)
        time = base * days - sum(credit.amount * (day - credit.day).days for credit in credits)
        # Divided last: a rate rounded first would lose the half cents.
        interest = cents(max(time, ZERO) * self.terms.default_interest_pct / 3000)
        saved = sum((self._grown(credit.amount, credit.day, day) for credit in credits), ZERO)
        left = max(correction - saved, ZERO)
        return Statement(day, self.original_amount, left, fine, interest, ZERO, paid)

    def _grown(self, amount: Decimal, since: date, day: date) -> Decimal:
        """Give the correction of an amount between two days, in reais."""
        if self.index is None or self.terms.correction_index is None:
            return ZERO
        return cents(amount * self.index.factor(since, day)) - amount
