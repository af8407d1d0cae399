"""Tests of bargaining for a verified person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.debt import Debt, LegalStatus
from quita.domain.errors import NotFound, NotVerified, OfferNotAvailable
from quita.domain.offer import OfferKind, Quote, Reason, Wish, opening_offers
from quita.services.offers import Offers, Proposal
from quita.services.table import quote_of
from tests.builders import (
    JOSE,
    JOSES_PHONE,
    MARIA,
    debt_of,
    open_conversation,
    save_debt,
    save_person,
    stated,
    verified_conversation,
)
from tests.conftest import FakeClock

DEBT = stated("maria", id="debt")
DAY = date(2026, 11, 23)


@pytest.fixture
def offers(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> Offers:
    return Offers(database, clock, new_id)


@pytest.fixture
def chat(database: Database, clock: FakeClock) -> str:
    """A conversation in which Maria, who has one open debt, is verified."""
    with database() as tx:
        save_person(tx, MARIA)
        save_person(tx, JOSE)
        save_debt(tx, DEBT)
        return verified_conversation(tx, MARIA, clock()).id


@pytest.fixture
def joses(database: Database, clock: FakeClock, chat: str) -> str:
    """A conversation in which José is verified."""
    with database() as tx:
        return verified_conversation(tx, JOSE, clock(), JOSES_PHONE).id


def ids(proposal: Proposal) -> list[str]:
    return [stored.id for stored in proposal.offers]


def test_the_first_offers_are_those_of_the_engine_kept_under_ids(
    clock: FakeClock, offers: Offers, chat: str
) -> None:
    proposal = offers.opening(chat, "debt", "t1:offer")
    quote = Quote(Decimal("1000.00"), 317, DEBT.terms, DAY)
    assert quote_of(DEBT, DAY) == quote
    assert tuple(stored.offer for stored in proposal.offers) == opening_offers(quote)
    assert proposal.debt == DEBT
    assert proposal.reasons == ()
    for stored in proposal.offers:
        assert (stored.person_id, stored.debt_id, stored.conversation_id) == ("maria", "debt", chat)
        assert offers.shown(chat, stored.id) == (DEBT, stored)


def test_the_same_key_gives_the_same_offers_and_another_key_others(
    offers: Offers, chat: str
) -> None:
    first, again = (offers.opening(chat, "debt", "t1:offer") for _ in range(2))
    assert ids(first) == ids(again)
    assert set(ids(offers.opening(chat, "debt", "t2:offer"))).isdisjoint(ids(first))


def test_a_wish_is_answered_with_its_reasons(offers: Offers, chat: str) -> None:
    granted = offers.wish(chat, "debt", Wish(count=4), "t1")
    assert [len(stored.offer.payments) for stored in granted.offers] == [4]
    assert granted.reasons == ()
    refused = offers.wish(chat, "debt", Wish(total=Decimal(10)), "t2")
    assert refused.reasons == (Reason.BELOW_CASH_PRICE,)
    assert refused.offers[0].offer.total == Decimal("800.00")


def test_no_wish_at_all_gets_the_first_offers(offers: Offers, chat: str) -> None:
    assert ids(offers.wish(chat, "debt", Wish(), "t1")) == ids(offers.opening(chat, "debt", "t1"))


@pytest.mark.parametrize(
    "changes",
    [
        {"due_date": date(2021, 11, 23)},
        {"prescription_date": date(2026, 11, 1)},
        {"legal_status": LegalStatus.LAWSUIT},
        {"legal_status": LegalStatus.PROTESTED},
        {"itemised": False},
        {"status": "on_hold"},
        {"status": "agreed"},
        {"status": "settled"},
        {"due_date": date(2026, 12, 1)},
    ],
)
def test_a_debt_that_may_not_be_offered_is_never_offered(
    database: Database, offers: Offers, chat: str, changes: dict[str, Any]
) -> None:
    with database() as tx:
        save_debt(tx, stated("maria", id="other", **changes))
    with pytest.raises(OfferNotAvailable):
        offers.opening(chat, "other", "t1")
    with pytest.raises(OfferNotAvailable):
        offers.wish(chat, "other", Wish(total=Decimal(5000)), "t2")


def test_somebody_elses_debt_is_not_found(offers: Offers, joses: str) -> None:
    with pytest.raises(NotFound):
        offers.opening(joses, "debt", "t1")
    with pytest.raises(NotFound):
        offers.opening(joses, "no such debt", "t1")


def test_somebody_elses_offer_is_unknown(offers: Offers, chat: str, joses: str) -> None:
    offer_id = offers.opening(chat, "debt", "t1").offers[0].id
    for asked in (offer_id, "no such offer"):
        with pytest.raises(OfferNotAvailable, match="unknown"):
            offers.shown(joses, asked)


def test_a_persons_offer_is_known_on_all_their_conversations(
    database: Database, clock: FakeClock, offers: Offers, chat: str
) -> None:
    offer_id = offers.opening(chat, "debt", "t1").offers[0].id
    with database() as tx:
        web = verified_conversation(tx, MARIA, clock(), JOSES_PHONE).id
    assert offers.shown(web, offer_id)[1].id == offer_id


def prove(database: Database, clock: FakeClock) -> str:
    """Open another conversation in which Maria is verified now."""
    with database() as tx:
        return verified_conversation(tx, MARIA, clock(), JOSES_PHONE).id


def test_an_offer_stands_up_to_its_last_day_and_not_longer(
    database: Database, clock: FakeClock, offers: Offers, chat: str
) -> None:
    plan = offers.opening(chat, "debt", "t1").offers[-1]
    assert plan.offer.valid_until == date(2026, 11, 28)
    clock.now = clock.now.replace(day=29, hour=2, minute=59)  # still the 28th in São Paulo
    again = prove(database, clock)
    assert offers.shown(again, plan.id)[1] == plan
    clock.advance(minutes=1)
    with pytest.raises(OfferNotAvailable, match="expired"):
        offers.shown(again, plan.id)


@pytest.mark.parametrize(
    "changes",
    [
        {"updated_amount": Decimal("1000.01"), "interest": Decimal("0.01")},
        {"updated_amount": Decimal("900.00"), "correction": Decimal(-100)},
        {"status": "agreed"},
        {"status": "on_hold"},
        {"legal_status": LegalStatus.LAWSUIT},
        {"itemised": False},
        {"prescription_date": date(2026, 11, 23)},
    ],
)
def test_an_offer_falls_when_its_debt_changes(
    database: Database, offers: Offers, chat: str, changes: dict[str, Any]
) -> None:
    shown = offers.opening(chat, "debt", "t1").offers
    with database() as tx:
        save_debt(tx, replace(DEBT, **changes))
        tx.debts.set_status("debt", changes.get("status", "open"))
    for stored in shown:
        with pytest.raises(OfferNotAvailable, match="changed"):
            offers.shown(chat, stored.id)


@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ({"max_cash_discount_pct": Decimal(10)}, [OfferKind.INSTALLMENTS, OfferKind.INSTALLMENTS]),
        ({"max_installments": 9}, [OfferKind.CASH, OfferKind.INSTALLMENTS]),
        ({"monthly_interest_pct": Decimal(1)}, [OfferKind.CASH]),
        ({"min_down_payment": Decimal("0.01")}, [OfferKind.CASH]),
        ({"min_installment": Decimal("100.01")}, [OfferKind.CASH, OfferKind.INSTALLMENTS]),
        ({"offer_validity_days": 1}, [OfferKind.CASH, *[OfferKind.INSTALLMENTS] * 2]),
    ],
)
def test_an_offer_falls_with_the_terms_that_it_needs(
    database: Database,
    offers: Offers,
    chat: str,
    changes: dict[str, Any],
    standing: list[OfferKind],
) -> None:
    shown = offers.opening(chat, "debt", "t1").offers
    with database() as tx:
        save_debt(tx, replace(DEBT, terms=replace(DEBT.terms, **changes)))
    kept = []
    for stored in shown:
        try:
            kept.append(offers.shown(chat, stored.id)[1].offer.kind)
        except OfferNotAvailable as error:
            assert str(error) == "changed"
    assert kept == standing


def computed(**changes: Any) -> Debt:
    """Give a debt whose charges are computed anew every day."""
    return debt_of("maria", id="computed", external_id="A-2", **changes)


def test_an_offer_on_a_debt_that_grows_every_day_stands_until_it_expires(
    database: Database, clock: FakeClock, offers: Offers, chat: str
) -> None:
    with database() as tx:
        save_debt(tx, computed())
    cash = offers.opening(chat, "computed", "t1").offers[0]
    clock.advance(days=3)
    again = prove(database, clock)
    assert offers.shown(again, cash.id)[1] == cash
    with database() as tx:
        save_debt(tx, computed(original_amount=Decimal("999.00")))
    with pytest.raises(OfferNotAvailable, match="changed"):
        offers.shown(again, cash.id)


def test_nothing_is_offered_to_who_is_not_verified(
    database: Database, clock: FakeClock, offers: Offers, chat: str
) -> None:
    offer_id = offers.opening(chat, "debt", "t1").offers[0].id
    with database() as tx:
        stranger = open_conversation(tx, clock(), JOSES_PHONE).id
    clock.advance(minutes=30)
    for unproven in (stranger, chat):
        with pytest.raises(NotVerified):
            offers.opening(unproven, "debt", "t2")
        with pytest.raises(NotVerified):
            offers.wish(unproven, "debt", Wish(count=2), "t3")
        with pytest.raises(NotVerified):
            offers.shown(unproven, offer_id)
