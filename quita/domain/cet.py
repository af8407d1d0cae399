"""CET, the effective yearly cost of a financed plan (Resolução CMN 4.881/2020)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pyxirr

from quita.domain.installments import Installment
from quita.domain.money import ZERO

HUNDREDTH = Decimal("0.01")


def cet_pct(financed: Decimal, day: date, payments: Iterable[Installment]) -> Decimal | None:
    """Give the CET in percent a year, two decimals: sum FCj / (1 + CET)^((dj - d0) / 365) = FC0.

    Args:
        financed: what the plan settles, in reais, on its first day.
        day: that first day.
        payments: all of them, the down payment too.

    Returns:
        None where everything is due on that day itself: no time passes, so there is no yearly cost.
    """
    paid = tuple(payments)
    if all(item.due_date == day for item in paid):
        return None
    if sum((item.amount for item in paid), ZERO) == financed:
        return Decimal("0.00")
    dates = [day, *(item.due_date for item in paid)]
    flows = [float(financed), *(-float(item.amount) for item in paid)]
    rate = pyxirr.xirr(dates, flows)
    return None if rate is None else _percent(rate)


def _percent(rate: float) -> Decimal:
    return (Decimal(repr(rate)) * 100).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
