"""Paying ahead: the interest of the time that is saved comes off (CDC art. 52 §2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from quita.domain.installments import Installment
from quita.domain.money import ZERO, cents

DAYS_OF_MONTH = 30


def early_amount(amount: Decimal, due: date, monthly_pct: Decimal, day: date) -> Decimal:
    """Give what an installment costs on a day: less before it is due, its face value from then on.

    Its plan's interest comes off for each day saved, by a month of 30 days, compound as the Price
    table charged it; without interest in the plan there is none to give back.

    >>> early_amount(Decimal("102.00"), date(2026, 12, 31), Decimal(2), date(2026, 12, 1))
    Decimal('100.00')
    """
    days = (due - day).days
    if days <= 0 or monthly_pct == 0:
        return amount
    growth = (1 + monthly_pct / 100) ** (Decimal(days) / DAYS_OF_MONTH)
    return cents(amount / growth)


def payoff(unpaid: Iterable[Installment], monthly_pct: Decimal, day: date) -> Decimal:
    """Give what settles a whole plan on a day: every installment at its early amount; reais."""
    amounts = (early_amount(item.amount, item.due_date, monthly_pct, day) for item in unpaid)
    return sum(amounts, ZERO)
