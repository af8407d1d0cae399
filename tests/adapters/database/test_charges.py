"""Tests of charges and payments."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.errors import Conflict
from quita.domain.records import ChargeState, Payment
from tests.adapters.database.samples import store_ledger
from tests.conftest import FakeClock


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
