"""Correction by an index, and what it does to a debt on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.domain.correction import IndexSeries
from quita.domain.debt import Credit, Standing
from quita.domain.policy import ChargesOn, Terms
from tests.builders import debt_of

INDEX = IndexSeries(
    "ipca",
    {
        date(2026, 1, 1): Decimal("1"),
        date(2026, 2, 1): Decimal("2"),
        date(2026, 3, 1): Decimal("-0.5"),
    },
)
DUE = date(2026, 1, 20)
PLAIN = debt_of("maria", due_date=DUE, terms=Terms(), original_amount=Decimal("1000.00"))
CORRECTED = replace(PLAIN, terms=Terms(correction_index="ipca"), index=INDEX)


@pytest.mark.parametrize(
    ("until", "factor"),
    [
        (date(2026, 1, 31), "1"),
        (date(2026, 2, 1), "1.01"),
        (date(2026, 3, 31), "1.0302"),
        (date(2026, 4, 1), "1.025049"),
        (date(2027, 4, 1), "1.025049"),  # months that nobody has published are not projected
    ],
)
def test_whole_months_that_are_known_count(until: date, factor: str) -> None:
    assert INDEX.factor(DUE, until) == Decimal(factor)


def test_an_index_that_fell_never_takes_from_the_nominal_amount() -> None:
    assert INDEX.factor(date(2026, 3, 5), date(2026, 5, 5)) == 1


def test_a_debt_is_corrected_and_each_part_stands_apart() -> None:
    day = date(2026, 3, 6)  # 45 days
    statement = CORRECTED.statement(day)
    assert statement.correction == Decimal("30.20")
    assert (statement.fine, statement.interest) == (Decimal("20.00"), Decimal("15.00"))
    assert statement.total == Decimal("1065.20")


def test_a_contract_may_take_the_charges_of_the_corrected_amount() -> None:
    terms = replace(CORRECTED.terms, charges_on=ChargesOn.CORRECTED)
    statement = replace(CORRECTED, terms=terms).statement(date(2026, 3, 6))
    assert (statement.fine, statement.interest) == (Decimal("20.60"), Decimal("15.45"))


def test_one_hundred_reais_for_45_days_are_two_of_fine_and_one_and_a_half_of_interest() -> None:
    statement = replace(PLAIN, original_amount=Decimal(100)).statement(DUE + timedelta(days=45))
    assert (statement.fine, statement.interest) == (Decimal("2.00"), Decimal("1.50"))


def test_a_debt_whose_index_is_missing_is_a_persons() -> None:
    assert replace(CORRECTED, index=None).standing(date(2026, 3, 6)) is Standing.UNITEMISED
    assert CORRECTED.standing(date(2026, 3, 6)) is Standing.OPEN


def test_what_was_paid_before_bears_nothing_from_its_own_day() -> None:
    half = replace(PLAIN, credits=(Credit(DUE + timedelta(days=30), Decimal("500.00")),))
    before = half.statement(DUE + timedelta(days=29))
    assert before == PLAIN.statement(DUE + timedelta(days=29))
    later = half.statement(DUE + timedelta(days=90))
    assert later.interest == Decimal("20.00")  # 30 days of 1,000 and 60 of 500
    assert later.paid == Decimal("500.00")
    assert later.total == Decimal("1000.00") + 20 + 20 - 500


def test_what_was_paid_comes_off_a_total_that_the_creditor_states_too() -> None:
    stated = replace(PLAIN, updated_amount=Decimal("1000.00"))
    paid = replace(stated, credits=(Credit(DUE, Decimal("250.00")),))
    assert paid.statement(date(2026, 6, 1)).total == Decimal("750.00")


def test_a_debt_that_was_paid_in_full_before_is_not_offered_again() -> None:
    paid = replace(PLAIN, credits=(Credit(DUE + timedelta(days=1), Decimal("5000.00")),))
    assert paid.standing(date(2026, 6, 1)) is Standing.UNITEMISED


AMOUNTS = st.decimals("0.01", "100000", places=2)
INDEXES = st.lists(st.decimals("-2", "5", places=2), min_size=1, max_size=30).map(
    lambda found: IndexSeries(
        "x", {date(2026 + n // 12, n % 12 + 1, 1): percent for n, percent in enumerate(found)}
    )
)


@given(
    AMOUNTS,
    INDEXES,
    st.sampled_from(ChargesOn),
    st.lists(st.tuples(st.integers(0, 900), AMOUNTS), max_size=3),
    st.integers(0, 900),
)
def test_no_part_is_negative_and_paying_never_makes_a_debt_dearer(
    principal: Decimal,
    index: IndexSeries,
    base: ChargesOn,
    paid: list[tuple[int, Decimal]],
    days: int,
) -> None:
    terms = Terms(correction_index="x", charges_on=base)
    debt = replace(PLAIN, original_amount=principal, terms=terms, index=index)
    credits = tuple(Credit(DUE + timedelta(days=n), amount) for n, amount in paid)
    day = DUE + timedelta(days=days)
    plain, less = debt.statement(day), replace(debt, credits=credits).statement(day)
    for statement in (plain, less):
        parts = (statement.correction, statement.fine, statement.interest, statement.fees)
        assert min(parts) >= 0
        assert statement.total == principal + sum(parts) - statement.paid
    assert less.total <= plain.total - less.paid
