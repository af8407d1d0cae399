"""Money that comes other than asked for: each kind has one end, is told, and is charged once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.adapters.database.unit_of_work import Database
from quita.domain.business_days import local_day
from quita.domain.charge_records import Charge, ChargeState, Payment
from quita.domain.divergence import Outcome, judge
from quita.domain.pix_due import DueTerms, Interest, Share, amounts_on
from quita.domain.records import AgreementState
from quita.services.booking import book
from quita.services.due_rules import due_rule
from quita.services.ports import PixHint, PixPayment
from tests.conftest import FakeClock
from tests.services.payment_world import World, make_world

MONEY = st.decimals("0.01", "99999.99", places=2)


@pytest.fixture
def world(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> World:
    return make_world(database, clock, new_id)


def found(world: World, charge: Charge) -> int:
    """Let a callback name a charge and the worker come by."""
    world.notice(charge.txid)
    return world.check()


@pytest.mark.parametrize(("amount", "missing"), [("199.99", "0.01"), ("20.00", "180.00")])
def test_part_of_an_installment_counts_and_leaves_the_rest_open(
    world: World, amount: str, missing: str
) -> None:
    charge = world.issued()
    world.pay(charge, amount)
    assert found(world, charge) == 0
    assert world.now(charge.id).state is ChargeState.DIVERGED
    assert world.agreement().installments[0].paid_at is None
    assert world.told == world.events() == []
    assert world.diverged == [("partial", amount, missing)]
    assert world.outcomes() == ["partial"]
    (case,) = world.cases()
    assert "faltam R$ " + missing.replace(".", ",") in case.note


def test_rest_of_an_installment_completes_it(world: World) -> None:
    first = world.issued()
    world.pay(first, "150.00")
    found(world, first)
    rest = world.issued()
    assert rest.amount == Decimal("50.00")
    world.pay(rest)
    assert found(world, rest) == 1
    assert world.agreement().installments[0].paid_at is not None
    assert world.told == [(rest.id, "50.00", False)]


@pytest.mark.parametrize(("amount", "too_much"), [("200.01", "0.01"), ("400.00", "200.00")])
def test_more_than_an_installment_settles_it_and_the_excess_goes_back(
    world: World, amount: str, too_much: str
) -> None:
    charge = world.issued()
    world.pay(charge, amount)
    assert found(world, charge) == 1
    assert world.now(charge.id).state is ChargeState.PAID
    assert world.told == [(charge.id, amount, False)]
    assert world.diverged == [("excess", amount, too_much)]
    assert world.outcomes() == ["excess"]
    assert "devem ser devolvidos" in world.cases()[0].note


def test_second_payment_of_a_paid_charge_is_to_be_given_back(world: World) -> None:
    charge = world.issued()
    world.pay(charge)
    found(world, charge)
    world.pay(charge)
    second = world.bank.charges[charge.txid].payments[-1].end_to_end_id
    assert world.payments.notice([PixHint(charge.txid, second)]) == 1
    assert world.check() == 0
    assert world.diverged == [("duplicate", "200.00", "0.00")]
    assert len(world.told) == 1
    assert "já estava paga" in world.cases()[0].note


def test_installment_paid_by_another_charge_is_not_paid_twice(world: World) -> None:
    charge = world.issued()
    with world.database() as tx:
        tx.agreements.mark_paid("i0", world.clock())
    world.pay(charge)
    assert found(world, charge) == 0
    assert world.outcomes() == ["duplicate"]


def test_payment_after_the_code_expired_counts_and_is_called_late(world: World) -> None:
    charge = world.issued()
    world.clock.advance(days=3, minutes=3)
    world.check()
    assert world.now(charge.id).state is ChargeState.WITHDRAWN
    world.pay(charge)
    assert found(world, charge) == 1
    assert world.now(charge.id).state is ChargeState.PAID
    assert world.told == [(charge.id, "200.00", False)]
    assert world.diverged == [("late", "200.00", "0.00")]
    assert world.outcomes() == ["late"]
    assert world.cases() == []


def test_payment_in_time_that_is_found_after_the_end_is_not_late(world: World) -> None:
    charge = world.issued()
    world.pay(charge)
    with world.database() as tx:
        tx.charges.set_state(charge.id, ChargeState.WITHDRAWN)
    assert found(world, charge) == 1
    assert world.diverged == []


def test_late_payment_takes_the_newer_code_back(world: World) -> None:
    old = world.issued()
    world.clock.advance(days=3, minutes=3)
    new = world.issued()
    world.pay(old)
    assert found(world, old) == 1
    assert world.now(new.id).state is ChargeState.WITHDRAWING


def test_payment_of_a_cancelled_agreement_is_told_as_such(world: World) -> None:
    charge = world.issued()
    with world.database() as tx:
        tx.agreements.set_state("agreement", AgreementState.CANCELLED)
        tx.charges.set_state(charge.id, ChargeState.WITHDRAWN)
    world.pay(charge)
    assert found(world, charge) == 1
    assert world.diverged == [("ended", "200.00", "0.00")]
    assert world.agreement().state is AgreementState.CANCELLED
    assert "não vale mais" in world.cases()[0].note


def test_money_on_a_charge_that_the_bank_removed_settles_nothing(world: World) -> None:
    charge = world.issued()
    world.bank.pay(charge.txid, "200.00", world.clock(), status="REMOVIDA_PELO_PSP")
    assert found(world, charge) == 0
    assert world.now(charge.id).state is ChargeState.WITHDRAWN
    assert world.diverged == [("removed", "200.00", "0.00")]
    assert world.told == []


def test_refund_of_a_booked_payment_is_told_once_and_reopens_nothing(world: World) -> None:
    charge = world.issued()
    world.pay(charge)
    found(world, charge)
    world.bank.give_back(charge.txid, "200.00")
    known = world.bank.charges[charge.txid].payments[0].end_to_end_id
    for _ in range(2):
        world.payments.notice([PixHint(charge.txid, known, refunded=True)])
        world.check()
    assert world.diverged == [("refunded", "200.00", "0.00")]
    assert world.outcomes() == ["refunded"]
    assert world.agreement().installments[0].paid_at is not None
    with world.database() as tx:
        (payment,) = tx.charges.payments_of(charge.id)
    assert (payment.amount, payment.refunded) == (Decimal("200.00"), Decimal("200.00"))
    assert len(world.cases()) == 1


def test_refund_in_two_steps_is_told_by_what_went_back_each_time(world: World) -> None:
    charge = world.issued()
    world.pay(charge, "250.00")
    found(world, charge)
    for back in ("20.00", "50.00"):
        world.bank.give_back(charge.txid, back)
        world.payments.notice([PixHint(charge.txid, refunded=True)])
        world.check()
    assert world.diverged[1:] == [("refunded", "20.00", "0.00"), ("refunded", "30.00", "0.00")]


def test_refund_that_came_to_nothing_is_noted_and_told_to_nobody(world: World) -> None:
    charge = world.issued()
    world.pay(charge)
    world.bank.give_back(charge.txid, "200.00")
    found(world, charge)
    assert world.diverged == [("refunded", "200.00", "200.00")]
    world.bank.give_back(charge.txid, "0.00")
    world.payments.notice([PixHint(charge.txid, refunded=True)])
    world.check()
    assert len(world.diverged) == 1
    with world.database() as tx:
        assert tx.charges.payments_of(charge.id)[0].credited == Decimal("200.00")


def test_payment_that_was_given_back_before_it_was_seen_pays_nothing(world: World) -> None:
    charge = world.issued()
    world.bank.pay(charge.txid, "200.00", world.clock(), refunded="200.00")
    assert found(world, charge) == 0
    assert world.diverged == [("refunded", "200.00", "200.00")]
    assert world.issued().amount == Decimal("200.00")


def test_repeated_callback_about_a_known_payment_asks_the_bank_nothing(world: World) -> None:
    charge = world.issued()
    world.pay(charge)
    found(world, charge)
    known = world.bank.charges[charge.txid].payments[0].end_to_end_id
    asked = len(world.bank.asked)
    assert world.payments.notice([PixHint(charge.txid, known)]) == 0
    world.check()
    assert len(world.bank.asked) == asked


@pytest.mark.parametrize("state", [ChargeState.WITHDRAWN, ChargeState.FAILED, ChargeState.DIVERGED])
def test_false_callback_about_a_closed_charge_changes_nothing(
    world: World, state: ChargeState
) -> None:
    charge = world.issued()
    with world.database() as tx:
        tx.charges.set_state(charge.id, state)
    assert found(world, charge) == 0
    assert world.now(charge.id).state is state
    assert world.cases() == [] and world.told == [] and world.diverged == []


def test_closed_charge_is_asked_for_again_while_the_bank_is_down(world: World) -> None:
    charge = world.issued()
    with world.database() as tx:
        tx.charges.set_state(charge.id, ChargeState.WITHDRAWN)
    world.pay(charge)
    world.bank.down = True
    assert found(world, charge) == 0
    world.bank.down = False
    world.clock.advance(minutes=1)
    assert world.check() == 1


def due_charge(world: World) -> Charge:
    """Give an installment's charge with its due date, 2026-12-23."""
    world.charges = type(world.charges)(
        world.database, world.clock, world.new_id, "Pagamento", due_rule=due_rule(5)
    )
    return world.issued(1)


