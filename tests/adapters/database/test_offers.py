"""Tests of offers and of the JSON in which they are kept."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from quita.adapters.database.codec import read_offer, read_terms, write_offer, write_terms
from quita.adapters.database.unit_of_work import Database
from quita.domain.installments import Installment
from quita.domain.offer import Offer, OfferKind
from quita.domain.policy import Bracket, Terms
from tests.adapters.database.samples import open_conversation, store_debt, stored_offer
from tests.conftest import FakeClock

REAIS = st.decimals(0, Decimal("9999999999.99"), places=2)
PERCENT = st.decimals(0, Decimal("19.9999"), places=4) | st.decimals(0, 20, places=0)
DAYS = st.integers(0, 3650)
OFFERS = st.builds(
    Offer,
    kind=st.sampled_from(OfferKind),
    owed=REAIS,
    discount=REAIS,
    discount_pct=PERCENT,
    monthly_interest_pct=PERCENT,
    payments=st.lists(
        st.builds(Installment, number=DAYS, due_date=st.dates(), amount=REAIS), min_size=1
    ).map(tuple),
    valid_until=st.dates(),
)
TERMS = st.builds(
    Terms,
    ageing=st.lists(
        st.builds(Bracket, from_days=DAYS, cash_discount_pct=PERCENT),
        unique_by=lambda bracket: bracket.from_days,
    ).map(lambda found: tuple(sorted(found, key=lambda bracket: bracket.from_days))),
    max_cash_discount_pct=st.none() | PERCENT,
    max_installments=st.integers(1, 120),
    min_installment=st.decimals(Decimal("0.01"), 10_000, places=2),
    min_down_payment=REAIS,
    monthly_interest_pct=PERCENT,
    fine_pct=st.decimals(0, 2, places=3),
    default_interest_pct=st.decimals(0, 1, places=3),
    first_installment_days=DAYS,
    down_payment_days=DAYS,
    offer_validity_days=DAYS,
)


@given(OFFERS)
def test_an_offer_comes_back_from_json_to_the_last_digit(offer: Offer) -> None:
    back = read_offer(json.loads(json.dumps(write_offer(offer))))
    assert back == offer
    assert repr(back) == repr(offer)  # Decimal("1.0") equals Decimal("1.00"), but reads otherwise


@given(TERMS)
def test_terms_come_back_from_json_to_the_last_digit(terms: Terms) -> None:
    back = read_terms(json.loads(json.dumps(write_terms(terms))))
    assert back == terms
    assert repr(back) == repr(terms)


def test_an_offer_comes_back_as_stored(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        store_debt(tx)
        offer = stored_offer(open_conversation(tx, clock()).id, clock())
        assert tx.offers.add(offer, "key") == offer
    with database() as tx:
        assert tx.offers.get("offer") == offer
        assert tx.offers.get("none") is None


def test_a_known_key_gives_the_first_offer(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        store_debt(tx)
        first = stored_offer(open_conversation(tx, clock()).id, clock())
        tx.offers.add(first, "key")
        changed = replace(first.offer, valid_until=date(2030, 1, 1))
        again = tx.offers.add(replace(first, id="second", offer=changed), "key")
        assert again == first
        assert tx.offers.get("second") is None


def test_an_accepted_offer_says_so(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        store_debt(tx)
        conversation = open_conversation(tx, clock())
        for name in ("offer", "other"):
            tx.offers.add(stored_offer(conversation.id, clock(), name), name)
        tx.offers.mark_accepted("offer")
        accepted = {name: tx.offers.get(name) for name in ("offer", "other")}
    assert [offer.accepted for offer in accepted.values() if offer] == [True, False]
