"""When open charges are looked up at the bank, and what becomes of those that nobody pays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.adapters.database.unit_of_work import Database
from quita.domain.charge_records import Charge, ChargeState
from quita.services.looks import last_look, next_look
from tests.conftest import FakeClock
from tests.services.payment_world import World, make_world


@pytest.fixture
def world(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> World:
    return make_world(database, clock, new_id)


def test_unpaid_charge_is_looked_up_ever_less_often_and_then_withdrawn(world: World) -> None:
    charge = world.issued()
    at = [30, 90, 390, 1290]
    at += [1290 + 3600 * hour for hour in range(1, 72)]
    expires = 3 * 86400
    at = [second for second in at if second < expires + 120] + [expires + 120]
    gone = 0
    for second in at:
        world.clock.advance(seconds=second - gone - 1)
        asked = len(world.bank.asked)
        world.check()
        assert len(world.bank.asked) == asked
        world.clock.advance(seconds=1)
        world.check()
        assert len(world.bank.asked) == asked + 1
        gone = second
    assert world.now(charge.id).state is ChargeState.WITHDRAWN
    assert world.cases() == []


def test_payment_of_the_last_second_is_found_by_the_last_look(world: World) -> None:
    charge = world.issued()
    world.clock.advance(days=3, seconds=-1)
    world.check()
    world.pay(charge)
    world.clock.advance(minutes=3)
    assert world.check() == 1
    assert world.now(charge.id).state is ChargeState.PAID


def test_bank_that_is_down_is_asked_again_a_minute_later(world: World) -> None:
    first, second = world.issued(0), world.issued(1)
    world.pay(first), world.pay(second)
    world.clock.advance(hours=30)
    world.bank.down = True
    asked = len(world.bank.asked)
    assert world.check() == 0
    assert len(world.bank.asked) == asked + 1
    world.bank.down = False
    assert world.check() == 1
    world.clock.advance(minutes=1)
    assert world.check() == 1


def test_bank_that_is_down_at_the_end_is_still_asked_before_a_charge_is_given_up(
    world: World,
) -> None:
    charge = world.issued()
    world.pay(charge)
    world.bank.down = True
    world.clock.advance(days=10)
    world.check()
    assert world.now(charge.id).state is ChargeState.ISSUED
    world.bank.down = False
    world.clock.advance(minutes=1)
    assert world.check() == 1


def test_charge_that_the_bank_lost_goes_to_a_human_at_the_end(world: World) -> None:
    charge = world.issued()
    world.bank.lose(charge.txid)
    world.clock.advance(seconds=30)
    assert world.check() == 0
    assert world.now(charge.id).state is ChargeState.ISSUED
    assert world.cases() == []
    world.clock.advance(days=3, minutes=2)
    world.check()
    assert world.now(charge.id).state is ChargeState.WITHDRAWN
    assert "o banco não mostra a cobrança (Não Encontrado)" in world.cases()[0].note
    assert "charge:not_shown" in world.actions(charge.id)


@given(st.timedeltas(timedelta(0), timedelta(days=10)))
def test_next_look_is_always_ahead_and_up_to_the_last_one_within_an_hour(age: timedelta) -> None:
    created = datetime(2026, 11, 23, 15, 0, tzinfo=timezone.utc)
    charge = replace(_CHARGE, created_at=created, expires_at=created + timedelta(days=3))
    now = created + age
    then = next_look(charge, now)
    assert now < then <= now + timedelta(hours=1)
    assert then <= max(last_look(charge), now + timedelta(minutes=1))


_CHARGE = Charge(
    id="c",
    kind="pix",
    txid="t" * 32,
    installment_id="i",
    agreement_id="a",
    person_id="p",
    conversation_id="v",
    amount=Decimal("1.00"),
    state=ChargeState.ISSUED,
    created_at=datetime(2026, 11, 23, tzinfo=timezone.utc),
    expires_at=datetime(2026, 11, 26, tzinfo=timezone.utc),
)
