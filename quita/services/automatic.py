"""Pix Automático: the rest of an agreement by a recurrence that its first payment authorises.

Nothing changes for who pays by the plain code. Who pays by the composite one is charged each
installment a few days ahead; whatever else pays an installment, its recurring charge is closed.
"""

from __future__ import annotations

from datetime import timedelta

from quita.domain.agreement import RUNNING
from quita.domain.business_days import local_day
from quita.domain.charge_records import RECURRING, Charge, ChargeState, Recurrence, RecurrenceState
from quita.domain.errors import Conflict, ProviderRefused, ProviderUnavailable
from quita.domain.pix_txid import charge_txid, txid_kind
from quita.domain.records import AgreedInstallment, Agreement, Person
from quita.services.charging import BATCH, FIRST_LOOK
from quita.services.due_rules import end_of
from quita.services.issuing import retry_delay
from quita.services.messenger import Messenger
from quita.services.ports import (
    AutomaticProvider,
    Clock,
    NewId,
    RecurrenceRequest,
    RecurringRequest,
    UnitOfWork,
    UnitOfWorkFactory,
)
from quita.services.received import received

APPROVED, OVER = "APROVADA", ("REJEITADA", "EXPIRADA", "CANCELADA")
LOOK_EVERY, CHARGE_EVERY = timedelta(minutes=5), timedelta(hours=6)
EARLIEST, LATEST = timedelta(days=3), timedelta(days=9)  # the bank takes 2 to 10 days ahead
SETTLES_WITHIN = timedelta(days=7)


