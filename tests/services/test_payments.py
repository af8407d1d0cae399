"""Payments: found by callback or by polling, booked once, never taken for more than they are."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.adapters.database.unit_of_work import Database
from quita.domain.errors import Conflict
from quita.domain.events import PAYMENT_CONFIRMED, Event
from quita.domain.records import (
    Agreement,
    AgreementState,
    Case,
    Charge,
    ChargeState,
    Payment,
)
from quita.services.charges import ChargeService
from quita.services.payments import PaymentService, last_look, next_look
from quita.services.ports import UnitOfWork
from tests.adapters.database.samples import MARIA, Ledger, store_ledger
from tests.conftest import FakeClock
from tests.fakes_money import FakeBank

Confirmed = tuple[str, str, bool]


@dataclass
class World:
    """One agreement of three installments, both services, and a bank."""

    database: Database
    clock: FakeClock
    ledger: Ledger
    charges: ChargeService
    bank: FakeBank
    new_id: Callable[[], str]
    told: list[Confirmed] = field(default_factory=list)

    @property
    def payments(self) -> PaymentService:
        """The service, as another process would have it."""
        return PaymentService(self.database, self.clock, self.new_id, self.tell)

    def tell(
        self, tx: UnitOfWork, charge: Charge, payment: Payment, agreement: Agreement, settled: bool
    ) -> None:
        """Stand for what tells the person: through the outbox, in the same transaction."""
        key = f"paid:{charge.id}"
        tx.outbox.add(charge.conversation_id, {"text": "pago"}, "bot", key, self.clock())
        assert (agreement.state is AgreementState.SETTLED) is settled
        self.told.append((charge.id, str(payment.amount), settled))

    def issued(self, number: int = 0) -> Charge:
        """Give the charge of an installment, issued by the bank just now."""
        with self.database() as tx:
            agreement = tx.agreements.get("agreement")
            assert agreement is not None
            installment = agreement.installments[number]
            conversation_id = self.ledger.conversation.id
            charge = self.charges.request(tx, agreement, installment, conversation_id, MARIA)
        asked = self.charges.pix_request(charge, MARIA, "Parcela")
        return self.charges.issued(charge.id, self.bank.create(asked))

    def pay(self, charge: Charge, amount: str | None = None) -> None:
        """Pay a code at the bank; nobody is told of it."""
        self.bank.pay(charge.txid, amount or str(charge.amount), self.clock())

    def check(self) -> int:
        """Let the worker come by."""
        return self.payments.check_due(self.bank)

    def now(self, charge_id: str) -> Charge:
        """Give a charge as it is stored."""
        with self.database() as tx:
            charge = tx.charges.get(charge_id)
        assert charge is not None
        return charge

    def agreement(self) -> Agreement:
        """Give the agreement as it is stored."""
        with self.database() as tx:
            agreement = tx.agreements.get("agreement")
        assert agreement is not None
        return agreement

    def cases(self) -> list[Case]:
        """Give the cases that were opened."""
        with self.database() as tx:
            return tx.cases.of_conversation(self.ledger.conversation.id)

    def events(self) -> list[Event]:
        """Give the events that tell of payments."""
        with self.database() as tx:
            found = tx.events.unpublished(self.clock() + timedelta(days=1), 100)
        return [event for event in found if event.type == PAYMENT_CONFIRMED]

    def actions(self, subject: str) -> list[str]:
        """Give what the audit trail tells."""
        with self.database() as tx:
            return [row["action"] for row in tx.events.trail(subject)]

    def booked(self, charge: Charge) -> list[Decimal]:
        """Give the amounts that were booked under a charge."""
        with self.database() as tx:
            return [payment.amount for payment in tx.charges.payments_of(charge.id)]


@pytest.fixture
def world(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> World:
    charges = ChargeService(database, clock, new_id, "Pagamento combinado")
    return World(database, clock, store_ledger(database, clock()), charges, FakeBank(), new_id)


def test_payment_that_a_callback_names_is_confirmed_at_once(world: World) -> None:
    charge = world.issued()
    world.pay(charge)
    paid_at = world.clock()
    world.clock.advance(seconds=2)
    assert world.payments.notice([charge.txid]) == 1
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
    world.payments.notice([charge.txid])
    assert world.check() == 0
    assert world.bank.asked[-1] == ("get", charge.txid)
    assert world.now(charge.id).state is ChargeState.ISSUED
    assert world.told == []


def test_repeated_callback_has_no_second_effect(world: World) -> None:
    charge = world.issued()
    world.pay(charge)
    for _ in range(3):
        world.payments.notice([charge.txid, charge.txid])
        world.check()
        world.clock.advance(hours=2)
    assert len(world.told) == len(world.events()) == 1
    assert world.booked(charge) == [Decimal("200.00")]
    assert world.cases() == []
    with world.database() as tx:
        assert len(tx.outbox.of_conversation(charge.conversation_id)) == 1


def test_txid_that_nobody_knows_is_noted_and_ignored(world: World) -> None:
    charge = world.issued()
    assert world.payments.notice(["x" * 32, charge.txid]) == 1
    assert world.actions("x" * 32) == ["payment:unknown_txid"]


def test_callback_during_the_question_brings_the_next_one_forward(world: World) -> None:
    charge = world.issued()
    world.clock.advance(hours=5)

    def pay_and_tell() -> None:
        world.bank.meanwhile = lambda: None
        world.pay(charge)
        world.payments.notice([charge.txid])
        world.bank.altered = {"status": "ATIVA", "payments": ()}  # the answer was on its way

    world.bank.meanwhile = pay_and_tell
    assert world.check() == 0
    world.bank.altered = {}
    assert world.check() == 1


def test_last_payment_settles_the_agreement_and_the_debt(world: World) -> None:
    for number in range(3):
        charge = world.issued(number)
        world.pay(charge)
        world.payments.notice([charge.txid])
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
    world.payments.notice([charge.txid])
    world.check()
    with world.database() as tx:
        debt = tx.debts.get("debt")
    assert debt is not None and debt.status != "settled"


def test_everything_that_follows_a_payment_is_one_step(world: World) -> None:
    charge = world.issued()
    world.pay(charge)
    world.payments.notice([charge.txid])

    def stumble(*_: object) -> None:
        raise Conflict("another process")

    service = PaymentService(world.database, world.clock, world.new_id, stumble)
    assert service.check_due(world.bank) == 0
    assert world.now(charge.id).state is ChargeState.ISSUED
    assert world.agreement().installments[0].paid_at is None
    assert world.booked(charge) == world.events() == []
    world.clock.advance(hours=1)
    assert world.check() == 1


@pytest.mark.parametrize("amount", ["199.99", "200.01", "20.00", "400.00"])
def test_other_amount_is_booked_and_left_to_a_human(world: World, amount: str) -> None:
    charge = world.issued()
    world.pay(charge, amount)
    world.payments.notice([charge.txid])
    assert world.check() == 0
    assert world.booked(charge) == [Decimal(amount)]
    assert world.now(charge.id).state is ChargeState.FAILED
    assert world.agreement().installments[0].paid_at is None
    assert world.told == world.events() == []
    (case,) = world.cases()
    assert f"foram pagos R$ {amount.replace('.', ',')} em vez de R$ 200,00" in case.note
    assert "payment:other_amount" in world.actions(charge.id)
    world.payments.notice([charge.txid])
    assert len(world.cases()) == 1


def test_charge_that_the_bank_changed_is_not_taken_as_paid(world: World) -> None:
    charge = world.issued()
    world.pay(charge)
    world.bank.altered = {"amount": Decimal("20.00")}
    world.payments.notice([charge.txid])
    assert world.check() == 0
    assert world.now(charge.id).state is ChargeState.FAILED
    assert len(world.cases()) == 1


def test_payment_that_was_given_back_does_not_count(world: World) -> None:
    charge = world.issued()
    world.pay(charge, "0.00")
    world.payments.notice([charge.txid])
    assert world.check() == 0
    assert len(world.cases()) == 1


def test_payment_of_a_charge_that_is_still_active_is_booked_and_waited_with(world: World) -> None:
    charge = world.issued()
    world.bank.pay(charge.txid, "5.00", world.clock(), status="ATIVA")
    world.payments.notice([charge.txid])
    assert world.check() == 0
    assert world.booked(charge) == [Decimal("5.00")]
    assert world.now(charge.id).state is ChargeState.ISSUED
    world.pay(charge)
    world.payments.notice([charge.txid])
    assert world.check() == 0
    assert "foram pagos R$ 205,00" in world.cases()[0].note


def test_charge_that_is_said_to_be_paid_without_a_payment_is_asked_again(world: World) -> None:
    charge = world.issued()
    world.bank.altered = {"status": "CONCLUIDA"}
    world.payments.notice([charge.txid])
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
    world.payments.notice([charge.txid])
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
    world.payments.notice([charge.txid])
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
    world.payments.notice([charge.txid])
    assert world.check() == 1
    assert world.agreement().state is state


@pytest.mark.parametrize("status", ["REMOVIDA_PELO_USUARIO_RECEBEDOR", "REMOVIDA_PELO_PSP"])
def test_charge_that_the_bank_removed_is_withdrawn(world: World, status: str) -> None:
    charge = world.issued()
    world.bank.altered = {"status": status}
    world.payments.notice([charge.txid])
    assert world.check() == 0
    assert world.now(charge.id).state is ChargeState.WITHDRAWN
    assert world.cases() == []


def test_money_on_a_removed_charge_is_left_to_a_human(world: World) -> None:
    charge = world.issued()
    world.bank.pay(charge.txid, "200.00", world.clock(), status="REMOVIDA_PELO_PSP")
    world.payments.notice([charge.txid])
    assert world.check() == 0
    assert world.now(charge.id).state is ChargeState.WITHDRAWN
    assert "R$ 200,00 recebidos" in world.cases()[0].note


def test_status_of_a_later_version_is_waited_with(world: World) -> None:
    charge = world.issued()
    world.bank.altered = {"status": "EM_ANALISE"}
    world.payments.notice([charge.txid])
    assert world.check() == 0
    assert world.now(charge.id).state is ChargeState.ISSUED


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


@pytest.mark.parametrize("state", [ChargeState.WITHDRAWN, ChargeState.FAILED])
def test_callback_for_a_charge_that_ended_is_left_to_a_human_once(
    world: World, state: ChargeState
) -> None:
    charge = world.issued()
    with world.database() as tx:
        tx.charges.set_state(charge.id, state)
    for _ in range(2):
        assert world.payments.notice([charge.txid]) == 0
    (case,) = world.cases()
    assert charge.txid in case.note


def test_one_wrong_charge_does_not_keep_the_others_waiting(world: World) -> None:
    lost, good = world.issued(0), world.issued(1)
    world.bank.lose(lost.txid)
    world.pay(good)
    world.payments.notice([lost.txid, good.txid])
    assert world.check() == 1


def test_payment_that_two_workers_find_is_booked_once(world: World) -> None:
    charge = world.issued()
    world.pay(charge)
    world.payments.notice([charge.txid])
    workers = [world.payments for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda worker: worker.check_due(world.bank), workers))
    assert sum(counts) == 1
    assert len(world.told) == len(world.events()) == 1
    assert world.booked(charge) == [Decimal("200.00")]


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
