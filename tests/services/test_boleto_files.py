"""Boletos registered by files: remitted once, shown when the bank confirms, paid once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from quita.adapters.cnab240.files import Cnab240
from quita.adapters.database.unit_of_work import Database
from quita.domain.boleto.bars import read
from quita.domain.charge_records import Charge, ChargeState, Payment
from quita.domain.errors import InvalidCnab
from quita.domain.records import Agreement
from quita.services.boleto_files import BoletoFiles, ReturnReport
from quita.services.boletos import BoletoService
from quita.services.payments import PaymentService
from quita.services.ports import UnitOfWork
from tests.adapters.cnab240.bank import ACCOUNT, returned, told
from tests.adapters.database.samples import MARIA, Ledger, store_ledger
from tests.conftest import FakeClock


@dataclass
class World:
    """One agreement and a bank that takes files."""

    database: Database
    clock: FakeClock
    ledger: Ledger
    boletos: BoletoService
    new_id: Callable[[], str]
    files: list[bytes] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)

    @property
    def service(self) -> BoletoFiles:
        payments = PaymentService(self.database, self.clock, self.new_id, self.confirm)
        files = Cnab240(ACCOUNT, "Quita", "44555666000181")
        return BoletoFiles(self.database, self.clock, self.boletos, payments, self.send, files)

    def send(self, tx: UnitOfWork, charge: Charge) -> None:
        self.sent.append(charge.code or "")

    def confirm(
        self, tx: UnitOfWork, charge: Charge, payment: Payment, agreement: Agreement, settled: bool
    ) -> None:
        self.confirmed.append(str(payment.amount))

    def request(self, number: int = 0) -> Charge:
        with self.database() as tx:
            due = self.ledger.agreement.installments[number]
            chat = self.ledger.conversation.id
            return self.boletos.request(tx, self.ledger.agreement, due, chat, MARIA)

    def remitted(self, number: int = 0) -> tuple[Charge, str]:
        """Give a boleto that went into a file, and its own number."""
        charge = self.request(number)
        assert self.service.remit(self.files.append) == 1
        return charge, self.files[-1].decode()[242 * 2 + 37 : 242 * 2 + 54]

    def now(self, charge: Charge) -> Charge:
        with self.database() as tx:
            found = tx.charges.get(charge.id)
        assert found is not None
        return found

    def notes(self) -> list[str]:
        with self.database() as tx:
            return [case.note for case in tx.cases.of_conversation(self.ledger.conversation.id)]

    def take(self, *segments: list[str]) -> ReturnReport:
        return self.service.take(returned(*segments))


@pytest.fixture
def world(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> World:
    boletos = BoletoService(database, clock, new_id)
    return World(database, clock, store_ledger(database, clock()), boletos, new_id)


def test_boleto_goes_into_one_file_and_is_shown_when_the_bank_confirms_it(world: World) -> None:
    charge, own = world.remitted()
    assert world.service.remit(world.files.append) == 0
    assert (world.now(charge).code, world.sent) == (None, [])
    assert world.take(told(charge.txid, own, "02")) == ReturnReport(registered=1)
    issued = world.now(charge)
    assert (issued.state, world.sent) == (ChargeState.ISSUED, [issued.code])
    assert own[-9:] in read(issued.code or "").free_field


def test_same_return_again_changes_nothing(world: World) -> None:
    charge, own = world.remitted()
    segments = told(charge.txid, own, "02"), told(charge.txid, own, "06", paid="20000")
    assert world.take(*segments) == ReturnReport(registered=1, paid=1)
    assert world.take(*segments) == ReturnReport(unknown=(own, own))
    assert (world.confirmed, len(world.sent)) == (["200.00"], 1)
    assert world.now(charge).state is ChargeState.PAID


def test_payment_that_comes_with_no_word_of_registration_is_booked(world: World) -> None:
    charge, own = world.remitted()
    assert world.take(told(charge.txid, own, "06", paid="20000")).paid == 1
    assert (world.confirmed, world.sent) == (["200.00"], [])


def test_refused_boleto_goes_to_a_human_with_the_banks_reasons(world: World) -> None:
    charge, own = world.remitted()
    report = world.take(told(charge.txid, own, "03", reasons="0863"))
    assert report.refused == 1
    assert world.now(charge).state is ChargeState.FAILED
    assert world.notes() == ["O boleto de R$ 200,00 não foi gerado: rejeitado pelo banco: 08, 63"]
    assert world.sent == []


@pytest.mark.parametrize(
    "wrong", [{"amount": "20001"}, {"due": "27112026"}, {"own_number": "12345670000009999"}]
)
def test_boleto_registered_otherwise_is_never_shown(world: World, wrong: dict[str, Any]) -> None:
    charge, own = world.remitted()
    values = {"txid": charge.txid, "own_number": own, "movement": "02", **wrong}
    world.take(told(**values))
    assert (world.now(charge).state, world.sent) == (ChargeState.FAILED, [])
    assert len(world.notes()) == 1


def test_other_amount_goes_to_a_human_and_settles_nothing(world: World) -> None:
    charge, own = world.remitted()
    world.take(told(charge.txid, own, "02"), told(charge.txid, own, "06", paid="19999"))
    assert world.confirmed == []
    assert "entraram R$ 199,99 e faltam R$ 0,01" in world.notes()[0]


def test_written_off_boleto_is_withdrawn(world: World) -> None:
    charge, own = world.remitted()
    world.take(told(charge.txid, own, "02"))
    assert world.take(told(charge.txid, own, "09")).written_off == 1
    assert world.now(charge).state is ChargeState.WITHDRAWN


def test_boleto_of_somebody_else_is_named_and_nothing_happens(world: World) -> None:
    assert world.take(told("ESTRANHO", "777", "06", paid="100")).unknown == ("777",)
    assert world.confirmed == []


def test_file_that_could_not_be_written_is_written_anew(world: World) -> None:
    world.request()

    def full(raw: bytes) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="full"):
        world.service.remit(full)
    assert world.service.remit(world.files.append) == 1


def test_boleto_whose_day_passed_before_the_file_goes_to_a_human(world: World) -> None:
    charge = world.request()
    world.clock.now += timedelta(days=4)
    assert world.service.remit(world.files.append) == 0
    assert world.files == []
    assert world.now(charge).state is ChargeState.FAILED
    assert "venceu antes da remessa" in world.notes()[0]


def test_broken_file_takes_nothing(world: World) -> None:
    charge, own = world.remitted()
    whole = returned(told(charge.txid, own, "02"))
    with pytest.raises(InvalidCnab):
        world.service.take(whole[:-100])
    assert world.now(charge).state is ChargeState.REQUESTED


def test_two_boletos_go_in_the_order_they_were_asked_for(world: World) -> None:
    first, second = world.request(0), world.request(1)
    assert world.service.remit(world.files.append) == 2
    text = world.files[0].decode()
    assert text.index(first.txid) < text.index(second.txid)
