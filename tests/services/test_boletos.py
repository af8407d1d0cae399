"""Boletos: shown only once a bank registered them, reissued when they expire, paid once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.adapters.database.unit_of_work import Database
from quita.domain.boleto.bars import read, written
from quita.domain.boleto.paper import Party
from quita.domain.charge_records import BoletoRecord, Charge, ChargeState, Payment
from quita.domain.errors import NotAllowed, NotFound, ProviderRefused
from quita.domain.records import Agreement, AgreementState, Case
from quita.services.boleto_papers import BoletoPapers
from quita.services.boletos import BOLETO, BoletoService, number_of
from quita.services.charges import ChargeService
from quita.services.messenger import Messenger
from quita.services.payments import PaymentService
from quita.services.ports import PixHint, UnitOfWork
from tests.adapters.database.samples import CREDITOR, DEBT, MARIA, Ledger, store_ledger
from tests.builders import NamedPhrases, named_creditor, tell_at_once
from tests.conftest import FakeClock
from tests.fakes_money import AsyncFakeBank, FakeBank, FakeBoletoBank

CREDITOR_BLOCK = named_creditor(CREDITOR)
DUE = date(2026, 11, 26)  # of the down payment, R$ 200


@dataclass
class World:
    """One agreement, the services, and a bank."""

    database: Database
    clock: FakeClock
    new_id: Callable[[], str]
    ledger: Ledger
    boletos: BoletoService
    bank: FakeBoletoBank
    confirmed: list[tuple[str, str, bool]] = field(default_factory=list)

    @property
    def messenger(self) -> Messenger:
        return Messenger(
            NamedPhrases(),
            tell_at_once(self.clock),
            "Quita",
            "11.222.333/0001-81",
            lambda c: f"link/{c.id}",
        )

    @property
    def payments(self) -> PaymentService:
        return PaymentService(self.database, self.clock, self.new_id, self.tell)

    @property
    def papers(self) -> BoletoPapers:
        return BoletoPapers(self.database, Party("Quita", "11.222.333/0001-81", "Av. Brasil, 1"))

    def tell(
        self, tx: UnitOfWork, charge: Charge, payment: Payment, agreement: Agreement, settled: bool
    ) -> None:
        self.confirmed.append((charge.id, str(payment.amount), settled))

    def request(self, number: int = 0, service: Any = None) -> Charge:
        with self.database() as tx:
            agreement = tx.agreements.get("agreement")
            assert agreement is not None
            charge: Charge = (service or self.boletos).request(
                tx, agreement, agreement.installments[number], self.ledger.conversation.id, MARIA
            )
            return charge

    async def issued(self, number: int = 0) -> Charge:
        charge_id = self.request(number).id
        return await self.boletos.issue_now(charge_id, AsyncFakeBank(self.bank))

    def now(self, charge_id: str) -> Charge:
        with self.database() as tx:
            charge = tx.charges.get(charge_id)
        assert charge is not None
        return charge

    def record(self, charge: Charge) -> BoletoRecord:
        return self.boletos.details(charge.id)

    def pay(self, charge: Charge, amount: str | None = None) -> None:
        self.bank.pay(charge.txid, amount or str(charge.amount), self.clock())

    def check(self) -> int:
        return self.payments.check_due(self.bank, BOLETO)

    def issue_due(self) -> int:
        return self.boletos.issue_due(self.bank, self.messenger.late_boleto)

    def cases(self) -> list[Case]:
        with self.database() as tx:
            return tx.cases.of_conversation(self.ledger.conversation.id)

    def outbox(self) -> list[Any]:
        with self.database() as tx:
            return [m.payload for m in tx.outbox.of_conversation(self.ledger.conversation.id)]


@pytest.fixture
def world(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> World:
    service = BoletoService(database, clock, new_id)
    ledger = store_ledger(database, clock())
    return World(database, clock, new_id, ledger, service, FakeBoletoBank())


def test_boleto_is_written_before_the_bank_is_asked_and_shown_to_nobody(world: World) -> None:
    charge = world.request()
    assert (charge.kind, charge.state, charge.code) == (BOLETO, ChargeState.REQUESTED, None)
    assert charge.expires_at == datetime(2026, 11, 27, 2, 59, 59, tzinfo=timezone.utc)
    assert world.record(charge).due_date == DUE
    assert world.bank.asked == []
    with pytest.raises(NotFound):
        world.papers.paper(charge.id)


@given(st.text(max_size=40), st.text(max_size=40))
def test_our_number_is_of_the_banks_alphabet_and_follows_from_the_id(one: str, other: str) -> None:
    assert len(number_of(one)) == 15
    assert set(number_of(one)) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert (number_of(one) == number_of(other)) is (one == other)


async def test_registered_boleto_is_kept_as_the_bank_gave_it(world: World) -> None:
    charge = await world.issued()
    assert charge.state is ChargeState.ISSUED
    assert read(charge.code or "").amount == Decimal("200.00")
    record = world.record(charge)
    assert (record.own_number, record.bank_name) == ("00000000001", "Banco de Teste")
    assert record.emv
    [asked] = world.bank.wanted
    assert (asked.debtor_name, asked.debtor_cpf, asked.due_date) == (MARIA.name, MARIA.cpf, DUE)
    assert asked.instructions == (
        "Pagamento 1 de 3 do acordo com Loja do Povo S.A.",
        "Credor: CNPJ 11.222.333/0001-81, Rua da Praia, 1, Porto Alegre",
        "Não receber após o vencimento",
    )


async def test_live_boleto_is_given_again_and_a_pix_beside_it(world: World) -> None:
    first = await world.issued()
    assert world.request().id == first.id
    pix = ChargeService(world.database, world.clock, world.new_id, "Pagamento")
    assert world.request(service=pix).kind == "pix"


async def test_late_bank_gives_nothing_and_the_worker_sends_it_when_it_comes(world: World) -> None:
    world.bank.down = True
    charge = await world.boletos.issue_now(world.request().id, AsyncFakeBank(world.bank))
    assert (charge.state, charge.code) == (ChargeState.REQUESTED, None)
    world.bank.down = False
    world.clock.advance(seconds=10)
    assert world.issue_due() == 1
    line = written(world.now(charge.id).code or "")
    said = world.outbox()
    assert [one["text"] for one in said[:2]] == [
        "utter_boleto_ready_late",
        f"utter_boleto_line {line}",
    ]
    assert (said[2]["kind"], said[2]["link"]) == ("document", f"link/{charge.id}")
    assert said[3]["text"].startswith(f"utter_boleto_howto R$ 200,00 {CREDITOR_BLOCK} 26/11/2026")
    assert world.issue_due() == 0
    assert len(world.outbox()) == 4


async def test_silent_bank_is_not_waited_for_longer_than_a_person_would(world: World) -> None:
    impatient = BoletoService(world.database, world.clock, world.new_id, patience_seconds=0.05)
    silent = AsyncFakeBank(world.bank, silent=True)
    charge = await impatient.issue_now(world.request().id, silent)
    assert charge.code is None


@pytest.mark.parametrize(
    "altered",
    [
        {"amount": Decimal("199.99")},
        {"due_date": date(2026, 11, 27)},
        {"txid": "OUTRO"},
        {"code": ""},
        {"status": "REMOVIDA_PELO_PSP"},
    ],
)
async def test_bank_that_registers_something_else_is_refused_and_a_human_is_told(
    world: World, altered: dict[str, object]
) -> None:
    world.bank.altered = altered
    charge_id = world.request().id
    with pytest.raises(ProviderRefused):
        await world.boletos.issue_now(charge_id, AsyncFakeBank(world.bank))
    assert (world.now(charge_id).state, world.now(charge_id).code) == (ChargeState.FAILED, None)
    [case] = world.cases()
    assert case.note.startswith("O boleto de R$ 200,00 não foi gerado")
    with pytest.raises(NotFound):
        world.papers.paper(charge_id)


async def test_worker_sends_nothing_of_a_refused_boleto(world: World) -> None:
    world.bank.refusing = "pagador.cpf: inválido"
    charge = world.request()
    world.clock.advance(seconds=10)
    assert world.issue_due() == 0
    assert world.now(charge.id).state is ChargeState.FAILED
    assert world.outbox() == []


async def test_payment_is_confirmed_once_and_counts_for_the_installment(world: World) -> None:
    charge = await world.issued()
    world.pay(charge)
    world.clock.advance(days=1)
    assert world.payments.notice([PixHint(charge.txid)]) == 1
    assert (world.check(), world.check()) == (1, 0)
    assert world.confirmed == [(charge.id, "200.00", False)]
    assert world.now(charge.id).state is ChargeState.PAID
    with pytest.raises(NotFound):
        world.papers.paper(charge.id)


async def test_looks_for_pix_leave_boletos_alone(world: World) -> None:
    charge = await world.issued()
    world.pay(charge)
    world.clock.advance(hours=1)
    assert world.payments.check_due(FakeBank()) == 0
    assert world.check() == 1


async def test_false_callback_books_nothing(world: World) -> None:
    charge = await world.issued()
    assert world.payments.notice([PixHint(charge.txid), PixHint("DESCONHECIDO")]) == 1
    assert world.check() == 0
    assert world.confirmed == []


@pytest.mark.parametrize(
    ("amount", "settles", "note"),
    [("199.99", 0, "faltam R$ 0,01"), ("200.01", 1, "R$ 0,01 a mais")],
)
async def test_other_amount_counts_for_what_it_is_and_goes_to_a_human(
    world: World, amount: str, settles: int, note: str
) -> None:
    charge = await world.issued()
    world.pay(charge, amount)
    world.clock.advance(hours=1)
    assert world.check() == settles
    [case] = world.cases()
    assert "boleto" in case.note and note in case.note


async def test_boleto_of_a_late_installment_costs_what_was_agreed_within_the_grace(
    world: World,
) -> None:
    first = await world.issued()
    world.clock.advance(days=10)  # Thursday, December 3; the grace ends on the 6th
    second = await world.issued()
    assert second.id != first.id
    assert second.amount == first.amount == Decimal("200.00")
    said = world.messenger.boleto_messages(second, world.record(second), CREDITOR)
    assert "utter_boleto_updated" not in str(said)


async def test_boleto_past_the_grace_is_reissued_with_each_charge_apart(world: World) -> None:
    with world.database() as tx:
        tx.debts.save(replace(DEBT, terms=replace(DEBT.terms, grace_days=0)))
    first = await world.issued()
    world.clock.advance(days=10)  # Thursday, December 3
    second = await world.issued()
    assert second.id != first.id
    record = world.record(second)
    assert record.due_date == date(2026, 12, 4)
    assert (record.principal, record.fine, record.interest) == (
        Decimal("200.00"),
        Decimal("4.00"),
        Decimal("0.53"),
    )
    assert read(second.code or "").amount == second.amount == Decimal("204.53")
    said = world.messenger.boleto_messages(second, record, CREDITOR)
    assert said[0]["text"] == "utter_boleto_updated R$ 204,53 R$ 4,00 R$ 0,53 R$ 200,00"
    assert "Parcela R$ 200,00, multa R$ 4,00, juros R$ 0,53" in world.bank.wanted[1].instructions
    assert world.cases() == []


async def test_payment_of_the_last_day_that_settles_late_is_still_found(world: World) -> None:
    first = await world.issued()
    world.clock.now = datetime(2026, 11, 26, 23, 0, tzinfo=timezone.utc)
    world.pay(first)
    world.clock.advance(days=1)
    second = world.request()
    assert (second.id != first.id, world.now(first.id).state) == (True, ChargeState.LAPSED)
    assert world.check() == 1
    assert world.confirmed == [(first.id, "200.00", False)]


async def test_second_payment_of_an_installment_goes_to_a_human(world: World) -> None:
    first = await world.issued()
    world.clock.advance(days=4)
    second = await world.issued()
    world.pay(first), world.pay(second)
    world.clock.advance(hours=1)
    assert world.check() == 1
    [case] = world.cases()
    assert "já estava paga" in case.note


async def test_boleto_that_nobody_pays_is_given_up_after_the_banks_have_settled(
    world: World,
) -> None:
    charge = await world.issued()
    world.clock.advance(days=9)
    world.check()
    assert world.now(charge.id).state is ChargeState.ISSUED
    world.clock.advance(days=1)
    world.check()
    assert world.now(charge.id).state is ChargeState.WITHDRAWN
    assert world.cases() == []


async def test_bank_that_never_answers_leaves_a_failed_boleto_and_a_case(world: World) -> None:
    world.bank.down = True
    charge = world.request()
    world.clock.advance(days=4)
    assert world.issue_due() == 0
    assert world.now(charge.id).state is ChargeState.FAILED
    assert len(world.cases()) == 1


def test_paid_installment_gets_no_boleto(world: World) -> None:
    with world.database() as tx:
        tx.agreements.mark_paid("i0", world.clock())
    with pytest.raises(NotAllowed):
        world.request()


def test_amount_that_no_boleto_holds_gets_none(world: World) -> None:
    with world.database() as tx:
        agreement = tx.agreements.get("agreement")
        assert agreement is not None
        huge = replace(agreement.installments[0], amount=Decimal("100000000.00"))
        with pytest.raises(NotAllowed):
            world.boletos.request(tx, agreement, huge, world.ledger.conversation.id, MARIA)


async def test_paper_names_beneficiary_creditor_payer_and_line(world: World) -> None:
    charge = await world.issued()
    paper = world.papers.paper(charge.id)
    assert paper.beneficiary == Party("Quita", "CNPJ 11.222.333/0001-81", "Av. Brasil, 1")
    assert paper.creditor.document == "CNPJ 11.222.333/0001-81"
    assert paper.payer == Party("Maria da Conceição", "CPF 529.982.247-25")
    assert (paper.boleto.line, paper.due_date, paper.amount) == (charge.code, DUE, charge.amount)
    assert paper.emv == world.record(charge).emv


async def test_pix_is_no_boleto_to_print(world: World) -> None:
    pix = ChargeService(world.database, world.clock, world.new_id, "Pagamento")
    charge = world.request(service=pix)
    issued = await pix.issue_now(charge.id, AsyncFakeBank(FakeBank()))
    for charge_id in (issued.id, "outro"):
        with pytest.raises(NotFound):
            world.papers.paper(charge_id)


async def test_agreement_is_settled_by_its_last_boleto(world: World) -> None:
    for number in range(3):
        charge = await world.issued(number)
        world.pay(charge)
        world.clock.advance(seconds=31)
        assert world.check() == 1
    assert [settled for *_, settled in world.confirmed] == [False, False, True]
    with world.database() as tx:
        agreement = tx.agreements.get("agreement")
    assert agreement is not None and agreement.state is AgreementState.SETTLED
    assert world.clock() < datetime(2026, 11, 24, tzinfo=timezone.utc) + timedelta(days=1)
