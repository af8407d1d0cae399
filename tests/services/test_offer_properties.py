"""Whatever the policy, the debt, the income and the wishes: no offer is above what is owed, none is
one that the policy forbids, and the order of asking changes nothing.

Over 20,000 cases: each example is a policy, a debt, an income and eight wishes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quita.domain.bargaining import answer_wish, is_far
from quita.domain.business_days import is_business_day
from quita.domain.correction import IndexSeries
from quita.domain.debt import Credit, Debt
from quita.domain.offer import Offer, OfferKind, Quote, Reason, Wish, still_offered
from quita.domain.policy import Authority, Bracket, ChargesOn, Eligibility, Terms
from quita.services.table import quote_of
from tests.builders import debt_of

EXAMPLES, WISHES_EACH = 2600, 8
CENT = Decimal("0.01")
INDEX = IndexSeries("x", {date(2025, month, 1): Decimal("0.4") for month in range(1, 13)})

PERCENT = st.integers(0, 9999).map(lambda n: Decimal(n) / 100)
RATE = st.sampled_from(["0", "0", "0.5", "1.99", "3.5", "20"]).map(Decimal)
REAIS = st.one_of(st.integers(1, 9_000), st.integers(9_000, 3_000_000)).map(
    lambda cents: Decimal(cents) / 100
)
COUNT = st.integers(1, 36)
MAYBE_COUNT = st.none() | COUNT
AUTHORITY = st.builds(Authority, st.none() | PERCENT, MAYBE_COUNT)
ELIGIBLE = st.builds(
    Eligibility,
    st.sampled_from([0, 0, 0, 90, 400]),
    st.sampled_from(["0", "0", "200"]).map(Decimal),
    st.sampled_from([None, None, Decimal(5000)]),
)
BRACKETS = st.lists(
    st.builds(Bracket, st.integers(0, 900), PERCENT, MAYBE_COUNT, st.none() | RATE),
    max_size=3,
    unique_by=lambda bracket: bracket.from_days,
).map(lambda found: tuple(sorted(found, key=lambda bracket: bracket.from_days)))
POLICIES = st.builds(
    Terms,
    ageing=BRACKETS,
    max_cash_discount_pct=st.none() | PERCENT,
    max_installments=COUNT,
    min_installment=st.sampled_from(["0.01", "50", "300"]).map(Decimal),
    min_down_payment=st.sampled_from(["0.00", "0.00", "100.00", "900.00"]).map(Decimal),
    monthly_interest_pct=RATE,
    interest_free_installments=st.integers(0, 4),
    charges_on=st.sampled_from(ChargesOn),
    correction_index=st.sampled_from([None, "x"]),
    first_installment_days=st.integers(0, 45),
    down_payment_days=st.integers(0, 15),
    offer_validity_days=st.integers(0, 15),
    discount_for=ELIGIBLE,
    installments_for=ELIGIBLE,
    bot=AUTHORITY,
    agent=AUTHORITY,
)
DAYS = st.integers(1, 1500).map(lambda n: date(2025, 1, 10) + timedelta(days=n))
DEBTS = st.builds(
    lambda terms, amount, paid: replace(
        debt_of("maria", due_date=date(2025, 1, 10), terms=terms, index=INDEX),
        original_amount=amount,
        credits=(Credit(date(2025, 1, 20), (amount * paid / 100).quantize(CENT)),) if paid else (),
    ),
    POLICIES,
    REAIS,
    st.sampled_from([0, 0, 30]),
)
WISHED = st.none() | REAIS | st.sampled_from(["0.00", "-5.00", "9999999999.99"]).map(Decimal)
WISHES = st.builds(
    Wish,
    total=WISHED,
    monthly=WISHED,
    down=WISHED,
    count=MAYBE_COUNT | st.sampled_from([-3, 0, 1, 1000]),
    first_date=st.none() | DAYS,
    interest_free=st.booleans(),
)
ROOMS = st.none() | st.sampled_from(["0", "10", "80.5", "300", "2500"]).map(Decimal)


def check_policy_keeps(offer: Offer, debt: Debt, quote: Quote, wish: Wish) -> None:
    """Hold an offer against the policy itself, reckoned here anew."""
    terms, day = debt.terms, quote.day
    days, owed = debt.days_overdue(day), debt.statement(day).total
    assert offer.owed == owed
    assert all(is_business_day(item.due_date) and item.amount > 0 for item in offer.payments)
    assert day <= offer.valid_until <= day + timedelta(days=terms.offer_validity_days)
    fitting = [item for item in terms.ageing if item.from_days <= days]
    bracket = fitting[-1] if fitting else Bracket(0)
    if offer.kind is OfferKind.CASH:
        percent = terms.max_cash_discount_pct
        if percent is None:
            percent = bracket.cash_discount_pct
        if terms.bot.max_cash_discount_pct is not None:
            percent = min(percent, terms.bot.max_cash_discount_pct)
        if not terms.discount_for.admits(days, owed):
            percent = Decimal(0)
        discount = (owed * percent / 100).quantize(CENT, rounding=ROUND_HALF_UP)
        assert offer.total == max(owed - discount, CENT) <= owed
        return
    assert terms.installments_for.admits(days, owed)
    most = bracket.max_installments or terms.max_installments
    most = min(most, terms.bot.max_installments or most)
    count = len(offer.installments)
    assert count <= most
    rate = bracket.monthly_interest_pct
    rate = terms.monthly_interest_pct if rate is None else rate
    rate = Decimal(0) if count <= terms.interest_free_installments else rate
    assert offer.monthly_interest_pct == rate
    assert min(item.amount for item in offer.installments) >= terms.min_installment
    assert offer.down_payment >= terms.min_down_payment
    if rate == 0:
        assert offer.total == owed
        assert offer.cet_pct in (None, 0)
    balance = owed - offer.down_payment
    for item in offer.installments:  # never above what is owed with the interest that is stated
        interest = (balance * rate / 100).quantize(CENT, rounding=ROUND_HALF_UP)
        balance += interest - item.amount
    assert balance == 0
    if quote.room is not None:
        assert max(item.amount for item in offer.payments) <= quote.room
    if wish.interest_free and not rate:
        assert offer.total == owed


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None)
@given(DEBTS, DAYS, ROOMS, st.lists(WISHES, min_size=WISHES_EACH, max_size=WISHES_EACH))
def test_no_offer_is_above_what_is_owed_or_outside_the_policy_whatever_the_order_of_asking(
    debt: Debt, day: date, room: Decimal | None, wishes: list[Wish]
) -> None:
    quote = quote_of(debt, day, room)
    if quote.owed <= 0:
        return
    answers = [answer_wish(quote, wish) for wish in wishes]
    assert answers[::-1] == [answer_wish(quote, wish) for wish in reversed(wishes)]
    for wish, answer in zip(wishes, answers, strict=True):
        kinds = [(offer.kind, len(offer.installments)) for offer in answer.offers]
        assert len(kinds) <= 3 and len(set(kinds)) == len(kinds)
        assert answer.offers or Reason.ABOVE_MEANS in answer.reasons
        assert len(set(answer.reasons)) == len(answer.reasons)
        assert not (answer.granted and is_far(quote, wish, answer))
        for offer in answer.offers:
            check_policy_keeps(offer, debt, quote, wish)
            assert still_offered(quote, offer)
