"""Tests of charges and payments."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.adapters.database.due_terms import read_due_terms, write_due_terms
from quita.adapters.database.unit_of_work import Database
from quita.domain.charge_records import ChargeState, Payment
from quita.domain.errors import Conflict
from quita.domain.pix_due import Discount, DueTerms, Interest, Share
from tests.adapters.database.samples import store_ledger
from tests.conftest import FakeClock

RATE = st.decimals("0.01", "99.99", places=2)


def test_a_charge_comes_back_as_stored(database: Database, clock: FakeClock) -> None:
    charge = replace(store_ledger(database, clock()).charge("tx1"), code="000201", attempts=2)
    with database() as tx:
        assert tx.charges.add(charge) == charge
    with database() as tx:
        assert tx.charges.get(charge.id) == tx.charges.by_txid("tx1") == charge
        assert tx.charges.live("i0", "pix") == charge
        assert tx.charges.live("i0", "boleto") is tx.charges.live("i1", "pix") is None
        assert tx.charges.get("none") is tx.charges.by_txid("none") is None


@pytest.mark.parametrize("state", [ChargeState.REQUESTED, ChargeState.ISSUED])
def test_a_live_charge_is_kept(database: Database, clock: FakeClock, state: ChargeState) -> None:
    ledger = store_ledger(database, clock())
    with database() as tx:
        first = tx.charges.add(ledger.charge("tx1", state=state))
        assert tx.charges.add(ledger.charge("tx2")) == first
        assert tx.charges.by_txid("tx2") is None
        assert tx.charges.add(ledger.charge("tx3", kind="boleto")).txid == "tx3"


@pytest.mark.parametrize("state", [ChargeState.PAID, ChargeState.WITHDRAWN, ChargeState.FAILED])
def test_a_charge_that_ended_makes_room(
    database: Database, clock: FakeClock, state: ChargeState
) -> None:
    ledger = store_ledger(database, clock())
    with database() as tx:
        first = tx.charges.add(ledger.charge("tx1"))
        tx.charges.set_state(first.id, state)
        assert tx.charges.live("i0", "pix") is None
        assert tx.charges.add(ledger.charge("tx2")).txid == "tx2"


def test_a_txid_is_used_once(database: Database, clock: FakeClock) -> None:
    ledger = store_ledger(database, clock())
    with pytest.raises(Conflict), database() as tx:
        tx.charges.add(ledger.charge("tx1"))
        tx.charges.add(ledger.charge("tx1", id="other", installment_id="i1"))
    with database() as tx:
        assert tx.charges.by_txid("tx1") is None


def test_the_code_stays_when_only_the_state_changes(database: Database, clock: FakeClock) -> None:
    ledger = store_ledger(database, clock())
    with database() as tx:
        charge = tx.charges.add(ledger.charge("tx1"))
        tx.charges.set_state(charge.id, ChargeState.ISSUED, code="000201")
        tx.charges.set_state(charge.id, ChargeState.WITHDRAWN)
        assert tx.charges.get(charge.id) == replace(
            charge, state=ChargeState.WITHDRAWN, code="000201"
        )


def test_a_paid_charge_stays_paid(database: Database, clock: FakeClock) -> None:
    ledger = store_ledger(database, clock())
    with database() as tx:
        charge = tx.charges.add(ledger.charge("tx1"))
        tx.charges.set_state(charge.id, ChargeState.PAID)
        tx.charges.set_state(charge.id, ChargeState.ISSUED, code="late")
        assert tx.charges.get(charge.id) == replace(charge, state=ChargeState.PAID)


def test_requested_charges_are_issued_when_due(database: Database, clock: FakeClock) -> None:
    ledger = store_ledger(database, clock())
    with database() as tx:
        first = tx.charges.add(ledger.charge("tx1"))
        second = tx.charges.add(ledger.charge("tx2", installment_id="i1"))
        issued = tx.charges.add(ledger.charge("tx3", installment_id="i2"))
        tx.charges.set_state(issued.id, ChargeState.ISSUED)
        assert tx.charges.due_for_issue(clock() - timedelta(seconds=1), 10) == []
        assert tx.charges.due_for_issue(clock(), 10) == [first, second]
        assert tx.charges.due_for_issue(clock(), 1) == [first]
        tx.charges.retry_at(first.id, clock() + timedelta(seconds=5))
        assert tx.charges.due_for_issue(clock(), 10) == [second]
        due = tx.charges.due_for_issue(clock.advance(seconds=5), 10)
        assert due == [second, replace(first, attempts=1)]


def test_issued_charges_are_looked_up_when_a_callback_or_polling_says_so(
    database: Database, clock: FakeClock
) -> None:
    ledger = store_ledger(database, clock())
    with database() as tx:
        charge = tx.charges.add(ledger.charge("tx1"))
        assert tx.charges.due_for_check(clock(), 10) == []
        tx.charges.set_state(charge.id, ChargeState.ISSUED)
        issued = replace(charge, state=ChargeState.ISSUED)
        assert tx.charges.due_for_check(clock(), 10) == [issued]
        tx.charges.check_at("tx1", clock() + timedelta(minutes=5))
        tx.charges.check_at("unknown", clock())
        assert tx.charges.due_for_check(clock(), 10) == []
        tx.charges.check_at("tx1", clock())
        assert tx.charges.due_for_check(clock(), 10) == [issued]


def test_a_payment_is_booked_once(database: Database, clock: FakeClock) -> None:
    ledger = store_ledger(database, clock())
    with database() as tx:
        charge = tx.charges.add(ledger.charge("tx1"))
        first = Payment("p1", "E123", charge.id, Decimal("199.99"), clock())
        second = Payment("p2", "E124", charge.id, Decimal("0.01"), clock() - timedelta(days=1))
        assert tx.charges.add_payment(first)
        assert not tx.charges.add_payment(replace(first, id="p3"))
        assert tx.charges.add_payment(second)
    with database() as tx:
        assert not tx.charges.add_payment(replace(first, id="p4"))
        assert tx.charges.payments_of(charge.id) == [second, first]


@given(
    st.none() | st.tuples(st.sampled_from(Share), RATE),
    st.none() | st.tuples(st.sampled_from(Interest), RATE),
    st.none() | st.tuples(st.just(Discount.PERCENT_A_DAY_EARLY), RATE),
    st.integers(0, 365),
)
def test_terms_of_a_due_date_read_back_as_they_were_written(
    fine: Any, interest: Any, discount: Any, days: int
) -> None:
    terms = DueTerms(date(2026, 12, 23), days, fine, interest, None, discount)
    assert read_due_terms(json.loads(json.dumps(write_due_terms(terms)))) == terms


def test_dated_discounts_read_back_as_they_were_written() -> None:
    until = ((date(2026, 12, 1), Decimal("9.00")), (date(2026, 12, 9), Decimal("5.00")))
    discount = (Discount.REAIS_UNTIL, None)
    terms = DueTerms(date(2026, 12, 23), 5, discount=discount, until=until)
    assert read_due_terms(json.loads(json.dumps(write_due_terms(terms)))) == terms
    assert read_due_terms(write_due_terms(None)) is None


def test_closed_charge_is_due_for_another_look_only_when_it_is_asked_for(
    database: Database, clock: FakeClock
) -> None:
    ledger = store_ledger(database, clock())
    with database() as tx:
        charge = tx.charges.add(ledger.charge("a" * 32))
        tx.charges.set_state(charge.id, ChargeState.WITHDRAWN)
        assert tx.charges.due_for_check(clock(), 9) == []
        tx.charges.recheck_at(charge.id, clock())
        assert [found.id for found in tx.charges.due_for_check(clock(), 9)] == [charge.id]
        tx.charges.recheck_at(charge.id, None)
        assert tx.charges.due_for_check(clock(), 9) == []


def test_refund_is_noted_on_the_payment_that_it_is_of(database: Database, clock: FakeClock) -> None:
    ledger = store_ledger(database, clock())
    with database() as tx:
        charge = tx.charges.add(ledger.charge("a" * 32))
        nine, eight = Decimal("9.00"), Decimal("8.00")
        paid = Payment("p", "E" * 32, charge.id, nine, clock(), principal=eight)
        assert tx.charges.add_payment(paid)
        assert tx.charges.payment("E" * 32) == paid
        tx.charges.note_refund("E" * 32, Decimal("2.50"))
        stored = tx.charges.payment("E" * 32)
        assert stored is not None and stored.credited == Decimal("5.50")
        assert tx.charges.payment("X" * 32) is None


def test_one_message_alone_shows_a_charge_as_an_order(database: Database, clock: FakeClock) -> None:
    ledger = store_ledger(database, clock())
    with database() as tx:
        charge = tx.charges.add(ledger.charge("a" * 32))
        claims = [tx.charges.claim_order(charge.id, key) for key in ("one", "one", "two")]
        assert claims == [True, True, False]
        stored = tx.charges.get(charge.id)
        assert stored is not None and stored.order_key == "one"


def test_charge_is_found_by_its_code(database: Database, clock: FakeClock) -> None:
    ledger = store_ledger(database, clock())
    with database() as tx:
        charge = tx.charges.add(ledger.charge("a" * 32))
        tx.charges.set_state(charge.id, ChargeState.ISSUED, code="000201...")
        found = tx.charges.by_code("000201...")
        assert found is not None and found.id == charge.id
        assert tx.charges.by_code("000201") is None
        assert [one.id for one in tx.charges.of_installment("i0")] == [charge.id]


def test_work_that_is_done_again_and_again_is_claimed_by_one(
    database: Database, clock: FakeClock
) -> None:
    soon, later = clock() + timedelta(minutes=5), clock() + timedelta(hours=1)
    with database() as tx:
        assert tx.marks.claim("work", clock(), soon) == clock()
        assert tx.marks.claim("work", clock(), soon) is None
        tx.marks.reached("work", clock() - timedelta(minutes=1), later)
        assert tx.marks.claim("work", soon, later) is None
        assert tx.marks.claim("work", later, later) == clock() - timedelta(minutes=1)
