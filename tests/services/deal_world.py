"""Maria with debts, the services of deals, and a bank in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from quita.adapters.database.unit_of_work import Database
from quita.domain.charge_records import Charge, Payment
from quita.domain.debt import Debt
from quita.domain.events import Event
from quita.domain.offer import Wish
from quita.domain.records import Agreement, Case
from quita.services.agreements import Agreements, Closed
from quita.services.boletos import BoletoService
from quita.services.charges import ChargeService
from quita.services.keeping import Keeping
from quita.services.offers import Offers
from quita.services.payments import PaymentService
from quita.services.ports import PixHint, UnitOfWork
from tests.builders import MARIA, save_debt, save_person, stated, verified_conversation
from tests.conftest import FakeClock
from tests.fakes_money import FakeBank, FakeBoletoBank

PHONES = "+55219876{:05d}"


@dataclass
class DealWorld:
    """Everything that a deal goes through; `chat` is verified for half an hour at a time."""

    database: Database
    clock: FakeClock
    new_id: Callable[[], str]

    def __post_init__(self) -> None:
        """Wire the services and let Maria owe R$ 1,000."""
        parts = (self.database, self.clock, self.new_id)
        self.bank, self.boleto_bank = FakeBank(), FakeBoletoBank()
        self.charges = ChargeService(*parts, "Pagamento combinado")
        self.offers = Offers(*parts)
        self.boletos = BoletoService(*parts)
        self.agreements = Agreements(*parts, self.charges, self.boletos)
        self.keeping = Keeping(*parts)
        self.payments = PaymentService(*parts, _nothing)
        self._chats = 0
        with self.database() as tx:
            save_person(tx, MARIA)
            save_debt(tx, stated("maria", id="debt", external_id="A-1"))
        self.chat = self.new_chat()

    def new_chat(self) -> str:
        """Verify Maria once more, at another phone."""
        self._chats += 1
        with self.database() as tx:
            phone = PHONES.format(self._chats)
            self.chat = verified_conversation(tx, MARIA, self.clock(), phone).id
        return self.chat

    def owe(self, debt: Debt) -> None:
        """Store a debt."""
        with self.database() as tx:
            save_debt(tx, debt)

    def agree(self, wish: Wish, debt: str = "debt") -> Closed:
        """Wish and accept the first offer."""
        proposal = self.offers.wish(self.chat, debt, wish, self.new_id())
        return self.agreements.accept(self.chat, proposal.offers[0].id)

    def pay_next(self) -> None:
        """Pay the next installment's Pix at the bank and have it booked."""
        closed = self.agreements.charge_next(self.chat)
        assert closed is not None and closed.charge is not None
        self.issue()
        charge = self.charge(closed.charge.id)
        self.pay(charge.txid, str(charge.amount))

    def pay(self, txid: str, amount: str) -> None:
        """Pay a Pix at the bank and have it booked; reais."""
        self.bank.pay(txid, amount, self.clock())
        self.payments.notice([PixHint(txid)])
        self.payments.check_due(self.bank)

    def issue(self) -> None:
        """Issue what is due at the bank."""
        self.clock.advance(seconds=15)
        self.charges.issue_due(self.bank, _ignore)

    def ask_boleto(self) -> Charge:
        """Ask for the boleto of the next installment, and have it registered."""
        closed = self.agreements.charge_next(self.chat, boleto=True)
        assert closed is not None and closed.charge is not None
        self.clock.advance(seconds=15)
        self.boletos.issue_due(self.boleto_bank, _ignore)
        return self.charge(closed.charge.id)

    def charge(self, charge_id: str) -> Charge:
        """Give a charge as it is stored."""
        with self.database() as tx:
            found = tx.charges.get(charge_id)
        assert found is not None
        return found

    def debt(self, debt_id: str = "debt") -> Debt:
        """Give a debt as it is stored."""
        with self.database() as tx:
            found = tx.debts.get(debt_id)
        assert found is not None
        return found

    def agreement(self, agreement_id: str) -> Agreement:
        """Give an agreement as it is stored."""
        with self.database() as tx:
            found = tx.agreements.get(agreement_id)
        assert found is not None
        return found

    def events(self, kind: str) -> list[Event]:
        """Give the events of a type, oldest first."""
        with self.database() as tx:
            found = tx.events.unpublished(self.clock() + timedelta(days=999), 1000)
        return [event for event in found if event.type == kind]

    def cases(self, chat: str) -> list[Case]:
        """Give the cases of a conversation."""
        with self.database() as tx:
            return tx.cases.of_conversation(chat)

    def with_terms(self, debt_id: str = "debt", **terms: object) -> None:
        """Change the terms of a debt."""
        debt = self.debt(debt_id)
        self.owe(replace(debt, terms=replace(debt.terms, **terms)))  # type: ignore[arg-type]


def reais(amount: str) -> Decimal:
    """Give an amount."""
    return Decimal(amount)


def _nothing(
    tx: UnitOfWork, charge: Charge, payment: Payment, agreement: Agreement, settled: bool
) -> None:
    """Say nothing of a payment."""


def _ignore(tx: UnitOfWork, charge: Charge) -> None:
    """Say nothing of a charge."""
