"""Payments: found by callback or by polling, booked once, never taken for more than they are."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.agreement import AgreementState
from quita.domain.charge_records import ChargeState
from quita.domain.errors import Conflict
from quita.services.payments import PaymentService
from tests.conftest import FakeClock
from tests.services.payment_world import World, make_world


@pytest.fixture
def world(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> World:
    return make_world(database, clock, new_id)


def test_payment_that_a_callback_names_is_confirmed_at_once(world: World) -> None:
    charge = world.issued()
    world.pay(charge)
    paid_at = world.clock()
    world.clock.advance(seconds=2)
    assert world.notice(charge.txid) == 1
    assert world.check() == 1
    assert world.now(charge.id).state is ChargeState.PAID
    agreement = world.agreement()
    assert agreement.state is AgreementState.ACTIVE
    assert agreement.installments[0].paid_at == paid_at
    assert agreement.next_due is not None
    assert agreement.next_due.number == 1
    assert world.told == [(charge.id, "200.00", False)]
    (event,) = world.events()
    assert event.subject == "agreement"
    assert event.data == {
        "conversation": world.ledger.conversation.id,
        "agreement": "agreement",
        "debt": "A-1",
        "creditor": "11222333000181",
        "installment": 0,
        "settled": False,
        "end_to_end_id": f"E0{charge.txid[:30]}",
        "amount": "200.00",
        "paid_at": paid_at.isoformat(),
    }
    assert world.cases() == []


def test_payment_whose_callback_was_lost_is_found_by_polling(world: World) -> None:
    charge = world.issued()
    world.pay(charge)
    world.clock.advance(seconds=29)
    assert world.check() == 0
    world.clock.advance(seconds=1)
    assert world.check() == 1
    assert world.told == [(charge.id, "200.00", False)]


def test_callback_alone_confirms_nothing(world: World) -> None:
    charge = world.issued()
    world.notice(charge.txid)
    assert world.check() == 0
    assert world.bank.asked[-1] == ("get", charge.txid)
    assert world.now(charge.id).state is ChargeState.ISSUED
    assert world.told == []


def test_repeated_callback_has_no_second_effect(world: World) -> None:
    charge = world.issued()
    world.pay(charge)
    for _ in range(3):
        world.notice(charge.txid, charge.txid)
        world.check()
        world.clock.advance(hours=2)
    assert len(world.told) == len(world.events()) == 1
    assert world.booked(charge) == [Decimal("200.00")]
    assert world.cases() == []
    with world.database() as tx:
        assert len(tx.outbox.of_conversation(charge.conversation_id)) == 1


def test_txid_that_nobody_knows_is_noted_and_ignored(world: World) -> None:
    charge = world.issued()
    assert world.notice("x" * 32, charge.txid) == 1
    assert world.actions("x" * 32) == ["payment:unknown_txid"]


def test_callback_during_the_question_brings_the_next_one_forward(world: World) -> None:
    charge = world.issued()
    world.clock.advance(hours=5)

    def pay_and_tell() -> None:
        world.bank.meanwhile = lambda: None
        world.pay(charge)
        world.notice(charge.txid)
        world.bank.altered = {"status": "ATIVA", "payments": ()}  # the answer was on its way

    world.bank.meanwhile = pay_and_tell
    assert world.check() == 0
    world.bank.altered = {}
    assert world.check() == 1


def test_last_payment_settles_the_agreement_and_the_debt(world: World) -> None:
    for number in range(3):
        charge = world.issued(number)
        world.pay(charge)
        world.notice(charge.txid)
        assert world.check() == 1
    assert world.agreement().state is AgreementState.SETTLED
    with world.database() as tx:
        debt = tx.debts.get("debt")
    assert debt is not None and debt.status == "settled"
    assert [settled for *_, settled in world.told] == [False, False, True]
    assert [event.data["settled"] for event in world.events()] == [False, False, True]


def test_debt_is_not_settled_before_the_last_payment(world: World) -> None:
    charge = world.issued(2)
    world.pay(charge)
    world.notice(charge.txid)
    world.check()
    with world.database() as tx:
        debt = tx.debts.get("debt")
    assert debt is not None and debt.status != "settled"


def test_everything_that_follows_a_payment_is_one_step(world: World) -> None:
    charge = world.issued()
    world.pay(charge)
    world.notice(charge.txid)

    def stumble(*_: object) -> None:
        raise Conflict("another process")

    service = PaymentService(world.database, world.clock, world.new_id, stumble)
    assert service.check_due(world.bank) == 0
    assert world.now(charge.id).state is ChargeState.ISSUED
    assert world.agreement().installments[0].paid_at is None
    assert world.booked(charge) == world.events() == []
    world.clock.advance(hours=1)
    assert world.check() == 1


def test_charge_that_the_bank_changed_is_not_taken_as_paid(world: World) -> None:
    charge = world.issued()
    world.pay(charge)
    world.bank.altered = {"amount": Decimal("20.00")}
    world.notice(charge.txid)
    assert world.check() == 0
    assert world.now(charge.id).state is ChargeState.DIVERGED
    assert len(world.cases()) == 1
    assert world.told == world.events() == []


def test_payment_that_was_given_back_does_not_count(world: World) -> None:
    charge = world.issued()
    world.pay(charge, "0.00")
    world.notice(charge.txid)
    assert world.check() == 0
    assert len(world.cases()) == 1


def test_payment_of_a_charge_that_is_still_active_is_booked_and_waited_with(world: World) -> None:
    charge = world.issued()
    world.bank.pay(charge.txid, "5.00", world.clock(), status="ATIVA")
    world.notice(charge.txid)
    assert world.check() == 0
    assert world.booked(charge) == [Decimal("5.00")]
    assert world.now(charge.id).state is ChargeState.ISSUED
    world.pay(charge)
    world.notice(charge.txid)
    assert world.check() == 1
    assert world.diverged == [("excess", "200.00", "5.00")]


def test_charge_that_is_said_to_be_paid_without_a_payment_is_asked_again(world: World) -> None:
    charge = world.issued()
    world.bank.altered = {"status": "CONCLUIDA"}
    world.notice(charge.txid)
    assert world.check() == 0
    assert world.now(charge.id).state is ChargeState.ISSUED
    world.pay(charge)
    world.clock.advance(minutes=1)
    assert world.check() == 1


def test_installment_that_is_paid_twice_is_left_to_a_human(world: World) -> None:
    charge = world.issued()
    with world.database() as tx:
        tx.agreements.mark_paid("i0", world.clock())
    world.pay(charge)
    world.notice(charge.txid)
    assert world.check() == 0
    assert world.now(charge.id).state is ChargeState.PAID
    assert world.booked(charge) == [Decimal("200.00")]
    assert "já estava paga" in world.cases()[0].note
    assert world.told == []


@pytest.mark.parametrize("state", [AgreementState.BROKEN, AgreementState.CANCELLED])
def test_payment_of_an_agreement_that_ended_is_told_and_left_to_a_human(
    world: World, state: AgreementState
) -> None:
    charge = world.issued()
    with world.database() as tx:
        tx.agreements.set_state("agreement", state)
    world.pay(charge)
    world.notice(charge.txid)
    assert world.check() == 1
    assert world.agreement().state is state
    assert world.told == [(charge.id, "200.00", False)]
    assert len(world.cases()) == 1


@pytest.mark.parametrize(
    ("days_later", "state"), [(0, AgreementState.ACTIVE), (31, AgreementState.LATE)]
)
def test_late_agreement_is_in_order_again_once_nothing_is_overdue(
    world: World, days_later: int, state: AgreementState
) -> None:
    with world.database() as tx:
        tx.agreements.set_state("agreement", AgreementState.LATE)
    world.clock.advance(days=days_later)
    charge = world.issued()
    world.pay(charge)
    world.notice(charge.txid)
    assert world.check() == 1
    assert world.agreement().state is state


@pytest.mark.parametrize("status", ["REMOVIDA_PELO_USUARIO_RECEBEDOR", "REMOVIDA_PELO_PSP"])
def test_charge_that_the_bank_removed_is_withdrawn(world: World, status: str) -> None:
    charge = world.issued()
    world.bank.altered = {"status": status}
    world.notice(charge.txid)
    assert world.check() == 0
    assert world.now(charge.id).state is ChargeState.WITHDRAWN
    assert world.cases() == []


def test_money_on_a_removed_charge_is_left_to_a_human(world: World) -> None:
    charge = world.issued()
    world.bank.pay(charge.txid, "200.00", world.clock(), status="REMOVIDA_PELO_PSP")
    world.notice(charge.txid)
    assert world.check() == 0
    assert world.now(charge.id).state is ChargeState.WITHDRAWN
    assert "R$ 200,00 recebidos" in world.cases()[0].note


def test_status_of_a_later_version_is_waited_with(world: World) -> None:
    charge = world.issued()
    world.bank.altered = {"status": "EM_ANALISE"}
    world.notice(charge.txid)
    assert world.check() == 0
    assert world.now(charge.id).state is ChargeState.ISSUED


def test_one_wrong_charge_does_not_keep_the_others_waiting(world: World) -> None:
    lost, good = world.issued(0), world.issued(1)
    world.bank.lose(lost.txid)
    world.pay(good)
    world.notice(lost.txid, good.txid)
    assert world.check() == 1


def test_payment_that_two_workers_find_is_booked_once(world: World) -> None:
    charge = world.issued()
    world.pay(charge)
    world.notice(charge.txid)
    workers = [world.payments for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda worker: worker.check_due(world.bank), workers))
    assert sum(counts) == 1
    assert len(world.told) == len(world.events()) == 1
    assert world.booked(charge) == [Decimal("200.00")]
