"""What an installment costs on a day, and until when its boleto may be paid."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.domain.boleto.owed import Owed, boleto_due, owed_on
from quita.domain.business_days import is_business_day
from quita.domain.policy import Terms

TERMS = Terms(grace_days=0)  # 2% once, 1% a month
days = st.dates(date(2026, 1, 1), date(2030, 1, 1))
amounts = st.decimals(Decimal("0.01"), Decimal("99999.99"), places=2)


def test_forty_five_days_late_cost_two_and_one_and_a_half_percent() -> None:
    due = date(2026, 11, 23)
    owed = owed_on(Decimal("100.00"), due, due + timedelta(days=45), TERMS)
    assert owed == Owed(Decimal("100.00"), Decimal("2.00"), Decimal("1.50"))
    assert owed.total == Decimal("103.50")


@pytest.mark.parametrize(
    ("due", "day", "total"),
    [
        (date(2026, 11, 21), date(2026, 11, 23), "100.00"),  # a Saturday, paid on Monday
        (date(2026, 11, 21), date(2026, 11, 24), "102.10"),
        (date(2026, 12, 25), date(2026, 12, 28), "100.00"),  # Christmas, a Friday
        (date(2026, 11, 23), date(2026, 11, 23), "100.00"),
        (date(2026, 11, 23), date(2026, 11, 24), "102.03"),
    ],
)
def test_a_day_without_banks_makes_nobody_late(due: date, day: date, total: str) -> None:
    assert owed_on(Decimal("100.00"), due, day, TERMS).total == Decimal(total)


@pytest.mark.parametrize(("late", "total"), [(1, "100.00"), (10, "100.00"), (11, "102.37")])
def test_within_the_grace_it_costs_what_was_agreed(late: int, total: str) -> None:
    due = date(2026, 11, 23)
    owed = owed_on(Decimal("100.00"), due, due + timedelta(days=late), Terms(grace_days=10))
    assert owed.total == Decimal(total)


def test_a_creditor_that_charges_nothing_charges_nothing() -> None:
    free = Terms(fine_pct=Decimal(0), default_interest_pct=Decimal(0), grace_days=0)
    late = owed_on(Decimal("100.00"), date(2026, 1, 5), date(2026, 12, 1), free)
    assert late.total == Decimal("100.00")


@given(amounts, days, st.integers(-400, 400))
def test_charges_never_pass_the_law_and_never_shrink(
    amount: Decimal, due: date, later: int
) -> None:
    day = due + timedelta(days=later)
    owed, next_day = (owed_on(amount, due, d, TERMS) for d in (day, day + timedelta(days=1)))
    cent = Decimal("0.01")
    assert owed.principal == amount
    assert owed.fine <= amount * 2 / 100 + cent
    assert owed.interest <= amount * max(0, later) / 3000 + cent
    assert amount <= owed.total <= next_day.total


@given(days, days)
def test_a_boleto_is_payable_today_or_later_on_a_business_day(due: date, today: date) -> None:
    last = boleto_due(due, today)
    assert is_business_day(last)
    assert last >= today
    assert last >= due
    if due >= today:
        assert (last - due).days <= 5


def test_a_late_one_leaves_a_whole_business_day() -> None:
    assert boleto_due(date(2026, 11, 10), date(2026, 11, 23)) == date(2026, 11, 24)
    assert boleto_due(date(2026, 11, 10), date(2026, 11, 27)) == date(2026, 11, 30)
    assert boleto_due(date(2026, 11, 23), date(2026, 11, 23)) == date(2026, 11, 23)
