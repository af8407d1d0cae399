"""What an installment costs on a day, and until when a boleto of it may be paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from quita.domain.business_days import add_business_days, next_business_day
from quita.domain.money import ZERO, cents, percent_of
from quita.domain.policy import Terms


@dataclass(frozen=True)
class Owed:
    """An installment with its charges for delay, each apart; reais (Lei SP 14.953/2013)."""

    principal: Decimal
    fine: Decimal = ZERO
    interest: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """The sum, in reais."""
        return self.principal + self.fine + self.interest


def owed_on(amount: Decimal, due: date, day: date, terms: Terms) -> Owed:
    """Give what an installment costs on a day: the one answer, for agreement, Pix and boleto.

    Up to the first business day from its due date it costs what was agreed (Lei 7.089/1983: what
    falls due on a day without banks is paid on the next one), and so it does within the days of
    grace: that is what was accepted with the summary. After them, where a boleto's day falls past
    the grace, the fine falls once (at
    most 2%, CDC art. 52 §1) and simple interest by the day of a 30-day month (at most 1% a month,
    STJ súmula 379), both on the installment and by the creditor's terms.
    """
    if day <= max(next_business_day(due), due + timedelta(days=terms.grace_days)):
        return Owed(amount)
    # Divided last: a rate rounded first would lose the half cents.
    interest = cents(amount * terms.default_interest_pct * (day - due).days / 3000)
    return Owed(amount, percent_of(amount, terms.fine_pct), interest)


def boleto_due(due: date, today: date) -> date:
    """Give the last day of a boleto asked for today: the installment's own or, late, the next.

    A late one leaves a whole business day to pay: on Friday evening that is Monday.
    """
    agreed = next_business_day(due)
    return agreed if agreed >= today else add_business_days(today, 1)
