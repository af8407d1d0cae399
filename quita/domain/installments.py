"""Plans of payment: equal installments with or without interest, exact to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

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
    rate = monthly_pct / 100
    if rate == 0:
        regular = cents(present_value / count)
    else:
        regular = cents(present_value * rate / (1 - (1 + rate) ** -count))
    balance = present_value
    for _ in range(count - 1):
        balance += cents(balance * rate) - regular
    last = balance + cents(balance * rate)
    if regular <= 0 or last <= 0:
        raise InvalidAmount("the value is too small for so many installments")
    return (regular,) * (count - 1) + (last,)


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
