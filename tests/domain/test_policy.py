"""Tests of a creditor's terms."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from quita.domain.errors import InvalidPolicy
from quita.domain.policy import CashDiscount, Terms

BRACKETS = Terms(cash_discounts=(CashDiscount(90, Decimal(10)), CashDiscount(365, Decimal(30))))


@pytest.mark.parametrize(
    ("days", "percent"), [(0, 0), (89, 0), (90, 10), (364, 10), (365, 30), (5000, 30)]
)
def test_the_discount_grows_with_the_age_of_the_debt(days: int, percent: int) -> None:
    assert BRACKETS.cash_discount_pct(days) == percent


@pytest.mark.parametrize("given", ["0", "55"])
def test_the_portfolios_own_discount_goes_before_the_brackets(given: str) -> None:
    terms = BRACKETS.overridden(max_cash_discount_pct=Decimal(given))
    assert terms.cash_discount_pct(0) == terms.cash_discount_pct(400) == Decimal(given)


def test_columns_left_empty_keep_the_creditors_terms() -> None:
    terms = BRACKETS.overridden(max_installments=3, min_down_payment=Decimal(0))
    assert terms.max_installments == 3
    assert terms.min_down_payment == 0
    assert terms.min_installment == BRACKETS.min_installment
    assert terms.cash_discounts == BRACKETS.cash_discounts


@pytest.mark.parametrize(
    "limits",
    [
        {"max_cash_discount_pct": Decimal(0)},
        {"max_cash_discount_pct": Decimal("99.99")},
        {"max_installments": 1},
        {"max_installments": 120},
        {"min_installment": Decimal("0.01")},
        {"fine_pct": Decimal(2)},
        {"default_interest_pct": Decimal(1)},
        {"monthly_interest_pct": Decimal(20)},
        {"down_payment_days": 0, "first_installment_days": 0, "offer_validity_days": 0},
    ],
)
def test_terms_at_the_edge_of_the_law_are_taken(limits: dict[str, Any]) -> None:
    assert Terms(**limits)


@pytest.mark.parametrize(
    "broken",
    [
        {"max_cash_discount_pct": Decimal(100)},
        {"max_cash_discount_pct": Decimal("-0.01")},
        {"cash_discounts": (CashDiscount(0, Decimal(100)),)},
        {"max_installments": 0},
        {"max_installments": 121},
        {"min_installment": Decimal(0)},
        {"min_down_payment": Decimal("-1")},
        {"fine_pct": Decimal("2.01")},
        {"fine_pct": Decimal("-1")},
        {"default_interest_pct": Decimal("1.01")},
        {"monthly_interest_pct": Decimal("20.01")},
        {"monthly_interest_pct": Decimal("-1")},
        {"down_payment_days": -1},
        {"first_installment_days": -1},
        {"offer_validity_days": -1},
    ],
)
def test_terms_that_law_or_arithmetic_refuses_are_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(InvalidPolicy):
        Terms(**broken)
