"""What happens to an agreement after it is made: another date, a withdrawal, a default, time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol

from quita.domain.agreement import (
    RUNNING,
    DateRefusal,
    Happening,
    after,
    grace_is_over,
    is_overdue,
)
from quita.domain.business_days import is_business_day, local_day, next_business_day
from quita.domain.charge_records import Charge, ChargeState
from quita.domain.early import payoff
from quita.domain.errors import Conflict, NotAllowed, ProviderRefused, ProviderUnavailable
from quita.domain.events import AGREEMENT_CHANGED, Event
from quita.domain.installments import Installment
from quita.domain.money import ZERO, brl
from quita.domain.records import AgreedInstallment, Agreement
from quita.services.access import verified_person
from quita.services.charges import PIX, retry_delay
from quita.services.endings import debts_of, end_agreement
from quita.services.payment_cases import open_case
from quita.services.ports import BankCharge, Clock, NewId, UnitOfWork, UnitOfWorkFactory
from quita.services.table import paid_under

BATCH = 200
CHOICES = 3  # days proposed for another due date
CONCLUDED = "CONCLUIDA"


@dataclass(frozen=True)
class Ahead:
    """What paying the rest at once costs on a day, and what that saves; reais."""

    amount: Decimal
    saved: Decimal


class Withdrawer(Protocol):
    """A bank that takes charges back. Raises ProviderRefused or ProviderUnavailable."""

    def get(self, txid: str) -> BankCharge: ...

    def withdraw(self, txid: str) -> None: ...


class Keeping:
    """Running agreements: what their person may change, and what time changes."""

    def __init__(self, uow: UnitOfWorkFactory, clock: Clock, new_id: NewId) -> None:
        """Wire the ports."""
        self._uow, self._clock, self._new_id = uow, clock, new_id

    def cancel(self, conversation_id: str) -> Agreement | None:
        """Withdraw from the running agreement at no cost, as long as nothing was paid.

        The debt is as it was, and the charges are withdrawn. None where no agreement runs, also
        where it was cancelled a moment ago.

        Raises:
            NotVerified: identity is not proven.
            NotAllowed: something was paid already.
        """
        now = self._clock()
        with self._uow() as tx:
            _, person = verified_person(tx, conversation_id, now)
            agreement = _running(tx, person.id)
            if agreement is None:
                return None
            if paid_under(tx, agreement):
                raise NotAllowed("something was paid already")
            tx.events.audit("person", "cancel_agreement", conversation_id, {}, now)
            return end_agreement(tx, agreement.id, Happening.WITHDRAWN, now, self._new_id)

    def due_choices(self, conversation_id: str) -> list[date]:
        """Give days to which the next payment may be moved, the latest one last; maybe none.

        Raises:
            NotVerified: identity is not proven.
        """
        now = self._clock()
        with self._uow() as tx:
            _, person = verified_person(tx, conversation_id, now)
            agreement = _running(tx, person.id)
            if agreement is None or agreement.next_due is None:
                return []
            first, last = self._limits(tx, agreement, agreement.next_due, local_day(now))
        spread = (last - first).days
        if spread < 0:
            return []
        steps = (spread * n // CHOICES for n in range(1, CHOICES + 1))
        wished = {next_business_day(first + timedelta(days=step)) for step in steps}
        return sorted(day for day in wished if first <= day <= last)

    def change_due_date(self, conversation_id: str, day: date) -> AgreedInstallment | None:
        """Move the next payment to a day, rolled to a business day; it costs nothing.

        None where no agreement runs. The same day again changes nothing and counts as no change.

        Raises:
            NotVerified: identity is not proven.
            NotAllowed: a DateRefusal, by its value.
        """
        now = self._clock()
        with self._uow() as tx:
            _, person = verified_person(tx, conversation_id, now)
            found = _running(tx, person.id)
            agreement = tx.agreements.get(found.id) if found else None
            due = agreement.next_due if agreement else None
            if agreement is None or due is None:
                return None
            moved = next_business_day(day)
            if moved == due.due_date:
                return due
            first, last = self._limits(tx, agreement, due, local_day(now))
            if first > last:
                raise NotAllowed(DateRefusal.TOO_OFTEN.value)
            if moved > last:
                raise NotAllowed(DateRefusal.TOO_FAR.value)
            if moved < first:
                raise NotAllowed(DateRefusal.TOO_EARLY.value)
            tx.agreements.move_due(due, moved)
            data = {
                "agreement": agreement.id,
                "installment": due.number,
                "from": due.due_date.isoformat(),
                "to": moved.isoformat(),
            }
            tx.events.add(Event(self._new_id(), AGREEMENT_CHANGED, agreement.id, now, data))
            tx.events.audit("person", "change_due_date", conversation_id, data, now)
            self._weigh(tx, agreement.id, local_day(now))
            return tx.agreements.installment(due.id)

    def ahead(self, conversation_id: str) -> Ahead | None:
        """Say what paying the rest of the running agreement today costs (CDC art. 52 §2).

        Raises:
            NotVerified: identity is not proven.
        """
        now = self._clock()
        with self._uow() as tx:
            _, person = verified_person(tx, conversation_id, now)
            agreement = _running(tx, person.id)
            stored = tx.offers.get(agreement.offer_id) if agreement else None
            if agreement is None or stored is None:
                return None
            left = [item for item in agreement.installments if item.paid_at is None]
            rest = [Installment(item.number, item.due_date, item.amount) for item in left]
            amount = payoff(rest, stored.offer.monthly_interest_pct, local_day(now))
            return Ahead(amount, sum((item.amount for item in left), ZERO) - amount)

    def age(self) -> int:
        """Move on the agreements whose payments are late; give how many ended.

        Each is a transaction of its own, and a second run on the same day changes nothing.
        """
        day, after_id, ended = local_day(self._clock()), "", 0
        while True:
            with self._uow() as tx:
                found = tx.agreements.overdue(day, after_id, BATCH)
            if not found:
                return ended
            for agreement_id in found:
                try:
                    with self._uow() as tx:
                        ended += self._weigh(tx, agreement_id, day)
                except Conflict:
                    continue  # somebody is at it; the next run finds it again
            after_id = found[-1]

    def withdraw_due(self, provider: Withdrawer, kind: str = PIX) -> int:
        """Take unwanted charges of a kind back at their bank; give how many are gone.

        A bank that will not, because it was paid meanwhile, has it booked like any payment, and a
        person hears of it. Stops at the first call that the bank does not answer.
        """
        with self._uow() as tx:
            due = tx.charges.due_for_withdrawal(self._clock(), BATCH, kind)
        gone = 0
        for charge in due:
            with self._uow() as tx:
                tx.charges.retry_at(charge.id, self._clock() + retry_delay(charge.attempts))
            try:
                paid = _withdraw(charge, provider)
            except ProviderUnavailable:
                break
            # Paid ones lapse: another of that installment may be live already.
            state = ChargeState.LAPSED if paid else ChargeState.WITHDRAWN
            gone += self._taken_back(charge.id, state) and not paid
        return gone

    def leave_to_people(self, kind: str) -> int:
        """Have people take unwanted charges back at a bank that takes files only; give how many.

        What the bank may still be paid stays under watch until a return file tells of it.
        """
        with self._uow() as tx:
            due = tx.charges.due_for_withdrawal(self._clock(), BATCH, kind)
        left = 0
        for charge in due:
            with self._uow() as tx:
                boleto = tx.boletos.of_charge(charge.id)
            known = charge.code is not None or (boleto is not None and boleto.remitted_at)
            state = ChargeState.LAPSED if known else ChargeState.WITHDRAWN
            note = (
                f"Peça ao banco a baixa do boleto {charge.txid}, de {brl(charge.amount)}: o acordo"
                " mudou e ele não deve mais ser pago."
            )
            left += self._taken_back(charge.id, state, note if known else "")
        return left

    def _taken_back(self, charge_id: str, state: ChargeState, note: str = "") -> bool:
        """Move an unwanted charge on, with a case where there is a note; once."""
        now = self._clock()
        with self._uow() as tx:
            charge = tx.charges.get(charge_id)
            if charge is None or charge.state is not ChargeState.WITHDRAWING:
                return False
            tx.charges.set_state(charge.id, state)
            tx.charges.check_at(charge.txid, now)
            tx.events.audit("system", f"charge:{state.value}", charge.id, {}, now)
            if note:
                open_case(tx, charge, note, f"withdraw:{charge.id}", self._new_id(), now)
        return True

    def _limits(
        self, tx: UnitOfWork, agreement: Agreement, due: AgreedInstallment, day: date
    ) -> tuple[date, date]:
        """Give the first and the last day for a payment; none where the last is before the first.

        It never passes the payment after it.
        """
        terms = debts_of(tx, agreement)[0].terms
        if agreement.due_date_changes >= terms.max_due_date_changes:
            return day, day - timedelta(days=1)
        offered = tx.offers.get(agreement.offer_id)
        first_agreed = due.due_date
        if offered is not None:  # counted from the day agreed at first, however often it moved
            first_agreed = next(
                (p.due_date for p in offered.offer.payments if p.number == due.number), due.due_date
            )
        last = first_agreed + timedelta(days=terms.max_due_date_shift_days)
        following = [i.due_date for i in agreement.installments if i.number > due.number]
        last = min([last, *(later - timedelta(days=1) for later in following)])
        while last >= day and not is_business_day(last):
            last -= timedelta(days=1)
        return next_business_day(day), last

    def _weigh(self, tx: UnitOfWork, agreement_id: str, day: date) -> bool:
        """Move one agreement to where its next payment puts it; say whether that ended it."""
        agreement = tx.agreements.get(agreement_id)
        due = agreement.next_due if agreement else None
        if agreement is None or due is None or agreement.state not in RUNNING:
            return False
        late = agreement.state is not RUNNING[0]
        overdue = is_overdue(due.due_date, day)
        if overdue and not late:
            tx.agreements.set_state(agreement.id, after(agreement.state, Happening.OVERDUE))
        elif late and not overdue:
            tx.agreements.set_state(agreement.id, after(agreement.state, Happening.CAUGHT_UP))
        grace = debts_of(tx, agreement)[0].terms.grace_days
        if not grace_is_over(due.due_date, grace, day):
            return False
        end_agreement(tx, agreement.id, Happening.GRACE_OVER, self._clock(), self._new_id)
        return True


def _running(tx: UnitOfWork, person_id: str) -> Agreement | None:
    """Give the newest running agreement of a person."""
    found = tx.agreements.of_person(person_id)
    return next((one for one in found if one.state in RUNNING), None)


def _withdraw(charge: Charge, provider: Withdrawer) -> bool:
    """Take a charge back at the bank; say whether it turned out to be paid."""
    try:
        provider.withdraw(charge.txid)
    except ProviderRefused:
        try:
            return provider.get(charge.txid).status == CONCLUDED
        except ProviderRefused:
            return False  # the bank never had it
    return False
