"""Tests of plans of payment: exact to the cent, on business days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quita.domain.business_days import add_months, is_business_day
from quita.domain.errors import InvalidAmount
from quita.domain.installments import Installment, due_dates, plan, price
from quita.domain.money import CENT, ZERO, cents

VALUES = st.decimals(Decimal("1.00"), Decimal("1000000.00"), places=2)
COUNTS = st.integers(1, 60)
RATES = st.decimals(0, 10, places=2)
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


def left_over(value: Decimal, amounts: tuple[Decimal, ...], rate: Decimal) -> Decimal:
    """Pay a plan month by month as a bank would, and give the balance at its end."""
    balance = value
    for amount in amounts:
        balance = balance + cents(balance * rate / 100) - amount
    return balance


def test_a_thousand_at_2_percent_in_12_is_the_published_price_table() -> None:
    assert price(Decimal("1000.00"), 12, Decimal(2)) == (
        *[Decimal("94.56")] * 11,
        Decimal("94.54"),
    )


@pytest.mark.parametrize(
    ("value", "count", "regular", "last"),
    [
        ("100.00", 3, "33.33", "33.34"),
        ("200.00", 3, "66.67", "66.66"),
        ("0.03", 3, "0.01", "0.01"),
        ("1000.00", 1, None, "1000.00"),
        ("150.00", 2, "75.00", "75.00"),
    ],
)
def test_without_interest_the_last_installment_takes_the_rest(
    value: str, count: int, regular: str | None, last: str
) -> None:
    amounts = price(Decimal(value), count, ZERO)
    assert amounts[-1] == Decimal(last)
    assert all(amount == Decimal(regular or 0) for amount in amounts[:-1])


def test_one_installment_with_interest_is_the_value_and_a_month_of_it() -> None:
    assert price(Decimal("1000.00"), 1, Decimal(2)) == (Decimal("1020.00"),)


@given(VALUES, COUNTS)
def test_without_interest_the_installments_add_up_to_the_value(value: Decimal, count: int) -> None:
    assume(value > count * (count - 1) * CENT / 2)
    amounts = price(value, count, ZERO)
    assert sum(amounts) == value
    assert len(amounts) == count
    assert min(amounts) > 0
    assert abs(amounts[-1] - amounts[0]) < count * CENT


@given(VALUES, COUNTS, RATES)
def test_a_plan_pays_its_value_and_interest_to_the_cent_or_is_refused(
    value: Decimal, count: int, rate: Decimal
) -> None:
    try:
        amounts = price(value, count, rate)
    except InvalidAmount:
        return
    i = rate / 100
    carried = Decimal(count) if i == 0 else ((1 + i) ** count - 1) / i
    assert left_over(value, amounts, rate) == 0
    assert sum(amounts) >= value
    assert len(set(amounts[:-1])) <= 1
    assert all(amount > 0 and amount == cents(amount) for amount in amounts)
    assert abs(amounts[-1] - amounts[0]) <= CENT * carried


@given(st.decimals(Decimal("10000.00"), Decimal("1000000.00"), places=2), COUNTS, RATES)
def test_a_value_that_is_large_enough_is_never_refused(
    value: Decimal, count: int, rate: Decimal
) -> None:
    assert min(price(value, count, rate)) > 0


@pytest.mark.parametrize(
    ("value", "count"), [("0.00", 3), ("-1.00", 3), ("100.00", 0), ("100.00", -5), ("0.05", 10)]
)
def test_what_cannot_be_split_is_refused(value: str, count: int) -> None:
    with pytest.raises(InvalidAmount):
        price(Decimal(value), count, ZERO)


@given(DAYS, COUNTS)
def test_due_dates_are_business_days_and_never_before_they_were_asked_for(
    first: date, count: int
) -> None:
    dates = due_dates(first, count)
    asked = [add_months(first, n) for n in range(count)]
    assert len(dates) == count
    assert all(is_business_day(day) for day in dates)
    assert all(0 <= (day - wish).days <= 5 for day, wish in zip(dates, asked, strict=True))
    assert sorted(set(dates)) == list(dates)


def test_due_dates_come_back_to_the_day_that_was_asked_for() -> None:
    assert due_dates(date(2026, 12, 5), 3) == (
        date(2026, 12, 7),
        date(2027, 1, 5),
        date(2027, 2, 5),
    )


def test_a_down_payment_comes_first_as_number_zero() -> None:
    payments = plan(
        Decimal("1000.00"),
        2,
        ZERO,
        down_payment=Decimal("400.00"),
        down_payment_due=date(2026, 11, 28),
        first_due=date(2026, 12, 28),
    )
    assert payments == (
        Installment(0, date(2026, 11, 30), Decimal("400.00")),
        Installment(1, date(2026, 12, 28), Decimal("300.00")),
        Installment(2, date(2027, 1, 28), Decimal("300.00")),
    )


@pytest.mark.parametrize("down", ["1000.00", "1000.01"])
def test_a_down_payment_that_leaves_nothing_is_no_plan(down: str) -> None:
    day = date(2026, 11, 30)
    with pytest.raises(InvalidAmount):
        plan(
            Decimal("1000.00"),
            2,
            ZERO,
            down_payment=Decimal(down),
            down_payment_due=day,
            first_due=day,
        )
