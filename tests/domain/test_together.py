"""Several debts of one creditor by one plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.domain.bargaining import answer_wish
from quita.domain.offer import OfferKind, Quote, Wish, cash_offer, still_offered
from quita.domain.policy import Terms
from quita.domain.together import combinable, shares, together
from tests.domain.test_offer import QUOTES, WISHES

DAY = date(2026, 11, 23)
FIRST = Quote(
    Decimal("1000.00"), 300, Terms(max_cash_discount_pct=Decimal(20), max_installments=10), DAY
)
SECOND = Quote(
    Decimal("500.00"),
    100,
    Terms(max_cash_discount_pct=Decimal(10), max_installments=6, min_down_payment=Decimal(50)),
    DAY,
)


def test_owed_and_discounts_add_up_and_the_strictest_limit_holds() -> None:
    both = together([FIRST, SECOND])
    cash = cash_offer(both)
    assert both.owed == Decimal("1500.00")
    assert cash.discount == Decimal("250.00")
    assert cash.total == cash_offer(FIRST).total + cash_offer(SECOND).total
    assert (both.terms.max_installments, both.terms.min_down_payment) == (6, Decimal(50))
    assert still_offered(both, cash)


def test_one_debt_alone_is_its_own_quote() -> None:
    assert together([FIRST]) is FIRST


@pytest.mark.parametrize(
    "other",
    [
        replace(SECOND, terms=replace(SECOND.terms, monthly_interest_pct=Decimal(1))),
        replace(SECOND, terms=replace(SECOND.terms, max_installments=1)),
        replace(SECOND, day=date(2026, 11, 24)),
    ],
)
def test_debts_whose_terms_no_plan_can_meet_stay_apart(other: Quote) -> None:
    assert not combinable([FIRST, other])
    with pytest.raises(ValueError, match="one plan"):
        together([FIRST, other])


@given(st.lists(QUOTES, min_size=2, max_size=4), WISHES)
def test_what_is_offered_for_several_is_within_what_each_allows(
    quotes: list[Quote], wish: Wish
) -> None:
    terms = [replace(quote.terms, monthly_interest_pct=Decimal(1)) for quote in quotes]
    same = [replace(q, day=DAY, terms=t) for q, t in zip(quotes, terms, strict=True)]
    if not combinable(same):
        return
    owed = sum((quote.owed for quote in same), Decimal(0))
    for offer in answer_wish(together(same), wish).offers:
        if offer.kind is OfferKind.CASH:
            assert offer.total == sum((cash_offer(quote).total for quote in same), Decimal(0))
            continue
        assert len(offer.installments) <= min(quote.max_installments for quote in same)
        assert offer.down_payment >= sum(one.min_down_payment for one in terms)
        assert offer.discount == 0
        assert min(i.amount for i in offer.installments) >= max(t.min_installment for t in terms)
        assert offer.owed == owed


@given(
    st.decimals("0.01", "9999", places=2),
    st.lists(st.decimals("0.01", "9999", places=2), min_size=1, max_size=5),
)
def test_a_payment_is_shared_to_the_cent(amount: Decimal, owed: list[Decimal]) -> None:
    parts = shares(amount, owed)
    assert sum(parts) == amount
    assert min(parts) >= 0
