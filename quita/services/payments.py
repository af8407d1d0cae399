"""Confirming payments: the bank is asked, booked once, and everything that follows is one step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from quita.domain.agreement import (
    ENDED,
    RUNNING,
    AgreementState,
    Happening,
    after,
    is_overdue,
)
from quita.domain.business_days import local_day
from quita.domain.errors import Conflict, NotFound, ProviderRefused, ProviderUnavailable
from quita.domain.events import PAYMENT_CONFIRMED, Event
from quita.domain.money import ZERO, brl
from quita.domain.records import (
    AgreedInstallment,
    Agreement,
    Charge,
    ChargeState,
    Payment,
)
from quita.services.boletos import BOLETO
from quita.services.charges import PIX
from quita.services.endings import credit_late_money, debts_of
from quita.services.payment_cases import open_case
from quita.services.ports import (
    BankCharge,
    Clock,
    NewId,
    UnitOfWork,
    UnitOfWorkFactory,
)

CONCLUDED = "CONCLUIDA"
REMOVED = ("REMOVIDA_PELO_USUARIO_RECEBEDOR", "REMOVIDA_PELO_PSP")
LOOKS = tuple(timedelta(seconds=seconds) for seconds in (30, 90, 390, 1290))
"""Ages at which a charge is looked up: 30 s, then 1, 5 and 15 min later; then as below."""

THEN_EVERY = {PIX: timedelta(hours=1), BOLETO: timedelta(hours=6)}
# What was paid in the last second is settled by then; boletos on the second business day after.
GRACE = {PIX: timedelta(minutes=2), BOLETO: timedelta(days=6)}
OPEN = (ChargeState.ISSUED, ChargeState.LAPSED, ChargeState.WITHDRAWING)  # may be paid yet
_NOUN = {PIX: "Pix", BOLETO: "boleto"}
SOON = timedelta(minutes=1)
BATCH = 20


class Bank(Protocol):
    """A bank that shows charges. Raises ProviderRefused or ProviderUnavailable."""

    def get(self, txid: str) -> BankCharge: ...


OnConfirmed = Callable[[UnitOfWork, Charge, Payment, Agreement, bool], None]


class PaymentService:
    """Finds out what was paid, by callbacks that only hint and by polling that needs no hint."""

    def __init__(
        self, uow: UnitOfWorkFactory, clock: Clock, new_id: NewId, on_confirmed: OnConfirmed
    ) -> None:
        """Wire the ports.

        Args:
            on_confirmed: called in the transaction that books a payment, with the charge, the
                payment, the agreement, and whether that settles it.
        """
        self._uow, self._clock, self._new_id = uow, clock, new_id
        self._on_confirmed = on_confirmed

    def notice(self, txids: Iterable[str]) -> int:
        """Have the charges that a callback names looked up now; give how many of them are open.

        A charge that we gave up cannot be looked up again, so a human is told of it.

        Raises:
            Conflict: nothing was noted; the bank tells again, and polling finds it anyway.
        """
        now = self._clock()
        count = 0
        with self._uow() as tx:
            for txid in sorted(set(txids)):  # in one order, so that two callbacks do not deadlock
                charge = tx.charges.by_txid(txid)
                if charge is None:
                    tx.events.audit("psp", "payment:unknown_txid", txid, {}, now)
                elif charge.state in OPEN:
                    tx.charges.check_at(txid, now)
                    count += 1
                elif charge.state in (ChargeState.WITHDRAWN, ChargeState.FAILED):
                    self._human(
                        tx, charge, "o banco avisou de um pagamento e ela já estava encerrada"
                    )
        return count

    def check_due(self, provider: Bank, kind: str = PIX) -> int:
        """Look up the charges of a kind that are due; give how many turned out to be paid.

        Stops at the first call that the bank does not answer: the rest stays due.
        """
        with self._uow() as tx:
            due = tx.charges.due_for_check(self._clock(), BATCH, kind)
        count = 0
        for charge in due:
            try:
                count += self._check(charge, provider)
            except ProviderUnavailable:
                break
            except Conflict:
                continue  # another process is at it; it stays due
        return count

    def _check(self, charge: Charge, provider: Bank) -> bool:
        # The next time is written before the bank is asked: a callback that comes meanwhile brings
        # it forward, and the answer to an older question does not put it back.
        now = self._clock()
        with self._uow() as tx:
            tx.charges.check_at(charge.txid, next_look(charge, now))
        try:
            bank = provider.get(charge.txid)
        except ProviderUnavailable:
            with self._uow() as tx:
                tx.charges.check_at(charge.txid, min(next_look(charge, now), now + SOON))
            raise
        except ProviderRefused as error:
            self._unknown(charge, str(error))
            return False
        return self.take(charge.id, bank)

    def take(self, charge_id: str, bank: BankCharge) -> bool:
        """Take what a bank says of a charge; give whether it is paid by that."""
        with self._uow() as tx:
            current = tx.charges.get(charge_id)
            if current is None or current.state not in OPEN:
                return False
            return self._take(tx, current, bank)

    def _take(self, tx: UnitOfWork, charge: Charge, bank: BankCharge) -> bool:
        now = self._clock()
        for paid in bank.payments:
            payment = Payment(
                self._new_id(), paid.end_to_end_id, charge.id, paid.amount, paid.paid_at
            )
            if tx.charges.add_payment(payment):
                self._audit(tx, charge, "payment:booked", _details(payment), now)
        booked = tx.charges.payments_of(charge.id)
        if bank.status == CONCLUDED and booked:
            return self._conclude(tx, charge, bank, booked)
        if bank.status in REMOVED or now >= last_look(charge):
            self._end(tx, charge, bank, booked)
        return False

    def _conclude(
        self, tx: UnitOfWork, charge: Charge, bank: BankCharge, booked: list[Payment]
    ) -> bool:
        total = sum((payment.amount for payment in booked), ZERO)
        if total != charge.amount or bank.amount != charge.amount:
            tx.charges.set_state(charge.id, ChargeState.FAILED)
            details = {"expected": str(charge.amount), "paid": str(total)}
            self._audit(tx, charge, "payment:other_amount", details, self._clock())
            self._human(tx, charge, f"foram pagos {brl(total)} em vez de {brl(charge.amount)}")
            return False
        tx.charges.set_state(charge.id, ChargeState.PAID)
        installment = tx.agreements.installment(charge.installment_id)
        if installment is None:
            raise NotFound("the charge's installment is gone")
        if installment.paid_at is not None:
            self._audit(tx, charge, "payment:twice", {"paid": str(total)}, self._clock())
            self._human(tx, charge, f"a parcela já estava paga; entraram mais {brl(total)}")
            return False
        self._settle(tx, charge, installment, booked[-1])
        return True

    def _settle(
        self, tx: UnitOfWork, charge: Charge, installment: AgreedInstallment, payment: Payment
    ) -> None:
        now = self._clock()
        tx.agreements.mark_paid(installment.id, payment.paid_at)
        agreement = tx.agreements.get(charge.agreement_id)
        if agreement is None:
            raise NotFound("the charge's agreement is gone")
        debts = debts_of(tx, agreement)
        debt = debts[0]
        state = _state_after(agreement, now)
        if state is not agreement.state:
            tx.agreements.set_state(agreement.id, state)
            agreement = replace(agreement, state=state)
        settled = state is AgreementState.SETTLED
        if settled:
            for one in debts:
                tx.debts.set_status(one.id, "settled")
        elif state in ENDED:
            credit_late_money(tx, agreement, payment.amount, payment.paid_at)
            self._human(tx, charge, f"{brl(payment.amount)} pagos num acordo que não vale mais")
        data = {
            "conversation": charge.conversation_id,
            "agreement": agreement.id,
            "debt": debt.external_id,
            "creditor": debt.creditor.cnpj,
            "installment": installment.number,
            "settled": settled,
            **_details(payment),
        }
        tx.events.add(Event(self._new_id(), PAYMENT_CONFIRMED, agreement.id, now, data))
        self._audit(tx, charge, "payment:confirmed", {"settled": settled}, now)
        self._on_confirmed(tx, charge, payment, agreement, settled)

    def _end(self, tx: UnitOfWork, charge: Charge, bank: BankCharge, booked: list[Payment]) -> None:
        """Withdraw a charge that nobody can pay; where money came all the same, tell a human."""
        tx.charges.set_state(charge.id, ChargeState.WITHDRAWN)
        self._audit(tx, charge, "charge:withdrawn", {"status": bank.status}, self._clock())
        if booked or bank.status == CONCLUDED:
            total = sum((payment.amount for payment in booked), ZERO)
            self._human(tx, charge, f"no banco está como {bank.status}, com {brl(total)} recebidos")

    def _unknown(self, charge: Charge, reason: str) -> None:
        """Note that the bank does not show a charge that it gave us; at the end tell a human."""
        now = self._clock()
        with self._uow() as tx:
            current = tx.charges.get(charge.id)
            if current is None or current.state not in OPEN:
                return
            self._audit(tx, current, "charge:not_shown", {"reason": reason}, now)
            if now >= last_look(current):
                tx.charges.set_state(current.id, ChargeState.WITHDRAWN)
                self._human(tx, current, f"o banco não mostra a cobrança ({reason})")

    def _human(self, tx: UnitOfWork, charge: Charge, what: str) -> None:
        noun, amount = _NOUN[charge.kind], brl(charge.amount)
        note = f"Confira no banco o {noun} {charge.txid}, de {amount}: {what}."
        open_case(tx, charge, note, f"payment:{charge.id}", self._new_id(), self._clock())

    def _audit(
        self,
        tx: UnitOfWork,
        charge: Charge,
        action: str,
        details: Mapping[str, object],
        now: datetime,
    ) -> None:
        tx.events.audit("system", action, charge.id, {"txid": charge.txid, **details}, now)


def next_look(charge: Charge, now: datetime) -> datetime:
    """Say when an open charge is looked up after now: ever less often, up to its last time."""
    last = last_look(charge)
    if now >= last:
        return now + SOON
    ages = (charge.created_at + age for age in LOOKS)
    return min(next((at for at in ages if at > now), now + THEN_EVERY[charge.kind]), last)


def last_look(charge: Charge) -> datetime:
    """Say when a charge that is still not paid is given up."""
    return charge.expires_at + GRACE[charge.kind]


def _state_after(agreement: Agreement, now: datetime) -> AgreementState:
    """Give the state of an agreement after a payment; one that was ended stays so."""
    if agreement.state not in RUNNING:
        return agreement.state
    due = agreement.next_due
    if due is None:
        return after(agreement.state, Happening.PAID_UP)
    if agreement.state is AgreementState.LATE and not is_overdue(due.due_date, local_day(now)):
        return after(agreement.state, Happening.CAUGHT_UP)
    return agreement.state


def _details(payment: Payment) -> dict[str, object]:
    return {
        "end_to_end_id": payment.end_to_end_id,
        "amount": str(payment.amount),
        "paid_at": payment.paid_at.isoformat(),
    }
