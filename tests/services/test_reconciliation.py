"""What a lost callback left is found in the bank's list, once and without a gap."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.charge_records import ChargeState
from quita.domain.errors import ProviderRefused, ProviderUnavailable
from quita.services.reconciliation import EVERY, OVERLAP, RETRY, STEP, Reconciliation
from tests.conftest import FakeClock
from tests.services.payment_world import World, make_world


@pytest.fixture
def world(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> World:
    return make_world(database, clock, new_id)


def compare(world: World) -> int:
    """Let the worker compare the lists."""
    return Reconciliation(world.database, world.clock).run(world.bank)


def spans(world: World) -> list[tuple[datetime, datetime]]:
    """Give what the bank was asked to list."""
    asked = (about.split() for call, about in world.bank.asked if call == "received")
    return [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in asked]


def test_money_on_a_closed_charge_is_found_without_any_callback(world: World) -> None:
    charge = world.issued()
    with world.database() as tx:
        tx.charges.set_state(charge.id, ChargeState.WITHDRAWN)
    world.pay(charge)
    assert compare(world) == 1
    assert world.check() == 1
    assert world.now(charge.id).state is ChargeState.PAID
    assert "payment:found_in_list" in world.actions(charge.id)


def test_refund_that_no_callback_told_is_found(world: World) -> None:
    charge = world.issued()
    world.pay(charge)
    world.notice(charge.txid)
    world.check()
    compare(world)
    world.bank.give_back(charge.txid, "200.00")
    world.clock.advance(hours=1)
    assert compare(world) == 1
    world.check()
    assert world.outcomes() == ["refunded"]


def test_open_charge_is_looked_up_at_once_and_what_is_booked_is_left(world: World) -> None:
    charge = world.issued()
    world.pay(charge)
    assert compare(world) == 1
    assert world.check() == 1
    world.clock.advance(hours=1)
    assert compare(world) == 0


def test_pix_of_somebody_elses_charge_is_left_alone(world: World) -> None:
    charge = world.issued()
    world.pay(charge)
    world.bank.charges = {"x" * 32: world.bank.charges[charge.txid]}
    assert compare(world) == 0


def test_it_is_done_once_an_hour_however_many_workers_there_are(world: World) -> None:
    for _ in range(3):
        compare(world)
    assert len(spans(world)) == 1
    world.clock.advance(seconds=EVERY.total_seconds())
    compare(world)
    assert len(spans(world)) == 2


def test_days_of_silence_are_made_up_for_without_a_gap(world: World) -> None:
    begun = world.clock()
    compare(world)
    world.clock.advance(days=3, hours=1)
    world.bank.asked.clear()
    compare(world)
    found = spans(world)
    assert found[0][0] == begun - OVERLAP
    assert found[-1][1] == world.clock()
    for (_, end), (start, _) in itertools.pairwise(found):
        assert end == start
    assert all(end - start <= STEP for start, end in found)


@pytest.mark.parametrize("error", [ProviderUnavailable, ProviderRefused])
def test_bank_that_does_not_list_is_asked_again_from_the_same_moment(
    world: World, error: type[Exception]
) -> None:
    world.bank.down, world.bank.refusing = error is ProviderUnavailable, "Acesso Negado"
    with pytest.raises(error):
        compare(world)
    assert compare(world) == 0
    world.bank.down, world.bank.refusing = False, None
    world.clock.advance(seconds=RETRY.total_seconds())
    compare(world)
    (first, _), (second, _) = spans(world)
    assert first == second


def test_failure_in_the_middle_goes_on_from_there(world: World) -> None:
    compare(world)
    world.clock.advance(days=3)
    world.bank.asked.clear()

    def fail_later() -> None:
        world.bank.down = len(spans(world)) == 3

    world.bank.meanwhile = fail_later
    with pytest.raises(ProviderUnavailable):
        compare(world)
    stopped = spans(world)[-1][0]
    world.bank.down, world.bank.meanwhile = False, lambda: None
    world.bank.asked.clear()
    world.clock.advance(minutes=6)
    compare(world)
    assert spans(world)[0][0] == stopped - OVERLAP
    assert stopped + timedelta(0) < world.clock()
