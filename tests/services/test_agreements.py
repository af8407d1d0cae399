"""Tests of closing a deal: once, by the right person, with its event and its charge."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.agreement import AgreementState
from quita.domain.charge_records import ChargeState
from quita.domain.errors import NotVerified, OfferNotAvailable
from quita.domain.events import AGREEMENT_CREATED, Event
from quita.domain.offer import Wish
from quita.domain.records import Agreement
from quita.services.agreements import Agreements
from quita.services.boletos import BoletoService
from quita.services.charges import PIX, ChargeService
from quita.services.offers import Offers
from tests.builders import (
    JOSE,
    JOSES_PHONE,
    MARIA,
    STORE,
    open_conversation,
    save_debt,
    save_person,
    stated,
    verified_conversation,
)
from tests.conftest import FakeClock

DEBT = stated("maria", id="debt", external_id="A-1")
OTHER_PHONE = "+5521987654321"


@pytest.fixture
def offers(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> Offers:
    return Offers(database, clock, new_id)


@pytest.fixture
def agreements(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> Agreements:
    charges = ChargeService(database, clock, new_id, "Pagamento combinado")
    boletos = BoletoService(database, clock, new_id)
    return Agreements(database, clock, new_id, charges, boletos)


@pytest.fixture
def chat(database: Database, clock: FakeClock) -> str:
    """A conversation in which Maria, who has one open debt, is verified."""
    with database() as tx:
        save_person(tx, MARIA)
        save_person(tx, JOSE)
        save_debt(tx, DEBT)
        return verified_conversation(tx, MARIA, clock()).id


@pytest.fixture
def plan(offers: Offers, chat: str) -> str:
    """The id of an offer in four installments of R$ 250."""
    return offers.wish(chat, "debt", Wish(count=4), "t1").offers[0].id


@pytest.fixture
def cash(offers: Offers, chat: str) -> str:
    """The id of an offer of R$ 800 at once."""
    return offers.wish(chat, "debt", Wish(count=1), "t2").offers[0].id


def created(database: Database, clock: FakeClock) -> list[Event]:
    with database() as tx:
        events = tx.events.unpublished(clock() + timedelta(days=9), 100)
    return [event for event in events if event.type == AGREEMENT_CREATED]


def of_maria(database: Database) -> list[Agreement]:
    with database() as tx:
        return tx.agreements.of_person("maria")


def status(database: Database) -> str:
    with database() as tx:
        debt = tx.debts.get("debt")
    assert debt is not None
    return debt.status


def test_an_accepted_offer_becomes_an_agreement_of_its_payments(
    database: Database, clock: FakeClock, agreements: Agreements, chat: str, plan: str
) -> None:
    closed = agreements.accept(chat, plan)
    assert closed.new
    assert closed.creditor == STORE
    assert closed.protocol == "2026112300000001"
    assert of_maria(database) == [closed.agreement]
    assert closed.agreement.state is AgreementState.ACTIVE
    assert closed.agreement.created_at == clock()
    payments = [(i.number, i.due_date, i.amount) for i in closed.agreement.installments]
    quarter = Decimal("250.00")
    assert payments == [
        (1, date(2026, 12, 23), quarter),
        (2, date(2027, 1, 25), quarter),
        (3, date(2027, 2, 23), quarter),
        (4, date(2027, 3, 23), quarter),
    ]
    assert status(database) == "agreed"


def test_the_event_tells_the_agreement_without_telling_who(
    database: Database, clock: FakeClock, agreements: Agreements, chat: str, cash: str
) -> None:
    closed = agreements.accept(chat, cash)
    (event,) = created(database, clock)
    assert event.subject == closed.agreement.id
    assert dict(event.data) == {
        "conversation": chat,
        "agreement": closed.agreement.id,
        "debt": "A-1",
        "creditor": STORE.cnpj,
        "total": "800.00",
        "installments": [["2026-11-26", "800.00"]],
    }
    with database() as tx:
        (row,) = tx.events.trail(chat)
    assert (row["actor"], row["action"], row["details"]) == (
        "person",
        "accept_offer",
        {"offer": cash},
    )


def test_the_charge_of_the_first_payment_is_asked_for_with_it(
    database: Database, agreements: Agreements, chat: str, plan: str
) -> None:
    closed = agreements.accept(chat, plan)
    first = closed.agreement.installments[0]
    assert closed.charge is not None
    assert closed.charge.state is ChargeState.REQUESTED
    assert (closed.charge.installment_id, closed.charge.amount) == (first.id, first.amount)
    with database() as tx:
        live = tx.charges.live(first.id, PIX)
    assert live is not None and live.id == closed.charge.id


def test_accepting_twice_makes_one_agreement_and_one_charge(
    database: Database, clock: FakeClock, agreements: Agreements, chat: str, plan: str
) -> None:
    first = agreements.accept(chat, plan)
    clock.advance(minutes=5)
    second = agreements.accept(chat, plan)
    assert not second.new
    assert second.agreement == first.agreement
    assert first.charge is not None and second.charge is not None
    assert second.charge.id == first.charge.id
    assert len(of_maria(database)) == len(created(database, clock)) == 1


def test_accepting_at_the_same_time_makes_one_agreement(
    database: Database, clock: FakeClock, agreements: Agreements, chat: str, plan: str
) -> None:
    together = threading.Barrier(4)

    def accept() -> bool:
        together.wait()
        return agreements.accept(chat, plan).new

    with ThreadPoolExecutor(4) as pool:
        news = [future.result() for future in [pool.submit(accept) for _ in range(4)]]
    assert sorted(news) == [False, False, False, True]
    assert len(of_maria(database)) == len(created(database, clock)) == 1


def test_of_two_offers_accepted_at_the_same_time_one_is_agreed(
    database: Database,
    clock: FakeClock,
    agreements: Agreements,
    chat: str,
    plan: str,
    cash: str,
) -> None:
    with database() as tx:
        web = verified_conversation(tx, MARIA, clock(), OTHER_PHONE).id
    together = threading.Barrier(2)

    def accept(where: str, offer_id: str) -> str:
        together.wait()
        try:
            return agreements.accept(where, offer_id).agreement.offer_id
        except OfferNotAvailable as error:
            return str(error)

    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(accept, chat, plan), pool.submit(accept, web, cash)]
        results = {future.result() for future in futures}
    assert "changed" in results
    assert len(of_maria(database)) == len(created(database, clock)) == 1
    assert of_maria(database)[0].offer_id in results


def test_a_debt_that_is_agreed_takes_no_second_agreement(
    database: Database, agreements: Agreements, chat: str, plan: str, cash: str
) -> None:
    agreements.accept(chat, plan)
    with pytest.raises(OfferNotAvailable, match="changed"):
        agreements.accept(chat, cash)
    assert len(of_maria(database)) == 1


def test_nobody_accepts_another_persons_offer(
    database: Database, clock: FakeClock, agreements: Agreements, plan: str
) -> None:
    with database() as tx:
        joses = verified_conversation(tx, JOSE, clock(), JOSES_PHONE).id
    for offer_id in (plan, "no such offer"):
        with pytest.raises(OfferNotAvailable, match="unknown"):
            agreements.accept(joses, offer_id)
    assert of_maria(database) == []


def test_nobody_accepts_an_offer_whose_time_is_over(
    database: Database, clock: FakeClock, agreements: Agreements, plan: str
) -> None:
    clock.advance(days=6)
    with database() as tx:
        again = verified_conversation(tx, MARIA, clock(), OTHER_PHONE).id
    with pytest.raises(OfferNotAvailable, match="expired"):
        agreements.accept(again, plan)
    assert status(database) == "open"


def test_nobody_accepts_an_offer_whose_debt_changed(
    database: Database, clock: FakeClock, agreements: Agreements, chat: str, plan: str
) -> None:
    with database() as tx:
        save_debt(tx, replace(DEBT, updated_amount=Decimal(1200), fees=Decimal(200)))
    with pytest.raises(OfferNotAvailable, match="changed"):
        agreements.accept(chat, plan)
    assert created(database, clock) == []


@pytest.mark.parametrize("state", [AgreementState.BROKEN, AgreementState.CANCELLED])
def test_accepting_again_does_not_revive_an_agreement_that_has_ended(
    database: Database, agreements: Agreements, chat: str, plan: str, state: AgreementState
) -> None:
    made = agreements.accept(chat, plan).agreement
    with database() as tx:
        tx.agreements.set_state(made.id, state)
    with pytest.raises(OfferNotAvailable, match="changed"):
        agreements.accept(chat, plan)
    assert agreements.current(chat) is None
    assert agreements.charge_next(chat) is None


def test_the_running_agreement_is_told_and_its_next_charge_asked_for_once(
    database: Database, clock: FakeClock, agreements: Agreements, chat: str, plan: str
) -> None:
    assert agreements.current(chat) is None
    assert agreements.charge_next(chat) is None
    made = agreements.accept(chat, plan)
    current = agreements.current(chat)
    assert current is not None
    assert (current.agreement, current.charge, current.new) == (made.agreement, None, False)
    again = agreements.charge_next(chat)
    assert again is not None and again.charge is not None and made.charge is not None
    assert again.charge.id == made.charge.id
    with database() as tx:
        tx.agreements.mark_paid(made.agreement.installments[0].id, clock())
    after = agreements.charge_next(chat)
    assert after is not None and after.charge is not None
    assert after.charge.installment_id == made.agreement.installments[1].id


def test_a_late_agreement_still_runs(
    database: Database, agreements: Agreements, chat: str, plan: str
) -> None:
    made = agreements.accept(chat, plan).agreement
    with database() as tx:
        tx.agreements.set_state(made.id, AgreementState.LATE)
    current = agreements.current(chat)
    assert current is not None and current.agreement.id == made.id


def test_an_agreement_paid_in_full_has_nothing_more_to_charge(
    database: Database, clock: FakeClock, agreements: Agreements, chat: str, cash: str
) -> None:
    made = agreements.accept(chat, cash).agreement
    with database() as tx:
        tx.agreements.mark_paid(made.installments[0].id, clock())
        tx.agreements.set_state(made.id, AgreementState.SETTLED)
    again = agreements.accept(chat, cash)
    assert (again.charge, again.new) == (None, False)
    assert agreements.charge_next(chat) is None


def test_the_payment_that_was_confirmed_last_is_told_and_a_newer_one_looked_for(
    database: Database, clock: FakeClock, agreements: Agreements, chat: str, plan: str
) -> None:
    assert agreements.last_paid(chat) is None
    made = agreements.accept(chat, plan)
    assert agreements.last_paid(chat) is None
    assert made.charge is not None
    with database() as tx:
        tx.charges.set_state(made.charge.id, ChargeState.ISSUED, code="000201...")
        tx.charges.check_at(made.charge.txid, clock() + timedelta(hours=1))
        assert tx.charges.due_for_check(clock(), 10) == []
    agreements.last_paid(chat)
    with database() as tx:
        assert [one.id for one in tx.charges.due_for_check(clock(), 10)] == [made.charge.id]
        for n, installment in enumerate(made.agreement.installments[:2]):
            tx.agreements.mark_paid(installment.id, clock() + timedelta(minutes=n))
    paid = agreements.last_paid(chat)
    assert paid is not None and paid.number == 2


def test_nothing_of_agreements_is_open_to_who_is_not_verified(
    database: Database, clock: FakeClock, agreements: Agreements, chat: str, plan: str
) -> None:
    with database() as tx:
        stranger = open_conversation(tx, clock(), JOSES_PHONE).id
    clock.advance(minutes=30)
    for unproven in (stranger, chat):
        with pytest.raises(NotVerified):
            agreements.accept(unproven, plan)
        for ask in (agreements.current, agreements.charge_next, agreements.last_paid):
            with pytest.raises(NotVerified):
                ask(unproven)
    assert of_maria(database) == []
    assert status(database) == "open"
