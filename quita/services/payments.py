"""Confirming payments: the bank is asked, booked once, and everything that follows is one step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from quita.domain.agreement import ENDED, AgreementState
from quita.domain.charge_records import PIX, Charge, ChargeState, Payment
from quita.domain.divergence import Divergence, Outcome, judge
from quita.domain.errors import Conflict, NotFound, ProviderRefused, ProviderUnavailable
from quita.domain.events import PAYMENT_CONFIRMED, Event
from quita.domain.money import ZERO, brl
from quita.domain.records import AgreedInstallment, Agreement
from quita.services.booking import TOLERANCE, book
from quita.services.differences import Differences, OnDiverged, audit, say_nothing
from quita.services.endings import credit_late_money, debts_of
from quita.services.looks import OPEN, SOON, last_look, next_look, take_hint
from quita.services.ports import (
    BankCharge,
    Clock,
    NewId,
    PixHint,
    UnitOfWork,
    UnitOfWorkFactory,
)
from quita.services.received import received, state_after_payment
from quita.services.unwanted import close

CONCLUDED = "CONCLUIDA"
REMOVED = (
    "REMOVIDA_PELO_USUARIO_RECEBEDOR",
    "REMOVIDA_PELO_PSP",
    "EXPIRADA",  # these three of recurring charges (cobr)
    "REJEITADA",
    "CANCELADA",
)
BATCH = 20


class Bank(Protocol):
    """A bank that shows charges. Raises ProviderRefused or ProviderUnavailable."""

    def get(self, txid: str) -> BankCharge: ...


OnConfirmed = Callable[[UnitOfWork, Charge, Payment, Agreement, bool], None]


class PaymentService:
    """Finds out what was paid, by callbacks that only hint and by polling that needs no hint."""

    def __init__(
        self,
        uow: UnitOfWorkFactory,
        clock: Clock,
        new_id: NewId,
        on_confirmed: OnConfirmed,
        on_diverged: OnDiverged = say_nothing,
        tolerance: Decimal = TOLERANCE,
    ) -> None:
        """Wire the ports.

        Args:
            on_confirmed: called in the transaction that books a payment, with the charge, the
                payment, the agreement, and whether that settles it.
            on_diverged: called in the transaction that finds money other than asked for.
            tolerance: by how much the bank may reckon fine and interest otherwise; reais.
        """
        self._uow, self._clock, self._new_id = uow, clock, new_id
        self._on_confirmed, self._tolerance = on_confirmed, tolerance
        self._differences = Differences(clock, new_id, on_diverged)

    def notice(self, hints: Iterable[PixHint]) -> int:
        """Have the charges that a callback names looked up now; give how many will be.

        Closed charges too: money may come late, twice or back. What is known already is not asked
        for again, so that a repeated callback costs nothing.

        Raises:
            Conflict: nothing was noted; the bank tells again, and polling finds it anyway.
        """
        now = self._clock()
        with self._uow() as tx:  # in one order, so that two callbacks do not deadlock
            return sum(take_hint(tx, hint, now) for hint in sorted(set(hints)))

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
        self._put_off(charge, next_look(charge, now), None)
        try:
            bank = provider.get(charge.txid)
        except ProviderUnavailable:
            self._put_off(charge, min(next_look(charge, now), now + SOON), now + SOON)
            raise
        except ProviderRefused as error:
            self._unknown(charge, str(error))
            return False
        return self.take(charge.id, bank)

    def take(self, charge_id: str, bank: BankCharge) -> bool:
        """Take what a bank says of a charge; give whether it is paid by that."""
        with self._uow() as tx:
            current = tx.charges.get(charge_id)
            if current is None or current.state is ChargeState.REQUESTED:
                return False
            return self._take(tx, current, bank)

    def _put_off(self, charge: Charge, if_open: datetime, if_closed: datetime | None) -> None:
        with self._uow() as tx:
            if charge.state in OPEN:
                tx.charges.check_at(charge.txid, if_open)
            tx.charges.recheck_at(charge.id, if_closed)

    def _take(self, tx: UnitOfWork, charge: Charge, bank: BankCharge) -> bool:
        now = self._clock()
        booked = book(tx, charge, bank, self._new_id, self._tolerance)
        for payment in booked.fresh:
            audit(tx, charge, "payment:booked", _details(payment), now)
        for refund in booked.refunds:
            self._differences.tell(tx, charge, refund)
        fresh = [payment for payment in booked.fresh if payment.credited or payment.refunded]
        if bank.status == CONCLUDED and (fresh or charge.state in OPEN):
            if fresh or tx.charges.payments_of(charge.id):
                return self._conclude(tx, charge, bank, fresh)
        elif bank.status in REMOVED and (fresh or charge.state in OPEN):
            self._end(tx, charge, bank)
            return False
        if charge.state in OPEN and now >= last_look(charge):
            self._end(tx, charge, bank)
        return False

    def _conclude(
        self, tx: UnitOfWork, charge: Charge, bank: BankCharge, fresh: list[Payment]
    ) -> bool:
        installment = tx.agreements.installment(charge.installment_id)
        if installment is None:
            raise NotFound("the charge's installment is gone")
        payments = fresh or tx.charges.payments_of(charge.id)
        last, came = payments[-1], sum((one.credited for one in payments), ZERO)
        if bank.amount != charge.amount:
            self._close(tx, charge, ChargeState.DIVERGED)
            self._differences.ask_a_human(
                tx, charge, f"no banco ela é de {brl(bank.amount)}; entraram {brl(came)}"
            )
            return False
        if installment.paid_at is not None:
            self._close(tx, charge, ChargeState.PAID)
            self._differences.tell(
                tx, charge, Divergence(Outcome.DUPLICATE, last.end_to_end_id, came)
            )
            return False
        before = received(tx, installment.id) - came
        outcome, other = judge(installment.amount, before, came)
        agreement = tx.agreements.get(charge.agreement_id)
        if agreement is not None and agreement.state in ENDED:
            excess = other if outcome is Outcome.EXCESS else ZERO
            credit_late_money(tx, agreement, came - excess, last.paid_at)
        if outcome is Outcome.PARTIAL:
            self._close(tx, charge, ChargeState.DIVERGED)
            back = sum((one.refunded for one in payments), ZERO)
            found = Outcome.PARTIAL if came else Outcome.REFUNDED
            if came and agreement is not None and agreement.state in ENDED:
                found = Outcome.ENDED
            amount = came or back
            self._differences.tell(tx, charge, Divergence(found, last.end_to_end_id, amount, other))
            return False
        tx.charges.set_state(charge.id, ChargeState.PAID)
        self._settle(tx, charge, installment, last)
        if outcome is Outcome.EXCESS:
            self._differences.tell(tx, charge, Divergence(outcome, last.end_to_end_id, came, other))
        if last.paid_at > charge.expires_at:
            self._differences.tell(tx, charge, Divergence(Outcome.LATE, last.end_to_end_id, came))
        self._close_others(tx, charge)
        return True

    def _close_others(self, tx: UnitOfWork, charge: Charge) -> None:
        """Close whatever else could still be paid for the same installment."""
        for other in tx.charges.of_installment(charge.installment_id):
            if other.state in (ChargeState.REQUESTED, *OPEN) and other.id != charge.id:
                close(tx, other, self._clock)

    def _close(self, tx: UnitOfWork, charge: Charge, state: ChargeState) -> None:
        tx.charges.set_state(charge.id, state)
        audit(tx, charge, f"charge:{state.value}", {}, self._clock())

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
        state = state_after_payment(agreement, now)
        if state is not agreement.state:
            tx.agreements.set_state(agreement.id, state)
            agreement = replace(agreement, state=state)
        settled = state is AgreementState.SETTLED
        if settled:
            for one in debts:
                tx.debts.set_status(one.id, "settled")
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
        audit(tx, charge, "payment:confirmed", {"settled": settled}, now)
        self._on_confirmed(tx, charge, payment, agreement, settled)
        if state in ENDED:
            ended = Divergence(Outcome.ENDED, payment.end_to_end_id, payment.credited)
            self._differences.tell(tx, charge, ended)

    def _end(self, tx: UnitOfWork, charge: Charge, bank: BankCharge) -> None:
        """Withdraw a charge that nobody can pay; money that came all the same is told of."""
        if charge.state in OPEN:
            tx.charges.set_state(charge.id, ChargeState.WITHDRAWN)
        details = {"status": bank.status}
        audit(tx, charge, "charge:withdrawn", details, self._clock())
        booked = tx.charges.payments_of(charge.id)
        total = sum((payment.amount for payment in booked), ZERO)
        if booked:
            key = booked[-1].end_to_end_id
            self._differences.tell(tx, charge, Divergence(Outcome.REMOVED, key, total))
        elif bank.status == CONCLUDED:
            self._differences.ask_a_human(tx, charge, "no banco está paga, sem nenhum Pix na lista")

    def _unknown(self, charge: Charge, reason: str) -> None:
        """Note that the bank does not show a charge that it gave us; at the end tell a human."""
        now = self._clock()
        with self._uow() as tx:
            current = tx.charges.get(charge.id)
            if current is None or current.state is ChargeState.REQUESTED:
                return
            audit(tx, current, "charge:not_shown", {"reason": reason}, now)
            if current.state in OPEN and now >= last_look(current):
                tx.charges.set_state(current.id, ChargeState.WITHDRAWN)
                self._differences.ask_a_human(
                    tx, current, f"o banco não mostra a cobrança ({reason})"
                )


def _details(payment: Payment) -> dict[str, object]:
    return {
        "end_to_end_id": payment.end_to_end_id,
        "amount": str(payment.amount),
        "paid_at": payment.paid_at.isoformat(),
    }
