"""Tests of offers and of the answers to wishes: whatever is wished, nothing leaves the terms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quita.domain.bargaining import answer_wish
from quita.domain.business_days import is_business_day, next_business_day
from quita.domain.money import CENT, cents, percent_of
from quita.domain.offer import (
    Answer,
    Offer,
    OfferKind,
    Quote,
    Reason,
    Wish,
    cash_offer,
    latest_first,
    opening_offers,
    plans,
    still_offered,
)
from quita.domain.policy import Bracket, Terms

DAY = date(2026, 11, 23)  # a Monday
TERMS = Terms(max_cash_discount_pct=Decimal(20), max_installments=10)
THOUSAND = Quote(Decimal("1000.00"), 300, TERMS, DAY)

MONEY = st.one_of(
    st.decimals("0.01", "5", places=2),
    st.decimals("5", "5000", places=2),
    st.decimals("5000", "1000000", places=2),
)
ODD_AMOUNTS = st.sampled_from([Decimal("0.00"), Decimal("-5.00"), Decimal("9999999999.99")])
WISHED = st.one_of(st.none(), MONEY, ODD_AMOUNTS)
PERCENT = st.decimals(0, "99.99", places=2)
BRACKETS = st.lists(
    st.builds(Bracket, st.integers(0, 900), PERCENT), max_size=2, unique_by=lambda b: b.from_days
).map(lambda found: tuple(sorted(found, key=lambda bracket: bracket.from_days)))
SOME_TERMS = st.builds(
    Terms,
    ageing=BRACKETS,
    max_cash_discount_pct=st.none() | PERCENT,
    max_installments=st.integers(1, 18) | st.sampled_from([1, 24, 60]),
    min_installment=st.just(CENT) | st.decimals("0.01", "500", places=2),
    min_down_payment=st.just(Decimal("0.00")) | MONEY,
    monthly_interest_pct=st.just(Decimal(0)) | st.decimals(0, 20, places=2),
    first_installment_days=st.integers(0, 60),
    down_payment_days=st.integers(0, 40),
    offer_validity_days=st.integers(0, 30),
)
QUOTES = st.builds(
    Quote,
    MONEY,
    st.integers(0, 1800),
    SOME_TERMS,
    st.dates(date(2026, 1, 1), date(2027, 6, 30)),
)
WISHES = st.builds(
    Wish,
    total=WISHED,
    monthly=WISHED,
    down=WISHED,
    count=st.one_of(st.none(), st.integers(1, 24), st.sampled_from([-3, 0, 1, 1000])),
    first_date=st.none() | st.dates(date(2025, 6, 1), date(2028, 1, 1)),
)
SOON = st.none() | st.integers(0, 40)  # days from the quote's to a wished one


def soon(wish: Wish, quote: Quote, days: int | None) -> Wish:
    """Bring the wished day near to that of the quote, where days are given."""
    return wish if days is None else replace(wish, first_date=quote.day + timedelta(days=days))


def check_inside(offer: Offer, quote: Quote) -> None:
    """Assert that an offer is one that the terms of its debt allow."""
    terms, day = quote.terms, quote.day
    first, dates = offer.payments[0], [item.due_date for item in offer.payments]
    assert offer.owed == quote.owed
    assert all(item.amount > 0 and item.amount == cents(item.amount) for item in offer.payments)
    assert all(map(is_business_day, dates))
    assert dates == sorted(dates)
    assert day <= first.due_date <= next_business_day(latest_first(quote))
    assert day <= offer.valid_until <= day + timedelta(days=terms.offer_validity_days)
    assert offer.valid_until <= first.due_date
    assert still_offered(quote, offer)
    if offer.kind is OfferKind.CASH:
        allowed = percent_of(quote.owed, terms.cash_discount_pct(quote.days_overdue))
        assert offer.total == max(quote.owed - allowed, CENT)
        assert offer.discount == quote.owed - offer.total
        assert len(offer.payments) == 1
        return
    rate, balance = terms.monthly_interest_pct / 100, quote.owed - offer.down_payment
    for item in offer.installments:
        assert item.amount >= terms.min_installment
        balance += cents(balance * rate) - item.amount
    assert balance == 0  # so the total is what is owed and the plan's interest
    assert offer.discount == 0
    assert (1 if offer.down_payment else 2) <= len(offer.installments) <= terms.max_installments
    assert offer.down_payment >= terms.min_down_payment
    assert [item.number for item in offer.installments] == [*range(1, len(offer.installments) + 1)]


def check_granted(answer: Answer, quote: Quote, wish: Wish) -> None:
    """Assert that what is called granted is what was wished."""
    count = wish.count if wish.count and wish.count > 0 else None
    down = max(wish.down, Decimal(0)) if wish.down is not None else None
    if replace(wish, count=count, down=down or None) == Wish():
        return
    assert len(answer.offers) == 1
    offer = answer.offers[0]
    if wish.first_date is not None and wish.first_date >= quote.day:
        assert offer.payments[0].due_date == next_business_day(wish.first_date)
    if offer.kind is OfferKind.CASH:
        at_once = wish.total if wish.monthly is None else wish.monthly
        paid_by_down = down is not None and down >= offer.total
        meant_at_once = count in (None, 1) and (at_once is None or at_once >= offer.total)
        assert paid_by_down or (meant_at_once and (count == 1 or wish.monthly is None))
        return
    amounts = [item.amount for item in offer.installments]
    assert count is None or len(amounts) == count
    assert wish.monthly is None or max(amounts) <= wish.monthly
    assert offer.down_payment == (quote.terms.min_down_payment if down is None else down)
    if wish.monthly is None and wish.total is not None:
        assert offer.total <= wish.total + len(amounts) * CENT


@settings(max_examples=3000)
@given(QUOTES, WISHES, SOON)
def test_no_wish_leaves_the_terms_and_what_is_granted_is_what_was_wished(
    quote: Quote, wish: Wish, days: int | None
) -> None:
    wish = soon(wish, quote, days)
    answer = answer_wish(quote, wish)
    kinds = [(offer.kind, len(offer.installments)) for offer in answer.offers]
    assert 1 <= len(kinds) <= 3
    assert len(set(kinds)) == len(kinds)
    for offer in answer.offers:
        check_inside(offer, quote)
    assert len(set(answer.reasons)) == len(answer.reasons)
    if answer.granted:
        check_granted(answer, quote, wish)


@settings(max_examples=200)
@given(QUOTES, st.lists(WISHES, min_size=2, max_size=4))
def test_whatever_the_order_of_asking_each_wish_gets_the_same_answer(
    quote: Quote, asked: list[Wish]
) -> None:
    forth = [answer_wish(quote, wish) for wish in asked]
    back = [answer_wish(quote, wish) for wish in reversed(asked)]
    assert forth == back[::-1]


@settings(max_examples=300)
@given(QUOTES)
def test_opening_offers_are_at_once_first_and_then_plans_by_their_length(quote: Quote) -> None:
    first, *rest = opening_offers(quote)
    counts = [len(offer.installments) for offer in rest]
    assert first == cash_offer(quote)
    assert len(counts) <= 2
    assert sorted(set(counts)) == counts
    assert all(offer.kind is OfferKind.INSTALLMENTS for offer in rest)
    for offer in (first, *rest):
        check_inside(offer, quote)


def amounts_of(offer: Offer) -> list[str]:
    return [str(item.amount) for item in offer.payments]


def terms(**changes: object) -> Quote:
    return replace(THOUSAND, terms=replace(TERMS, **changes))  # type: ignore[arg-type]


def test_opening_offers_of_a_thousand_reais() -> None:
    cash, few, most = opening_offers(THOUSAND)
    assert (cash.total, cash.discount) == (Decimal(800), Decimal(200))
    assert cash.discount_pct == 20
    assert amounts_of(few) == ["333.33", "333.33", "333.34"]
    assert amounts_of(most) == ["100.00"] * 10
    assert cash.payments[0].due_date == date(2026, 11, 26)
    assert most.payments[0].due_date == date(2026, 12, 23)


@pytest.mark.parametrize(
    ("wish", "payments"),
    [
        (Wish(count=1), ["800.00"]),
        (Wish(total=Decimal(800)), ["800.00"]),
        (Wish(total=Decimal(950)), ["800.00"]),
        (Wish(total=Decimal(900), count=1), ["800.00"]),
        (Wish(monthly=Decimal(900), count=1), ["800.00"]),
        (Wish(count=4), ["250.00"] * 4),
        (Wish(monthly=Decimal(250)), ["250.00"] * 4),
        (Wish(monthly=Decimal(260)), ["250.00"] * 4),
        (Wish(monthly=Decimal("249.99")), ["200.00"] * 5),
        (Wish(monthly=Decimal("333.34")), ["333.33", "333.33", "333.34"]),
        (Wish(monthly=Decimal("333.33")), ["250.00"] * 4),
        (Wish(monthly=Decimal(100), count=10), ["100.00"] * 10),
        (Wish(total=Decimal(1000), count=3), ["333.33", "333.33", "333.34"]),
        (Wish(down=Decimal("500.00"), monthly=Decimal(100)), ["500.00", *["100.00"] * 5]),
        (Wish(down=Decimal("400.00"), count=2), ["400.00", "300.00", "300.00"]),
        (Wish(down=Decimal("400.00"), count=1), ["400.00", "600.00"]),
        (Wish(down=Decimal("500.00")), ["500.00", *["50.00"] * 10]),
        (Wish(down=Decimal(900)), ["800.00"]),
        (Wish(down=Decimal(900), count=5), ["800.00"]),
        (Wish(down=Decimal(5000)), ["800.00"]),
        (Wish(count=0, monthly=Decimal(100)), ["100.00"] * 10),
    ],
)
def test_a_wish_inside_the_terms_is_granted_as_said(wish: Wish, payments: list[str]) -> None:
    answer = answer_wish(THOUSAND, wish)
    assert answer.granted
    assert [amounts_of(offer) for offer in answer.offers] == [payments]


@pytest.mark.parametrize(
    ("quote", "wish", "reason", "counts"),
    [
        (THOUSAND, Wish(total=Decimal("799.99")), Reason.BELOW_CASH_PRICE, [1, 10]),
        (THOUSAND, Wish(total=Decimal(0)), Reason.BELOW_CASH_PRICE, [1, 10]),
        (THOUSAND, Wish(total=Decimal(500), count=1), Reason.BELOW_CASH_PRICE, [1, 10]),
        (THOUSAND, Wish(monthly=Decimal(500), count=1), Reason.BELOW_CASH_PRICE, [1, 10]),
        (THOUSAND, Wish(count=24), Reason.TOO_MANY_INSTALLMENTS, [10]),
        (THOUSAND, Wish(count=1000), Reason.TOO_MANY_INSTALLMENTS, [10]),
        (THOUSAND, Wish(monthly=Decimal(60)), Reason.TOO_MANY_INSTALLMENTS, [10]),
        (THOUSAND, Wish(monthly=Decimal(0)), Reason.TOO_MANY_INSTALLMENTS, [10]),
        (THOUSAND, Wish(monthly=Decimal(60), count=3), Reason.TOO_MANY_INSTALLMENTS, [10]),
        (THOUSAND, Wish(monthly=Decimal(150), count=3), Reason.ABOVE_MONTHLY, [3, 7]),
        (THOUSAND, Wish(total=Decimal(600), count=4), Reason.ABOVE_MONTHLY, [4, 7]),
        (
            terms(min_installment=Decimal(300)),
            Wish(count=10),
            Reason.BELOW_MIN_INSTALLMENT,
            [3],
        ),
        (
            terms(min_installment=Decimal(300)),
            Wish(count=24),
            Reason.BELOW_MIN_INSTALLMENT,
            [3],
        ),
        (
            terms(min_installment=Decimal(300)),
            Wish(monthly=Decimal(100)),
            Reason.BELOW_MIN_INSTALLMENT,
            [3],
        ),
        (
            terms(min_installment=Decimal(300)),
            Wish(down=Decimal(790)),
            Reason.BELOW_MIN_INSTALLMENT,
            [1, 2],
        ),
        (terms(min_installment=Decimal(600)), Wish(count=3), Reason.NO_INSTALLMENTS, [1]),
        (terms(max_installments=1), Wish(count=2), Reason.NO_INSTALLMENTS, [1]),
        (terms(max_installments=1), Wish(down=Decimal(300)), Reason.NO_INSTALLMENTS, [1]),
        (terms(min_down_payment=Decimal(850)), Wish(count=3), Reason.NO_INSTALLMENTS, [1]),
        (terms(min_down_payment=Decimal(2000)), Wish(count=3), Reason.NO_INSTALLMENTS, [1]),
        (
            terms(min_down_payment=Decimal(300)),
            Wish(down=Decimal(100), count=2),
            Reason.BELOW_MIN_DOWN_PAYMENT,
            [2],
        ),
        (
            terms(min_down_payment=Decimal(300)),
            Wish(down=Decimal(0), monthly=Decimal(100)),
            Reason.BELOW_MIN_DOWN_PAYMENT,
            [7],
        ),
        (
            terms(min_down_payment=Decimal(300)),
            Wish(total=Decimal(900), count=2),
            Reason.ABOVE_MONTHLY,
            [2, 3],
        ),
        (
            THOUSAND,
            Wish(count=1, first_date=DAY + timedelta(days=31)),
            Reason.DATE_TOO_FAR,
            [1],
        ),
    ],
)
def test_a_wish_outside_the_terms_gets_the_nearest_inside_and_the_reason(
    quote: Quote, wish: Wish, reason: Reason, counts: list[int]
) -> None:
    answer = answer_wish(quote, wish)
    assert answer.reasons == (reason,)
    assert [len(offer.installments) for offer in answer.offers] == counts


def test_every_reason_is_given_that_stands_in_the_way() -> None:
    quote = terms(min_down_payment=Decimal(300))
    far = DAY + timedelta(days=90)
    answer = answer_wish(quote, Wish(down=Decimal(50), count=40, first_date=far))
    assert answer.reasons == (
        Reason.DATE_TOO_FAR,
        Reason.BELOW_MIN_DOWN_PAYMENT,
        Reason.TOO_MANY_INSTALLMENTS,
    )


def test_without_a_wish_the_opening_offers_are_the_answer() -> None:
    assert answer_wish(THOUSAND, Wish()).offers == opening_offers(THOUSAND)
    assert answer_wish(THOUSAND, Wish(count=-1)).offers == opening_offers(THOUSAND)


@pytest.mark.parametrize(
    ("owed", "percent", "total"),
    [
        ("0.01", "99", "0.01"),
        ("0.02", "75", "0.01"),
        ("1.00", "99.99", "0.01"),
        ("0.03", "0", "0.03"),
    ],
)
def test_a_tiny_debt_costs_a_cent_at_least(owed: str, percent: str, total: str) -> None:
    quote = replace(terms(max_cash_discount_pct=Decimal(percent)), owed=Decimal(owed))
    assert amounts_of(cash_offer(quote)) == [total]
    assert opening_offers(quote) == (cash_offer(quote),)


def test_a_tiny_debt_without_a_least_installment_is_split_as_far_as_cents_go() -> None:
    quote = replace(terms(min_installment=CENT), owed=Decimal("0.05"))
    assert sorted(plans(quote)) == [2, 3, 4, 5]


def test_a_count_whose_last_installment_would_be_too_small_is_passed_over() -> None:
    # At 20% a month, 36 to 38 installments are nearly the same, and rounding decides on the last.
    quote = terms(
        monthly_interest_pct=Decimal(20), max_installments=60, min_installment=Decimal("199.00")
    )
    counts = sorted(plans(quote))
    gap = next(n for n in range(2, max(counts)) if n not in counts)
    answer = answer_wish(quote, Wish(count=gap))
    assert answer.reasons == (Reason.BELOW_MIN_INSTALLMENT,)
    check_inside(answer.offers[0], quote)


@pytest.mark.parametrize(
    ("wished", "first"),
    [
        (date(2026, 11, 23), date(2026, 11, 23)),
        (date(2026, 11, 28), date(2026, 11, 30)),
        (date(2026, 12, 5), date(2026, 12, 7)),
        (date(2026, 12, 23), date(2026, 12, 23)),
        (date(2027, 3, 1), date(2026, 12, 23)),
        (date(2026, 11, 20), None),
    ],
)
def test_the_first_payment_is_on_the_wished_day_as_far_as_the_terms_go(
    wished: date, first: date | None
) -> None:
    cash = answer_wish(THOUSAND, Wish(count=1, first_date=wished)).offers[0]
    plan = answer_wish(THOUSAND, Wish(count=3, first_date=wished)).offers[0]
    assert cash.payments[0].due_date == (first or date(2026, 11, 26))
    assert plan.payments[0].due_date == (first or date(2026, 12, 23))


def test_later_installments_keep_the_wished_day_of_the_month() -> None:
    plan = answer_wish(THOUSAND, Wish(count=3, first_date=date(2026, 12, 5))).offers[0]
    assert [item.due_date.day for item in plan.payments] == [7, 5, 5]


@pytest.mark.parametrize(
    ("wished", "down_due", "first_due"),
    [
        (None, date(2026, 11, 26), date(2026, 12, 23)),
        (date(2026, 11, 24), date(2026, 11, 24), date(2026, 12, 23)),
        (date(2026, 12, 10), date(2026, 12, 10), date(2027, 1, 11)),
    ],
)
def test_a_wished_day_is_that_of_the_down_payment_and_the_plan_follows_it(
    wished: date | None, down_due: date, first_due: date
) -> None:
    wish = Wish(down=Decimal("400.00"), count=2, first_date=wished)
    plan = answer_wish(THOUSAND, wish).offers[0]
    assert [item.due_date for item in plan.payments[:2]] == [down_due, first_due]


def test_nobody_can_accept_an_offer_whose_first_payment_is_past() -> None:
    assert cash_offer(THOUSAND).valid_until == date(2026, 11, 26)
    assert opening_offers(THOUSAND)[1].valid_until == date(2026, 11, 28)


@pytest.mark.parametrize(
    "changed",
    [
        replace(THOUSAND, owed=Decimal("1000.01")),
        terms(max_cash_discount_pct=Decimal(10)),
        terms(max_cash_discount_pct=Decimal(30)),
    ],
)
def test_a_cash_offer_falls_with_the_figures_it_was_made_from(changed: Quote) -> None:
    assert still_offered(THOUSAND, cash_offer(THOUSAND))
    assert not still_offered(changed, cash_offer(THOUSAND))


@pytest.mark.parametrize(
    "changed",
    [
        replace(THOUSAND, owed=Decimal("999.00")),
        terms(monthly_interest_pct=Decimal(1)),
        terms(max_installments=9),
        terms(min_installment=Decimal("100.01")),
        terms(min_down_payment=Decimal(100)),
    ],
)
def test_a_plan_falls_with_the_terms_it_was_made_from(changed: Quote) -> None:
    plan = opening_offers(THOUSAND)[-1]
    assert still_offered(THOUSAND, plan)
    assert not still_offered(changed, plan)
    assert still_offered(terms(max_cash_discount_pct=Decimal(5)), plan)
