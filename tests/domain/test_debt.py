"""Tests of what a debt is on a day, and what may be done about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.domain.debt import Debt, LegalStatus, Standing
from quita.domain.money import MAX_AMOUNT
from quita.domain.policy import Terms
from tests.builders import debt_of

DUE = date(2026, 1, 10)
PLAIN = debt_of("maria", original_amount=Decimal("100.00"), due_date=DUE)
ITEMISED = replace(
    PLAIN,
    updated_amount=Decimal("170.50"),
    correction=Decimal("10.00"),
    fine=Decimal("2.00"),
    interest=Decimal("50.50"),
    fees=Decimal("8.00"),
)


def test_a_hundred_reais_for_45_days_cost_2_of_fine_and_1_50_of_interest() -> None:
    statement = PLAIN.statement(DUE + timedelta(days=45))
    assert (statement.fine, statement.interest) == (Decimal("2.00"), Decimal("1.50"))
    assert statement.total == Decimal("103.50")


def test_half_a_cent_of_interest_goes_up() -> None:
    debt = replace(PLAIN, original_amount=Decimal("1.00"))
    assert debt.statement(DUE + timedelta(days=45)).interest == Decimal("0.02")


@pytest.mark.parametrize("day", [DUE, DUE - timedelta(days=40)])
def test_nothing_is_added_before_the_due_date_has_passed(day: date) -> None:
    assert PLAIN.days_overdue(day) == 0
    assert PLAIN.statement(day).total == PLAIN.original_amount


def test_the_fine_falls_once_and_whole_on_the_first_day() -> None:
    days = [PLAIN.statement(DUE + timedelta(days=n)).fine for n in (1, 30, 900)]
    assert days == [Decimal("2.00")] * 3


def test_the_creditors_own_charges_are_stated_as_they_are_on_every_day() -> None:
    for days in (1, 500):
        statement = ITEMISED.statement(DUE + timedelta(days=days))
        assert statement.total == ITEMISED.updated_amount
        assert statement.charges == Decimal("70.50")
        assert statement.fees == Decimal("8.00")


@given(
    st.decimals("0.01", MAX_AMOUNT, places=2),
    st.integers(0, 1825),
    st.decimals(0, 2, places=2),
    st.decimals(0, 1, places=2),
)
def test_a_computed_statement_is_the_sum_of_its_parts_and_within_the_law(
    principal: Decimal, days: int, fine: Decimal, interest: Decimal
) -> None:
    terms = Terms(fine_pct=fine, default_interest_pct=interest)
    statement = replace(PLAIN, original_amount=principal, terms=terms).statement(
        DUE + timedelta(days=days)
    )
    parts = (statement.correction, statement.fine, statement.interest, statement.fees)
    assert statement.total == principal + sum(parts)
    assert all(part >= 0 and part.as_tuple().exponent == -2 for part in parts)
    assert statement.fine <= principal * 2 / 100 + Decimal("0.005")
    assert abs(statement.interest - principal * interest * days / 3000) <= Decimal("0.005")


def test_a_debt_is_time_barred_from_its_fifth_anniversary_on() -> None:
    assert not PLAIN.time_barred(date(2031, 1, 9))
    assert PLAIN.time_barred(date(2031, 1, 10))
    assert PLAIN.time_barred(date(2040, 1, 1))


def test_a_debt_of_a_leap_day_is_time_barred_on_the_last_of_february() -> None:
    leap = replace(PLAIN, due_date=date(2024, 2, 29))
    assert not leap.time_barred(date(2029, 2, 27))
    assert leap.time_barred(date(2029, 2, 28))


@pytest.mark.parametrize("given", [date(2028, 5, 2), date(2033, 5, 2)])
def test_the_creditors_own_prescription_date_goes_first(given: date) -> None:
    debt = replace(PLAIN, prescription_date=given)
    assert not debt.time_barred(given - timedelta(days=1))
    assert debt.time_barred(given)


@pytest.mark.parametrize(
    ("debt", "standing"),
    [
        (PLAIN, Standing.OPEN),
        (ITEMISED, Standing.OPEN),
        (replace(PLAIN, status="on_hold"), Standing.ON_HOLD),
        (replace(PLAIN, status="agreed"), Standing.AGREED),
        (replace(PLAIN, status="settled"), Standing.SETTLED),
        (replace(PLAIN, legal_status=LegalStatus.LAWSUIT), Standing.LEGAL),
        (replace(PLAIN, legal_status=LegalStatus.PROTESTED), Standing.LEGAL),
        (replace(ITEMISED, itemised=False), Standing.UNITEMISED),
        (replace(PLAIN, updated_amount=Decimal(-5), correction=Decimal(-105)), Standing.UNITEMISED),
        (replace(PLAIN, updated_amount=Decimal(0), correction=Decimal(-100)), Standing.UNITEMISED),
        (replace(PLAIN, due_date=date(2026, 11, 23)), Standing.NOT_DUE),
        (replace(PLAIN, due_date=date(2026, 11, 22)), Standing.OPEN),
        (replace(PLAIN, due_date=date(2021, 11, 23)), Standing.TIME_BARRED),
        (replace(PLAIN, due_date=date(2021, 11, 24)), Standing.OPEN),
    ],
)
def test_the_standing_says_what_may_be_done(debt: Debt, standing: Standing) -> None:
    assert debt.standing(date(2026, 11, 23)) is standing


@pytest.mark.parametrize(
    "debt",
    [
        replace(PLAIN, status="on_hold"),
        replace(PLAIN, legal_status=LegalStatus.LAWSUIT),
        replace(ITEMISED, itemised=False),
    ],
)
def test_a_time_barred_debt_is_not_even_hinted_at_by_way_of_a_human(debt: Debt) -> None:
    assert debt.standing(date(2031, 1, 10)) is Standing.TIME_BARRED