def test_fine_and_interest_of_a_late_charge_are_no_excess(world: World) -> None:
    charge = due_charge(world)
    world.bank.pay(charge.txid, "526.00", world.clock(), original="515.02")
    assert found(world, charge) == 1
    assert world.diverged == []
    with world.database() as tx:
        (payment,) = tx.charges.payments_of(charge.id)
    assert (payment.amount, payment.credited) == (Decimal("526.00"), Decimal("515.02"))


def test_discount_that_the_bank_gave_is_no_part_payment(world: World) -> None:
    charge = due_charge(world)
    world.bank.pay(charge.txid, "500.00", world.clock(), original="515.02")
    assert found(world, charge) == 1


@given(MONEY, MONEY, MONEY)
def test_every_sum_is_judged_and_the_difference_is_exact(
    asked: Decimal, before: Decimal, came: Decimal
) -> None:
    outcome, other = judge(asked, before, came)
    signs = {None: 0, Outcome.PARTIAL: -1, Outcome.EXCESS: 1}
    assert before + came == asked + signs[outcome] * other
    assert (other > 0) is (outcome is not None)


TERMS = DueTerms(
    date(2026, 12, 23),
    30,
    fine=(Share.PERCENT, Decimal("2.00")),
    interest=(Interest.PERCENT_A_MONTH, Decimal("1.00")),
)


