"""Tests of agreements and installments."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.agreement import AgreementState
from quita.domain.errors import Conflict
from tests.adapters.database.samples import agreement_of, store_ledger, stored_offer
from tests.conftest import FakeClock


def test_an_agreement_comes_back_with_its_installments_in_order(
    database: Database, clock: FakeClock
) -> None:
    ledger = store_ledger(database, clock())
    with database() as tx:
        stored = tx.agreements.get("agreement")
        assert stored == ledger.agreement == agreement_of(ledger.offer)
        assert [item.number for item in stored.installments] == [0, 1, 2]
        assert tx.agreements.get("none") is None


def test_an_offer_makes_one_agreement(database: Database, clock: FakeClock) -> None:
    ledger = store_ledger(database, clock())
    with database() as tx:
        again = tx.agreements.add(agreement_of(ledger.offer, "second"))
        assert again == ledger.agreement
        assert tx.agreements.of_person("maria") == [ledger.agreement]
        assert tx.agreements.installment("second-i0") is None


def test_no_two_agreements_run_on_one_debt(database: Database, clock: FakeClock) -> None:
    ledger = store_ledger(database, clock())
    with database() as tx:
        offer = tx.offers.add(stored_offer(ledger.conversation.id, clock(), "other"), "other")
    with pytest.raises(Conflict), database() as tx:
        tx.agreements.add(agreement_of(offer, "second"))
    with database() as tx:
        tx.agreements.set_state("agreement", AgreementState.CANCELLED)
        tx.agreements.add(agreement_of(offer, "second"))


def test_a_persons_agreements_come_newest_first(database: Database, clock: FakeClock) -> None:
    ledger = store_ledger(database, clock())
    with database() as tx:
        tx.agreements.set_state("agreement", AgreementState.BROKEN)
        later = stored_offer(ledger.conversation.id, clock() + timedelta(days=1), "later")
        tx.offers.add(later, "later")
        tx.agreements.add(agreement_of(later, "second"))
        states = [(item.id, item.state) for item in tx.agreements.of_person("maria")]
    assert states == [("second", AgreementState.ACTIVE), ("agreement", AgreementState.BROKEN)]


def test_the_first_payment_of_an_installment_stays(database: Database, clock: FakeClock) -> None:
    store_ledger(database, clock())
    paid_at = clock()
    with database() as tx:
        before = tx.agreements.installment("i1")
        tx.agreements.mark_paid("i1", paid_at)
        tx.agreements.mark_paid("i1", clock.advance(days=1))
    with database() as tx:
        after = tx.agreements.installment("i1")
        assert before is not None
        assert after == replace(before, paid_at=paid_at)
        assert after.amount == Decimal("515.02")
        agreement = tx.agreements.get("agreement")
        assert agreement is not None and agreement.next_due is not None
        assert agreement.next_due.id == "i0"
