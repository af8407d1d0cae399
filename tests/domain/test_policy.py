"""Tests of a creditor's terms."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from quita.domain.errors import InvalidPolicy
from quita.domain.policy import Authority, Bracket, Eligibility, Role, Terms

BRACKETS = Terms(ageing=(Bracket(90, Decimal(10)), Bracket(365, Decimal(30))))


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
    assert terms.ageing == BRACKETS.ageing


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
        {"ageing": (Bracket(0, Decimal(100)),)},
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


@pytest.mark.parametrize(
    "broken",
    [
        {"ageing": (Bracket(90), Bracket(30))},
        {"ageing": (Bracket(90), Bracket(90))},
        {"ageing": (Bracket(0, max_installments=0),)},
        {"ageing": (Bracket(0, monthly_interest_pct=Decimal(21)),)},
        {"agent": Authority(Decimal(100))},
        {"supervisor": Authority(None, 121)},
        {"grace_days": -1},
        {"max_due_date_changes": -1},
        {"existential_minimum": Decimal(-1)},
    ],
)
def test_brackets_authority_and_counts_are_checked_too(broken: dict[str, Any]) -> None:
    with pytest.raises(InvalidPolicy):
        Terms(**broken)


WIDE = Terms(
    ageing=(
        Bracket(90, Decimal(10), max_installments=3),
        Bracket(365, Decimal(30), monthly_interest_pct=Decimal(0)),
    ),
    max_installments=12,
    monthly_interest_pct=Decimal(2),
    interest_free_installments=3,
    bot=Authority(Decimal(20), 10),
    agent=Authority(Decimal(40), 18),
    supervisor=Authority(Decimal(5)),
)


def test_a_bracket_sets_what_it_names_and_keeps_the_rest() -> None:
    assert WIDE.aged(100, Role.AGENT).max_cash_discount_pct == 40
    young = WIDE.aged(100)
    assert (young.max_cash_discount_pct, young.max_installments) == (10, 3)
    assert young.monthly_interest_pct == 2
    assert WIDE.aged(400).monthly_interest_pct == 0


def test_authority_lowers_the_bot_and_raises_people_never_the_other_way() -> None:
    assert WIDE.aged(400).max_cash_discount_pct == 20
    assert WIDE.aged(400).max_installments == 10
    assert WIDE.aged(400, Role.AGENT).max_installments == 18
    assert WIDE.aged(400, Role.SUPERVISOR).max_cash_discount_pct == 30
    assert WIDE.aged(400, Role.SUPERVISOR).max_installments == 12


def test_nobody_goes_beyond_the_discount_that_the_portfolio_gives_this_debt() -> None:
    own = WIDE.overridden(max_cash_discount_pct=Decimal(15))
    assert own.aged(400, Role.AGENT).max_cash_discount_pct == 15
    assert own.aged(400).max_cash_discount_pct == 15


def test_what_a_line_says_of_installments_and_interest_goes_before_the_brackets() -> None:
    own = WIDE.overridden(max_installments=6, monthly_interest_pct=Decimal(1))
    assert own.aged(100).max_installments == 6
    assert own.aged(400).monthly_interest_pct == 1
    assert own.plan_interest_pct(2) == 1  # the line's interest holds for every plan


def test_short_plans_may_be_free_of_interest() -> None:
    assert [WIDE.plan_interest_pct(count) for count in (2, 3, 4)] == [0, 0, 2]


@pytest.mark.parametrize(
    ("days", "owed", "admitted"),
    [(29, 500, False), (30, 500, True), (30, 99, False), (30, 100, True), (30, 901, False)],
)
def test_who_may_be_offered_what_is_a_matter_of_age_and_amount(
    days: int, owed: int, admitted: bool
) -> None:
    rule = Eligibility(30, Decimal(100), Decimal(900))
    assert rule.admits(days, Decimal(owed)) is admitted