class Automatic:
    """Recurrences of agreements, one each; every step may be repeated."""

    def __init__(
        self, uow: UnitOfWorkFactory, clock: Clock, new_id: NewId, messenger: Messenger
    ) -> None:
        """Wire the ports."""
        self._uow, self._clock, self._new_id, self._messenger = uow, clock, new_id, messenger

    def run(self, provider: AutomaticProvider) -> int:
        """Take every recurrence that is due one step on; give how many moved.

        Stops at the first call that the bank does not answer: the rest stays due.
        """
        now = self._clock()
        with self._uow() as tx:
            for charge in tx.recurrences.first_charges(BATCH):
                tx.recurrences.add(self._draft(tx, charge))
            due = tx.recurrences.due(now, BATCH)
        moved = 0
        for recurrence in due:
            try:
                moved += self._step(recurrence, provider)
            except ProviderUnavailable:
                break
            except Conflict:
                continue
        return moved

    def _draft(self, tx: UnitOfWork, charge: Charge) -> Recurrence:
        agreement = tx.agreements.get(charge.agreement_id)
        rest = (
            [item for item in agreement.installments if item.paid_at is None] if agreement else []
        )
        fits = len(rest) > 1 and txid_kind(charge.txid) == "cob"
        return Recurrence(
            id=self._new_id(),
            agreement_id=charge.agreement_id,
            person_id=charge.person_id,
            conversation_id=charge.conversation_id,
            first_charge_id=charge.id,
            state=RecurrenceState.REQUESTED if fits else RecurrenceState.ENDED,
            created_at=self._clock(),
        )

    def _step(self, recurrence: Recurrence, provider: AutomaticProvider) -> bool:
        """Do what is due; the next time is written before the bank is asked."""
        with self._uow() as tx:
            again = self._clock() + retry_delay(recurrence.attempts)
            tx.recurrences.retry_at(recurrence.id, again)
        try:
            if recurrence.state is RecurrenceState.REQUESTED:
                return self._open(recurrence, provider)
            if recurrence.state is RecurrenceState.OFFERED:
                return self._look(recurrence, provider)
            return self._charge(recurrence, provider)
        except ProviderRefused as error:
            with self._uow() as tx:
                self._end(tx, recurrence, str(error))
            return False

    def _open(self, recurrence: Recurrence, provider: AutomaticProvider) -> bool:
        with self._uow() as tx:
            agreement = tx.agreements.get(recurrence.agreement_id)
            person = tx.people.get(recurrence.person_id)
            first = tx.charges.get(recurrence.first_charge_id)
        if agreement is None or person is None or first is None or not _payable(first):
            with self._uow() as tx:
                self._end(tx, recurrence, "the first charge is over")
            return False
        bank = provider.open_recurrence(_request(recurrence, agreement, person, first))
        with self._uow() as tx:
            tx.recurrences.offered(recurrence.id, bank.bank_id, bank.code)
            tx.recurrences.retry_at(recurrence.id, self._clock() + LOOK_EVERY)
            self._messenger.recurrence_offered(tx, recurrence.conversation_id, first, bank.code)
        return True

    def _look(self, recurrence: Recurrence, provider: AutomaticProvider) -> bool:
        bank = provider.recurrence(recurrence.bank_id or "")
        with self._uow() as tx:
            first = tx.charges.get(recurrence.first_charge_id)
            if bank.status == APPROVED:
                tx.recurrences.set_state(recurrence.id, RecurrenceState.APPROVED)
                tx.recurrences.retry_at(recurrence.id, self._clock())
                self._messenger.recurrence_approved(tx, recurrence)
                return True
            if bank.status in OVER or first is None or not _payable(first):
                self._end(tx, recurrence, bank.status)
                return False
            tx.recurrences.retry_at(recurrence.id, self._clock() + LOOK_EVERY)
        return False

    def _charge(self, recurrence: Recurrence, provider: AutomaticProvider) -> bool:
        bank_id = recurrence.bank_id or ""
        with self._uow() as tx:
            agreement = tx.agreements.get(recurrence.agreement_id)
        if agreement is None or agreement.state not in RUNNING:
            provider.stop_recurrence(bank_id)
            with self._uow() as tx:
                self._end(tx, recurrence, "the agreement is over")
            return False
        if provider.recurrence(bank_id).status != APPROVED:
            with self._uow() as tx:
                self._end(tx, recurrence, "its payer ended it")
            return False
        made = 0
        for installment in self._due(agreement):
            made += self._charge_one(recurrence, agreement, installment, provider)
        with self._uow() as tx:
            tx.recurrences.retry_at(recurrence.id, self._clock() + CHARGE_EVERY)
        return bool(made)

    def _due(self, agreement: Agreement) -> list[AgreedInstallment]:
        day = local_day(self._clock())
        first, last = day + EARLIEST, day + LATEST
        unpaid = (item for item in agreement.installments if item.paid_at is None)
        return [item for item in unpaid if first <= item.due_date <= last]

    def _charge_one(
        self,
        recurrence: Recurrence,
        agreement: Agreement,
        installment: AgreedInstallment,
        provider: AutomaticProvider,
    ) -> bool:
        now = self._clock()
        with self._uow() as tx:
            left = installment.amount - received(tx, installment.id)
            charge_id = self._new_id()
            draft = Charge(
                id=charge_id,
                kind=RECURRING,
                txid=charge_txid(charge_id, "cobr"),
                installment_id=installment.id,
                agreement_id=agreement.id,
                person_id=recurrence.person_id,
                conversation_id=recurrence.conversation_id,
                amount=left,
                state=ChargeState.REQUESTED,
                created_at=now,
                expires_at=end_of(installment.due_date + SETTLES_WITHIN),
            )
            charge = tx.charges.add(draft) if left > 0 else None
        if charge is None or charge.state is not ChargeState.REQUESTED:
            return False
        number = f"Parcela {installment.number}"
        request = RecurringRequest(
            charge.txid, recurrence.bank_id or "", charge.amount, installment.due_date, number
        )
        bank = provider.charge_recurring(request)
        with self._uow() as tx:
            if bank.amount != charge.amount:
                raise ProviderRefused("the bank answered with another amount")
            tx.charges.set_state(charge.id, ChargeState.ISSUED)
            tx.charges.check_at(charge.txid, now + FIRST_LOOK)
            tx.events.audit("system", "charge:issued", charge.id, {"txid": charge.txid}, now)
        return True

    def _end(self, tx: UnitOfWork, recurrence: Recurrence, why: str) -> None:
        tx.recurrences.set_state(recurrence.id, RecurrenceState.ENDED)
        tx.events.audit("system", "recurrence:ended", recurrence.id, {"why": why}, self._clock())


def _payable(charge: Charge) -> bool:
    return charge.state in (ChargeState.ISSUED, ChargeState.PAID)


def _request(
    recurrence: Recurrence, agreement: Agreement, person: Person, first: Charge
) -> RecurrenceRequest:
    rest = [i for i in agreement.installments if i.id != first.installment_id and not i.paid_at]
    amounts = {item.amount for item in rest}
    return RecurrenceRequest(
        first_txid=first.txid,
        contract=recurrence.id,
        debtor_name=person.name,
        debtor_cpf=person.cpf,
        purpose="Parcelas do acordo",
        starts=min(item.due_date for item in rest),
        ends=max(item.due_date for item in rest),
        amount=amounts.pop() if len(amounts) == 1 else None,
    )
