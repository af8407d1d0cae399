"""Plans of payment: equal installments with or without interest, exact to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import repeat

from quita.domain.business_days import add_months, next_business_day
from quita.domain.errors import InvalidAmount
from quita.domain.money import ZERO, cents


@dataclass(frozen=True)
class Installment:
    """One payment of a plan: number 0 is the down payment; the amount is in reais."""

    number: int
    due_date: date
    amount: Decimal


def price(present_value: Decimal, count: int, monthly_pct: Decimal) -> tuple[Decimal, ...]:
    """Split a value into `count` equal installments by the Price table, the last one fitted.

    Installments and each month's interest are rounded half up to cents; the last installment takes
    what is left over, so that the balance ends at zero exactly. It differs from the others by less
    than `count` cents without interest, and with interest i by less than a cent a month, carried
    forward: ((1 + i)^count - 1) / i cents.

    Args:
        present_value: reais, positive.
        monthly_pct: interest in percent a month; 0 splits evenly.

    Raises:
        InvalidAmount: a value or a count that is not positive, or too small to split.

    >>> price(Decimal("1000.00"), 12, Decimal(2))[0], price(Decimal("1000.00"), 12, Decimal(2))[-1]
    (Decimal('94.56'), Decimal('94.54'))
    """
    if present_value <= 0 or count < 1:
        raise InvalidAmount("a plan needs a positive value and at least one installment")
    regular = regular_amount(present_value, count, monthly_pct)
    last = last_amount(present_value, count, monthly_pct, regular)
    if regular <= 0 or last <= 0:
        raise InvalidAmount("the value is too small for so many installments")
    return (regular,) * (count - 1) + (last,)


def regular_amount(present_value: Decimal, count: int, monthly_pct: Decimal) -> Decimal:
    """Give what each installment of price() but the last one is, in reais."""
    rate = monthly_pct / 100
    if rate == 0:
        return cents(present_value / count)
    return cents(present_value * rate / (1 - (1 + rate) ** -count))


def last_amount(
    present_value: Decimal, count: int, monthly_pct: Decimal, regular: Decimal
) -> Decimal:
    """Give what is left for the last installment; in whole cents, which is ten times as fast."""
    if monthly_pct == 0:
        return present_value - regular * (count - 1)
    grown, half, whole = _growth(monthly_pct)
    balance, each = int(present_value.scaleb(2)), int(regular.scaleb(2))
    for _ in repeat(None, count - 1):  # each month's interest is rounded half up
        balance = (balance * grown + half) // whole - each
    return Decimal((balance * grown + half) // whole).scaleb(-2)


@lru_cache(maxsize=256)
def _growth(monthly_pct: Decimal) -> tuple[int, int, int]:
    """Give integers a, b, c such that a month takes a balance of cents to (balance * a + b) // c.

    That is the balance and its interest, rounded half up: twice what the rate is a ratio of, so
    that the half is whole.
    """
    over, under = (monthly_pct / 100).as_integer_ratio()
    return 2 * (over + under), under, 2 * under


def due_dates(first: date, count: int) -> tuple[date, ...]:
    """Give monthly due dates on the first one's day of the month, each on a business day."""
    return tuple(next_business_day(add_months(first, index)) for index in range(count))


def plan(
    present_value: Decimal,
    count: int,
    monthly_pct: Decimal,
    *,
    down_payment: Decimal = ZERO,
    down_payment_due: date,
    first_due: date,
) -> tuple[Installment, ...]:
    """Lay out a down payment (number 0, if any) and `count` installments of what remains.

    Raises:
        InvalidAmount: the down payment leaves nothing to split, or price() refuses.
    """
    amounts = price(present_value - down_payment, count, monthly_pct)
    dates = due_dates(first_due, count)
    regular = tuple(
        Installment(number, due, amount)
        for number, (due, amount) in enumerate(zip(dates, amounts, strict=True), start=1)
    )
    if down_payment == 0:
        return regular
    return (Installment(0, next_business_day(down_payment_due), down_payment), *regular)
