"""Charges: asked for once, issued now or later, and never a wrong code to anybody."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.adapters.database.unit_of_work import Database
from quita.domain.business_days import local_day
from quita.domain.charge_records import Charge, ChargeState, Payment
from quita.domain.errors import Conflict, NotAllowed, NotFound, ProviderRefused
from quita.domain.pix import CHARGE_TXID, parse
from quita.domain.pix_due import DueTerms
from quita.domain.pix_txid import charge_txid, txid_kind
from quita.domain.records import AgreedInstallment, Case
from quita.services.charges import ChargeService, retry_delay
from quita.services.due_rules import due_rule, end_of
from quita.services.ports import PixCharge, UnitOfWork
from tests.adapters.database.samples import MARIA, Ledger, store_ledger
from tests.conftest import FakeClock
from tests.fakes_money import AsyncFakeBank, FakeBank


@dataclass
class World:
    """One agreement, the service, and a bank."""

    database: Database
    clock: FakeClock
    ledger: Ledger
    service: ChargeService
    bank: FakeBank
    sent: list[str]

    def request(self, number: int = 0) -> Charge:
        """Ask for the charge of an installment, in a transaction."""
        with self.database() as tx:
            agreement = tx.agreements.get(self.ledger.agreement.id)
            assert agreement is not None
            installment = agreement.installments[number]
            conversation_id = self.ledger.conversation.id
            return self.service.request(tx, agreement, installment, conversation_id, MARIA)

    def now(self, charge_id: str) -> Charge:
        """Give a charge as it is stored."""
        with self.database() as tx:
            charge = tx.charges.get(charge_id)
        assert charge is not None
        return charge

    def issue_due(self) -> int:
        """Let the worker come by."""
        return self.service.issue_due(self.bank, self.send)

    def send(self, tx: UnitOfWork, charge: Charge) -> None:
        """Stand for what sends a late code: through the outbox, in the same transaction."""
        assert charge.code is not None
        payload = {"text": charge.code}
        key, at = f"code:{charge.id}", self.clock()
        tx.outbox.add(charge.conversation_id, payload, "bot", key, at)
        self.sent.append(charge.code)

    def actions(self, charge_id: str) -> list[str]:
        """Give what the audit trail tells of a charge."""
        with self.database() as tx:
            return [row["action"] for row in tx.events.trail(charge_id)]

    def cases(self) -> list[Case]:
        """Give the cases that were opened."""
        with self.database() as tx:
            return tx.cases.of_conversation(self.ledger.conversation.id)


@pytest.fixture
def world(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> World:
    service = ChargeService(database, clock, new_id, "Pagamento combinado")
    return World(database, clock, store_ledger(database, clock()), service, FakeBank(), [])


def test_charge_is_written_before_the_bank_is_asked(world: World) -> None:
    charge = world.request()
    stored = world.now(charge.id)
    assert (stored.state, stored.code, stored.amount) == (
        ChargeState.REQUESTED,
        None,
        Decimal("200.00"),
    )
    assert stored.expires_at == world.clock() + timedelta(days=3)
    assert CHARGE_TXID.fullmatch(stored.txid)
    assert world.bank.asked == []


def test_lifetime_is_the_policys(world: World, new_id: Callable[[], str]) -> None:
    world.service = ChargeService(
        world.database, world.clock, new_id, "Pagamento", timedelta(hours=1)
    )
    assert world.request().expires_at == world.clock() + timedelta(hours=1)


@given(st.text(max_size=50), st.text(max_size=50))
def test_txid_is_of_the_banks_alphabet_and_follows_from_the_id(one: str, other: str) -> None:
    assert re.fullmatch(r"[a-z0-9]{32}", charge_txid(one))
    assert (charge_txid(one) == charge_txid(other)) is (one == other)


def test_live_charge_is_given_again(world: World) -> None:
    first = world.request()
    world.clock.advance(days=2)
    assert world.request().id == first.id
    assert world.request(1).id != first.id


def test_charge_past_its_time_is_withdrawn_and_replaced(world: World) -> None:
    first = world.request()
    world.clock.advance(days=3)
    second = world.request()
    assert second.id != first.id
    assert second.txid != first.txid
    assert world.now(first.id).state is ChargeState.WITHDRAWN
    assert world.actions(first.id)[-1] == "charge:expired"
    assert world.cases() == []


def test_code_that_is_replaced_before_its_last_look_is_looked_up_once_more(world: World) -> None:
    first = world.request()
    world.service.issued(first.id, PixCharge(first.txid, "ATIVA", first.amount, "code"))
    world.clock.advance(days=3)
    assert world.request().id != first.id
    world.clock.advance(minutes=2)
    with world.database() as tx:
        assert [due.id for due in tx.charges.due_for_check(world.clock(), 9)] == [first.id]
    assert world.cases() == []


def with_due_dates(world: World, new_id: Callable[[], str]) -> None:
    world.service = ChargeService(
        world.database, world.clock, new_id, "Pagamento", due_rule=due_rule(5)
    )


def test_installment_that_is_due_later_is_charged_with_its_due_date(
    world: World, new_id: Callable[[], str]
) -> None:
    with_due_dates(world, new_id)
    charge = world.request(1)  # due on Wednesday 2026-12-23: five days later is the 28th
    assert charge.due_terms == DueTerms(date(2026, 12, 23), 5)
    assert charge.expires_at == datetime(2026, 12, 29, 3, tzinfo=timezone.utc)
    assert txid_kind(charge.txid) == "cobv"
    assert world.now(charge.id) == replace(charge, attempts=1)
    assert world.issue_due() == 0
    world.clock.advance(seconds=10)
    assert world.issue_due() == 1
    assert world.bank.requests[-1].due == charge.due_terms
    assert world.now(charge.id).state is ChargeState.ISSUED


def test_installment_that_is_due_now_is_charged_at_once(
    world: World, new_id: Callable[[], str]
) -> None:
    with_due_dates(world, new_id)
    charge = world.request(0)  # due in three days
    assert (charge.due_terms, txid_kind(charge.txid)) == (None, "cob")


def test_other_due_date_takes_the_old_charge_back_and_makes_another(
    world: World, new_id: Callable[[], str]
) -> None:
    with_due_dates(world, new_id)
    first = world.request(1)
    asked = world.service.pix_request(first, MARIA, "Parcela")
    world.service.issued(first.id, world.bank.create(asked))
    with world.database() as tx:
        agreement = tx.agreements.get(world.ledger.agreement.id)
        assert agreement is not None
        moved = replace(agreement.installments[1], due_date=date(2026, 12, 28))
        second = world.service.request(tx, agreement, moved, world.ledger.conversation.id, MARIA)
    assert second.due_terms is not None and second.due_terms.due_date == date(2026, 12, 28)
    assert world.now(first.id).state is ChargeState.WITHDRAWING


def test_what_was_paid_in_part_is_not_asked_for_twice(world: World) -> None:
    first = world.request()
    with world.database() as tx:
        tx.charges.set_state(first.id, ChargeState.DIVERGED)
        tx.charges.add_payment(Payment("p", "E" * 32, first.id, Decimal("50.00"), world.clock()))
    assert world.request().amount == Decimal("150.00")


def test_installment_that_parts_have_paid_is_not_charged_again(world: World) -> None:
    first = world.request()
    with world.database() as tx:
        tx.charges.set_state(first.id, ChargeState.DIVERGED)
        tx.charges.add_payment(Payment("p", "E" * 32, first.id, Decimal("200.00"), world.clock()))
    with pytest.raises(NotAllowed):
        world.request()


@given(st.dates(date(2026, 1, 1), date(2049, 12, 31)), st.integers(0, 400), st.integers(0, 60))
def test_code_with_a_due_date_expires_after_the_last_day_of_the_bank(
    day: date, later: int, valid: int
) -> None:
    installment = AgreedInstallment("i", "a", 1, day + timedelta(days=later), Decimal("1.00"))
    terms = due_rule(valid)(installment, day)
    if later <= 3:
        assert terms is None
        return
    assert terms is not None
    assert terms.last_day >= installment.due_date + timedelta(days=valid)
    over = end_of(terms.last_day)
    assert local_day(over - timedelta(seconds=1)) == terms.last_day < local_day(over)


def test_paid_installment_is_charged_no_more(world: World) -> None:
    with world.database() as tx:
        tx.agreements.mark_paid("i0", world.clock())
    with pytest.raises(NotAllowed):
        world.request()


async def test_code_comes_at_once_where_the_bank_answers(world: World) -> None:
    charge = await world.service.issue_now(world.request().id, AsyncFakeBank(world.bank))
    assert charge.state is ChargeState.ISSUED
    assert parse(charge.code or "").url == f"pix.example.com/qr/v2/{charge.txid}"
    assert world.now(charge.id) == replace(charge, attempts=2)
    (asked,) = world.bank.requests
    assert (asked.txid, asked.amount, asked.debtor_name, asked.debtor_cpf) == (
        charge.txid,
        Decimal("200.00"),
        MARIA.name,
        MARIA.cpf,
    )
    assert (asked.text, asked.expires_in) == ("Pagamento combinado", 3 * 86400)


async def test_issued_charge_is_not_issued_again(world: World) -> None:
    charge_id = world.request().id
    first = await world.service.issue_now(charge_id, AsyncFakeBank(world.bank))
    again = await world.service.issue_now(charge_id, AsyncFakeBank(world.bank))
    assert again.code == first.code
    assert len(world.bank.asked) == 1


async def test_charge_waits_for_the_worker_where_the_bank_is_down(world: World) -> None:
    world.bank.down = True
    charge = await world.service.issue_now(world.request().id, AsyncFakeBank(world.bank))
    assert (charge.state, charge.code) == (ChargeState.REQUESTED, None)
    world.bank.down = False
    assert world.issue_due() == 0
    world.clock.advance(seconds=10)
    assert world.issue_due() == 1
    assert world.sent == [world.now(charge.id).code]
    assert world.bank.requests[0].expires_in == 3 * 86400 - 10


async def test_silent_bank_is_not_waited_for_longer_than_a_person_would(
    world: World, new_id: Callable[[], str]
) -> None:
    world.service = ChargeService(
        world.database, world.clock, new_id, "Pagamento", patience_seconds=0.05
    )
    silent = AsyncFakeBank(world.bank, silent=True)
    charge = await world.service.issue_now(world.request().id, silent)
    assert (charge.state, charge.code) == (ChargeState.REQUESTED, None)


async def test_refused_charge_fails_and_a_human_is_told(world: World) -> None:
    world.bank.refusing = "Cobrança inválida.: cob.devedor.cpf"
    charge_id = world.request().id
    with pytest.raises(ProviderRefused):
        await world.service.issue_now(charge_id, AsyncFakeBank(world.bank))
    assert world.now(charge_id).state is ChargeState.FAILED
    (case,) = world.cases()
    assert (case.kind, case.person_id, case.debt_id) == ("payment_problem", "maria", "debt")
    assert case.note == "O Pix de R$ 200,00 não foi gerado: Cobrança inválida.: cob.devedor.cpf"
    assert world.actions(charge_id)[-1] == "charge:failed"


@pytest.mark.parametrize(
    ("altered", "said"),
    [
        ({"amount": Decimal("20.00")}, "outro valor, R\\$ 20,00"),
        ({"txid": "0" * 32}, "outra cobrança"),
        ({"status": "REMOVIDA_PELO_PSP"}, "REMOVIDA_PELO_PSP"),
        ({"code": ""}, "código"),
    ],
)
async def test_code_of_another_charge_is_given_to_nobody(
    world: World, altered: dict[str, Any], said: str
) -> None:
    world.bank.altered = altered
    charge_id = world.request().id
    with pytest.raises(ProviderRefused, match=said):
        await world.service.issue_now(charge_id, AsyncFakeBank(world.bank))
    stored = world.now(charge_id)
    assert (stored.state, stored.code) == (ChargeState.FAILED, None)
    assert len(world.cases()) == 1


def test_worker_finds_a_wrong_charge_too_and_goes_on(world: World) -> None:
    wrong, right = world.request(0), world.request(1)
    world.bank.altered = {"amount": Decimal("515.02")}
    world.clock.advance(seconds=10)
    assert world.issue_due() == 1
    assert world.now(wrong.id).state is ChargeState.FAILED
    assert world.now(right.id).state is ChargeState.ISSUED
    assert world.sent == [world.now(right.id).code]


def test_worker_leaves_a_fresh_charge_to_whoever_is_talking(world: World) -> None:
    world.request()
    assert world.issue_due() == 0
    assert world.bank.asked == []


def test_charge_whose_conversation_crashed_is_issued_by_the_worker(world: World) -> None:
    charge = world.request()
    world.clock.advance(seconds=10)
    assert world.issue_due() == 1
    assert world.now(charge.id).state is ChargeState.ISSUED


def test_late_code_is_sent_in_the_transaction_that_stores_it(world: World) -> None:
    charge = world.request()
    world.clock.advance(seconds=10)

    def stumble(tx: UnitOfWork, issued: Charge) -> None:
        world.send(tx, issued)
        raise Conflict("another process")

    assert world.service.issue_due(world.bank, stumble) == 0
    with world.database() as tx:
        assert tx.outbox.of_conversation(charge.conversation_id) == []
    assert world.now(charge.id).state is ChargeState.REQUESTED
    world.clock.advance(seconds=20)
    assert world.issue_due() == 1
    with world.database() as tx:
        (message,) = tx.outbox.of_conversation(charge.conversation_id)
    assert message.payload == {"text": world.now(charge.id).code}


def test_attempts_grow_apart_while_the_bank_is_down(world: World) -> None:
    charge = world.request()
    world.bank.down = True
    for attempt, seconds in enumerate([10, 10, 20, 40, 80, 160, 320, 600, 600]):
        world.clock.advance(seconds=seconds - 1)
        assert world.issue_due() == 0
        assert len(world.bank.asked) == attempt
        world.clock.advance(seconds=1)
        assert world.issue_due() == 0
        assert len(world.bank.asked) == attempt + 1
    assert world.now(charge.id).state is ChargeState.REQUESTED


@given(st.integers(0, 100_000))
def test_wait_between_attempts_stays_between_ten_seconds_and_ten_minutes(attempts: int) -> None:
    assert timedelta(seconds=10) <= retry_delay(attempts) <= timedelta(minutes=10)
    assert retry_delay(attempts) <= retry_delay(attempts + 1)


def test_one_call_is_wasted_on_a_bank_that_is_down(world: World) -> None:
    world.request(0), world.request(1), world.request(2)
    world.clock.advance(seconds=10)
    world.bank.down = True
    assert world.issue_due() == 0
    assert len(world.bank.asked) == 1
    world.bank.down = False
    assert world.issue_due() == 2


def test_charge_that_was_never_issued_in_its_time_goes_to_a_human(world: World) -> None:
    charge = world.request()
    world.clock.advance(days=3)
    assert world.issue_due() == 0
    assert world.bank.asked == []
    assert world.now(charge.id).state is ChargeState.FAILED
    assert "não respondeu a tempo" in world.cases()[0].note


def test_answer_that_comes_twice_is_taken_once(world: World) -> None:
    charge = world.request()
    given = PixCharge(charge.txid, "ATIVA", charge.amount, "code")
    first = world.service.issued(charge.id, given)
    assert world.service.issued(charge.id, replace(given, code="other")) == first
    assert world.actions(charge.id).count("charge:issued") == 1


def test_code_is_sent_once_where_the_conversation_and_the_worker_meet(world: World) -> None:
    charge = world.request()
    world.clock.advance(seconds=10)

    def overtake() -> None:
        world.bank.meanwhile = lambda: None
        answer = PixCharge(charge.txid, "ATIVA", charge.amount, "code")
        world.service.issued(charge.id, answer)

    world.bank.meanwhile = overtake
    assert world.issue_due() == 0
    assert world.sent == []
    assert world.now(charge.id).code == "code"


def test_refusal_of_what_is_issued_already_changes_nothing(world: World) -> None:
    charge = world.request()
    world.service.issued(charge.id, PixCharge(charge.txid, "ATIVA", charge.amount, "code"))
    world.service.refused(charge.id, ProviderRefused("não"))
    assert world.now(charge.id).state is ChargeState.ISSUED
    assert world.cases() == []


def test_answer_for_a_charge_that_was_replaced_meanwhile_is_left(world: World) -> None:
    first = world.request()
    world.clock.advance(days=3)
    world.request()
    late = world.service.issued(first.id, PixCharge(first.txid, "ATIVA", first.amount, "code"))
    assert (late.state, late.code) == (ChargeState.WITHDRAWN, None)


def test_failed_charge_makes_room_for_another_try(world: World) -> None:
    first = world.request()
    world.service.refused(first.id, ProviderRefused("não"))
    assert world.request().id != first.id


async def test_unknown_charge_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        await world.service.issue_now("nenhuma", AsyncFakeBank(world.bank))
    with pytest.raises(NotFound):
        world.service.refused("nenhuma", ProviderRefused("não"))


def test_code_never_lives_less_than_a_second(world: World) -> None:
    charge = replace(world.request(), expires_at=world.clock())
    assert world.service.pix_request(charge, MARIA, "").expires_in == 1
