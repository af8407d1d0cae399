"""One agreement between the database and a bank in memory, for the tests of payments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from quita.adapters.database.unit_of_work import Database
from quita.domain.agreement import AgreementState
from quita.domain.charge_records import Charge, Payment
from quita.domain.divergence import Divergence
from quita.domain.events import PAYMENT_CONFIRMED, PAYMENT_DIVERGED, Event
from quita.domain.records import Agreement, Case
from quita.services.charges import ChargeService
from quita.services.payments import PaymentService
from quita.services.ports import PixHint, UnitOfWork
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
    diverged: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def payments(self) -> PaymentService:
        """The service, as another process would have it."""
        return PaymentService(self.database, self.clock, self.new_id, self.tell, self.diverge)

    def tell(
        self, tx: UnitOfWork, charge: Charge, payment: Payment, agreement: Agreement, settled: bool
    ) -> None:
        """Stand for what tells the person: through the outbox, in the same transaction."""
        key = f"paid:{charge.id}"
        tx.outbox.add(charge.conversation_id, {"text": "pago"}, "bot", key, self.clock())
        assert (agreement.state is AgreementState.SETTLED) is settled
        self.told.append((charge.id, str(payment.amount), settled))

    def diverge(self, tx: UnitOfWork, charge: Charge, found: Divergence) -> None:
        """Stand for what tells the person of money other than asked for."""
        self.diverged.append((found.outcome.value, str(found.amount), str(found.other)))

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

    def notice(self, *txids: str) -> int:
        """Let a callback name charges."""
        return self.payments.notice(PixHint(txid) for txid in txids)

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

    def events(self, kind: str = PAYMENT_CONFIRMED) -> list[Event]:
        """Give the events that tell of payments."""
        with self.database() as tx:
            found = tx.events.unpublished(self.clock() + timedelta(days=1), 100)
        return [event for event in found if event.type == kind]

    def outcomes(self) -> list[str]:
        """Give the outcomes that events tell of."""
        return [event.data["outcome"] for event in self.events(PAYMENT_DIVERGED)]

    def actions(self, subject: str) -> list[str]:
        """Give what the audit trail tells."""
        with self.database() as tx:
            return [row["action"] for row in tx.events.trail(subject)]

    def booked(self, charge: Charge) -> list[Decimal]:
        """Give the amounts that were booked under a charge."""
        with self.database() as tx:
            return [payment.amount for payment in tx.charges.payments_of(charge.id)]


def make_world(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> World:
    """Store the agreement and wire the services."""
    charges = ChargeService(database, clock, new_id, "Pagamento combinado")
    return World(database, clock, store_ledger(database, clock()), charges, FakeBank(), new_id)
