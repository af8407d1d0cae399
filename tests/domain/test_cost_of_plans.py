"""The CET of a plan, and what paying ahead takes off."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given, reject
from hypothesis import strategies as st

from quita.domain.cet import cet_pct
from quita.domain.early import early_amount, payoff
from quita.domain.errors import InvalidAmount
from quita.domain.installments import Installment, plan

DAY = date(2026, 11, 23)


def made(value: str, count: int, rate: str, down: str = "0.00") -> tuple[Installment, ...]:
    try:
        return plan(
            Decimal(value),
            count,
            Decimal(rate),
            down_payment=Decimal(down),
            down_payment_due=DAY + timedelta(days=3),
            first_due=DAY + timedelta(days=30),
        )
    except InvalidAmount:
        reject()  # too little for so many installments: no plan, and so no cost


def present_value(payments: tuple[Installment, ...], percent: Decimal) -> Decimal:
    """Reckon by another road than the library's: the definition, in decimals."""
    growth = 1 + percent / 100
    return sum(
        (item.amount / growth ** (Decimal((item.due_date - DAY).days) / 365) for item in payments),
        Decimal(0),
    )


def test_a_year_later_ten_percent_more_is_a_cet_of_ten_percent() -> None:
    assert cet_pct(Decimal(100), DAY, [Installment(1, date(2027, 11, 23), Decimal(110))]) == 10


def test_a_plan_without_interest_costs_nothing() -> None:
    assert cet_pct(Decimal(1000), DAY, made("1000", 7, "0")) == 0


def test_a_payment_on_the_same_day_has_no_yearly_cost() -> None:
    assert cet_pct(Decimal(100), DAY, [Installment(1, DAY, Decimal(110))]) is None


@given(
    st.decimals("50", "100000", places=2),
    st.integers(2, 60),
    st.decimals("0.01", "20", places=2),
    st.booleans(),
)
def test_the_cet_brings_all_payments_back_to_what_was_financed(
    value: Decimal, count: int, rate: Decimal, with_down: bool
) -> None:
    down = (value / 10).quantize(Decimal("0.01")) if with_down else Decimal("0.00")
    payments = made(str(value), count, str(rate), str(down))
    cet = cet_pct(value, DAY, payments)
    assert cet is not None
    step = Decimal("0.0051")
    assert present_value(payments, cet - step) >= value >= present_value(payments, cet + step)


@pytest.mark.parametrize(("days", "amount"), [(30, "100.00"), (0, "102.00"), (-5, "102.00")])
def test_an_installment_costs_less_before_it_is_due_and_no_more_after(
    days: int, amount: str
) -> None:
    due = DAY + timedelta(days=days)
    assert early_amount(Decimal("102.00"), due, Decimal(2), DAY) == Decimal(amount)


@given(
    st.decimals("100", "100000", places=2),
    st.integers(2, 48),
    st.decimals("0", "20", places=2),
    st.integers(0, 400),
)
def test_paying_all_ahead_costs_no_more_than_the_rest_of_the_plan(
    value: Decimal, count: int, rate: Decimal, days: int
) -> None:
    payments = made(str(value), count, str(rate))
    day = DAY + timedelta(days=days)
    left = tuple(item for item in payments if item.due_date >= day)
    assume(left)
    face = sum(item.amount for item in left)
    early = payoff(left, rate, day)
    assert early <= face
    if rate == 0:
        assert early == face
