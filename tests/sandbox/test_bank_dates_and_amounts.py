"""Until when a charge may be paid, and what it costs: API Pix 2.9's own examples."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.bank.amounts import Amounts, on_day
from sandbox.bank.calendar import is_business_day, last_day

# CobDataDeVencimento, examples A to G: due date, validity, the last day that is accepted.
EXAMPLES = {
    "A": ("2020-10-20", 4, "2020-10-26"),
    "B": ("2020-12-25", 0, "2020-12-28"),
    "C": ("2020-12-25", 1, "2020-12-29"),
    "D": ("2020-12-25", 3, "2020-12-31"),
    "E": ("2020-12-25", 4, "2021-01-04"),
    "F": ("2021-08-27", 5, "2021-09-01"),
    "G": ("2021-08-28", 5, "2021-09-06"),
}
MONEY = st.decimals(Decimal("0.01"), Decimal("99999.99"), places=2)
RATE = st.decimals(Decimal("0.01"), Decimal("99.99"), places=2)
DAYS = st.dates(date(2024, 1, 1), date(2029, 12, 31))
TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(("due", "validity", "last"), EXAMPLES.values(), ids=EXAMPLES)
def test_the_last_day_is_that_of_the_specification(due: str, validity: int, last: str) -> None:
    assert last_day(date.fromisoformat(due), validity) == date.fromisoformat(last)


def test_two_days_late_with_3_percent_fine_and_1_percent_a_day_cost_105() -> None:
    value = {"original": "100.00", "multa": rule(2, "3.00"), "juros": rule(2, "1.00")}
    amounts = on_day(value, TUESDAY, TUESDAY + timedelta(days=2))
    assert amounts.total == Decimal("105.00")
    assert amounts.components() == {
        "original": {"valor": "100.00"},
        "multa": {"valor": "3.00"},
        "juros": {"valor": "2.00"},
    }


INTEREST = {
    "1: reais a day": (1, "0.50", "5.00"),
    "2: percent a day": (2, "0.10", "10.00"),
    "3: percent a month": (3, "1.00", "3.33"),
    "4: percent a year": (4, "12.00", "3.29"),
    "5: reais a business day": (5, "0.50", "4.00"),
    "6: percent a business day": (6, "0.10", "8.00"),
    "7: percent a month, business days": (7, "1.00", "3.81"),
    "8: percent a year, business days": (8, "12.00", "3.81"),
}


@pytest.mark.parametrize(("kind", "rate", "interest"), INTEREST.values(), ids=INTEREST)
def test_ten_days_late_on_1000_cost_interest(kind: int, rate: str, interest: str) -> None:
    value = {"original": "1000.00", "juros": rule(kind, rate)}
    assert on_day(value, TUESDAY, TUESDAY + timedelta(days=10)).interest == Decimal(interest)


def test_a_due_date_on_a_saturday_counts_from_monday() -> None:
    value = {"original": "100.00", "multa": rule(2, "2.00")}
    saturday = date(2026, 11, 28)
    assert on_day(value, saturday, saturday + timedelta(days=2)).total == Decimal("100.00")
    assert on_day(value, saturday, saturday + timedelta(days=3)).total == Decimal("102.00")


def test_discounts_by_date_give_the_earliest_that_still_holds() -> None:
    steps = [
        {"data": "2026-11-20", "valorPerc": "10.00"},
        {"data": "2026-11-10", "valorPerc": "30.00"},
    ]
    value = {"original": "200.00", "desconto": {"modalidade": 2, "descontoDataFixa": steps}}
    totals = [on_day(value, TUESDAY, date(2026, 11, day)).total for day in (10, 11, 20, 21)]
    assert totals == [Decimal(one) for one in ("140.00", "180.00", "180.00", "200.00")]


def test_a_discount_for_paying_early_grows_by_the_day() -> None:
    value = {"original": "100.00", "desconto": {"modalidade": 3, "valorPerc": "0.50"}}
    assert on_day(value, TUESDAY, TUESDAY - timedelta(days=4)).discount == Decimal("2.00")


@given(MONEY, RATE, RATE, DAYS, st.integers(0, 60))
def test_nothing_is_charged_until_the_rolled_due_date_and_never_less_after(
    original: Decimal, fine: Decimal, interest: Decimal, due: date, late: int
) -> None:
    value: dict[str, Any] = {
        "original": f"{original:.2f}",
        "multa": rule(2, f"{fine:.2f}"),
        "juros": rule(3, f"{interest:.2f}"),
    }
    day = due + timedelta(days=late)
    amounts = on_day(value, due, day)
    on_time = not any(is_business_day(due + timedelta(days=n)) for n in range(late))
    if on_time:
        assert amounts == Amounts(original=original)
    assert on_day(value, due, day + timedelta(days=1)).total >= amounts.total >= original


def rule(modality: int, amount: str) -> dict[str, Any]:
    return {"modalidade": modality, "valorPerc": amount}
