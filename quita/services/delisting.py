"""Asking a creditor to take a listing back: recorded, told by an event, listed for agents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from quita.domain.business_days import add_business_days, local_day
from quita.domain.debt import Debt
from quita.domain.errors import NotFound
from quita.domain.events import DELISTING_REQUESTED, Event
from quita.domain.follow_up import Delisting
from quita.domain.policy import Delisting as When
from quita.domain.records import Agreement
from quita.services.endings import debts_of
from quita.services.ports import Clock, NewId, UnitOfWork, UnitOfWorkFactory

WITHIN = 5  # business days (CDC art. 43 §3; STJ súmula 548)


@dataclass(frozen=True)
class Waiting:
    """A request that no creditor has confirmed, as an agent reads it."""

    id: str
    creditor: str
    debt: str
    requested_on: date
    due_day: date
    late: bool


class DelistingService:
    """Requests of delisting, once for each agreement and debt."""

    def __init__(self, uow: UnitOfWorkFactory, clock: Clock, new_id: NewId) -> None:
        """Wire the ports."""
        self._uow, self._clock, self._new_id = uow, clock, new_id

    def request(self, tx: UnitOfWork, agreement: Agreement, *, settled: bool) -> date | None:
        """Ask for what a payment calls for, in the caller's transaction.

        After the first payment or at the settlement, as each debt's policy says; gives the day by
        which the creditor is to have done it, where something was asked for.
        """
        now = self._clock()
        due = add_business_days(local_day(now), WITHIN)
        asked = False
        for debt in debts_of(tx, agreement):
            if not settled and debt.terms.delisting is When.SETTLEMENT:
                continue
            request = Delisting(self._new_id(), agreement.id, debt.id, now, due)
            if tx.delistings.add(request):
                self._tell(tx, request, debt, settled)
                asked = True
        return due if asked else None

    def waiting(self) -> list[Waiting]:
        """Give what creditors still have to confirm, the most pressing first."""
        today = local_day(self._clock())
        with self._uow() as tx:
            found = [(one, tx.debts.get(one.debt_id)) for one in tx.delistings.waiting()]
        return [
            Waiting(
                one.id,
                debt.creditor.name,
                debt.external_id,
                local_day(one.requested_at),
                one.due_day,
                today > one.due_day,
            )
            for one, debt in found
            if debt is not None
        ]

    def done(self, request_id: str, actor: str) -> None:
        """Note that the creditor took the listing back, or that there was none.

        Raises:
            NotFound: no such request waits.
        """
        now = self._clock()
        with self._uow() as tx:
            if not tx.delistings.done(request_id, now):
                raise NotFound("no such request waits")
            tx.events.audit(actor, "delisting:done", request_id, {}, now)

    def _tell(self, tx: UnitOfWork, request: Delisting, debt: Debt, settled: bool) -> None:
        data = {
            "request": request.id,
            "agreement": request.agreement_id,
            "debt": debt.external_id,
            "creditor": debt.creditor.cnpj,
            "due_day": request.due_day.isoformat(),
            "after": When.SETTLEMENT.value if settled else When.FIRST_PAYMENT.value,
        }
        at = request.requested_at
        tx.events.add(Event(self._new_id(), DELISTING_REQUESTED, request.agreement_id, at, data))
        tx.events.audit("system", "delisting:requested", request.id, data, at)