@pytest.mark.parametrize(
    ("paid", "principal"),
    [("528.42", "515.02"), ("528.40", "515.02"), ("528.44", "515.02"), ("528.39", None)],
)
def test_bank_that_tells_no_parts_is_believed_within_its_rounding(
    world: World, paid: str, principal: str | None
) -> None:
    charge = replace(due_charge(world), due_terms=TERMS)
    at = datetime(2027, 1, 11, 12, tzinfo=timezone.utc)  # 19 days late
    owed = amounts_on(charge.amount, TERMS, local_day(at))
    assert (owed.fine, owed.interest) == (Decimal("10.30"), Decimal("3.26"))
    shift = Decimal(paid) - Decimal("528.42")
    payment = PixPayment("E" * 32, owed.total + shift, at)
    bank = replace(world.bank.charges[charge.txid], payments=(payment,))
    with world.database() as tx:
        booked = book(tx, charge, bank, world.new_id, Decimal("0.02"))
    expected = None if principal is None else Decimal(principal)
    assert [one.principal for one in booked.fresh] == [expected]


@given(MONEY, MONEY, MONEY)
def test_what_was_given_back_never_counts_and_never_below_nothing(
    amount: Decimal, refunded: Decimal, principal: Decimal
) -> None:
    at = datetime(2026, 11, 23, tzinfo=timezone.utc)
    payment = Payment("p", "E" * 32, "c", amount, at, refunded, principal)
    assert payment.credited == max(Decimal("0.00"), principal - refunded)
