"""Closing a deal: once for each offer, with its first charge, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from quita.domain.agreement import ENDED, RUNNING, AgreementState, Happening, after
from quita.domain.business_days import local_day
from quita.domain.charge_records import Charge
from quita.domain.debt import Creditor, Debt
from quita.domain.errors import OfferNotAvailable
from quita.domain.events import AGREEMENT_CREATED, Event
from quita.domain.records import AgreedInstallment, Agreement, Person, StoredOffer
from quita.services.access import verified_person
from quita.services.boletos import BOLETO, BoletoService
from quita.services.charges import PIX, ChargeService
from quita.services.endings import end_agreement
from quita.services.offers import standing_offer
from quita.services.ports import Clock, NewId, UnitOfWork, UnitOfWorkFactory


@dataclass(frozen=True)
class Closed:
    """A deal with what is needed to tell of it. `new` is False where it had been made before."""

    agreement: Agreement
    debt: Debt
    charge: Charge | None
    protocol: str
    new: bool

    @property
    def creditor(self) -> Creditor:
        """Who is paid."""
        return self.debt.creditor


class Agreements:
    """Agreements of verified people."""

    def __init__(
        self,
        uow: UnitOfWorkFactory,
        clock: Clock,
        new_id: NewId,
        charges: ChargeService,
        boletos: BoletoService,
    ) -> None:
        """Wire the ports."""
        self._uow, self._clock, self._new_id = uow, clock, new_id
        self._charges, self._boletos = charges, boletos

    def accept(
        self, conversation_id: str, offer_id: str, charged_within: int | None = None
    ) -> Closed:
        """Make the agreement of an offer, once, and ask for its first charge.

        Args:
            charged_within: the charge is asked for only where it is due within so many days, for
                nobody should feel pressed to pay what is due in a month; None always asks.

        Raises:
            NotVerified: identity is not proven.
            OfferNotAvailable: expired, changed, not this person's, or its agreement has ended.
        """
        now = self._clock()
        with self._uow() as tx:
            conversation, person = verified_person(tx, conversation_id, now)
            debts, stored = standing_offer(tx, person.id, offer_id, now)
            debt = debts[0]
            if stored.replaces and not stored.accepted:
                end_agreement(tx, stored.replaces, Happening.RENEGOTIATED, now, self._new_id)
            draft = self._draft(stored, person)
            agreement = tx.agreements.add(draft)
            new = agreement.id == draft.id
            if new:
                self._seal(tx, stored, debts, agreement, conversation_id)
            elif agreement.state in ENDED:
                raise OfferNotAvailable("changed")
            due = agreement.next_due
            latest = charged_within and local_day(now) + timedelta(days=charged_within)
            later = bool(due and latest and due.due_date > latest)
            charge = None if later else self._next_charge(tx, agreement, conversation_id, person)
            return Closed(agreement, debt, charge, conversation.protocol, new)

    def current(self, conversation_id: str) -> Closed | None:
        """Give the person's newest live agreement, without asking for a charge.

        Raises:
            NotVerified: identity is not proven.
        """
        with self._uow() as tx:
            conversation, person = verified_person(tx, conversation_id, self._clock())
            live = self._live(tx, person)
            if live is None:
                return None
            agreement, debt = live
            return Closed(agreement, debt, None, conversation.protocol, new=False)

    def charge_next(self, conversation_id: str, *, boleto: bool = False) -> Closed | None:
        """Ask for a Pix or boleto of the next unpaid installment of the newest live agreement.

        Raises:
            NotVerified: identity is not proven.
        """
        with self._uow() as tx:
            conversation, person = verified_person(tx, conversation_id, self._clock())
            live = self._live(tx, person)
            if live is None:
                return None
            agreement, debt = live
            charge = self._next_charge(tx, agreement, conversation_id, person, boleto)
            return Closed(agreement, debt, charge, conversation.protocol, new=False)

    def last_paid(self, conversation_id: str) -> AgreedInstallment | None:
        """Give the payment of this person that was confirmed last, and look for a newer one.

        Raises:
            NotVerified: identity is not proven.
        """
        now = self._clock()
        with self._uow() as tx:
            _, person = verified_person(tx, conversation_id, now)
            agreements = tx.agreements.of_person(person.id)
            for agreement in agreements:
                due = agreement.next_due
                for kind in (PIX, BOLETO):
                    live = tx.charges.live(due.id, kind) if due else None
                    if live:
                        tx.charges.check_at(live.txid, now)
            paid = [i for agreement in agreements for i in agreement.installments if i.paid_at]
            return max(paid, key=lambda item: item.paid_at or now, default=None)

    def _live(self, tx: UnitOfWork, person: Person) -> tuple[Agreement, Debt] | None:
        for agreement in tx.agreements.of_person(person.id):
            if agreement.state in RUNNING:
                debt = tx.debts.get(agreement.debt_id)
                if debt is not None:
                    return agreement, debt
        return None

    def _draft(self, stored: StoredOffer, person: Person) -> Agreement:
        agreement_id = self._new_id()
        installments = tuple(
            AgreedInstallment(self._new_id(), agreement_id, p.number, p.due_date, p.amount)
            for p in stored.offer.payments
        )
        return Agreement(
            agreement_id,
            stored.id,
            person.id,
            stored.debt_id,
            after(AgreementState.PROPOSED, Happening.ACCEPTED),
            self._clock(),
            installments,
            stored.also,
        )

    def _seal(
        self,
        tx: UnitOfWork,
        stored: StoredOffer,
        debts: Sequence[Debt],
        agreement: Agreement,
        conversation_id: str,
    ) -> None:
        now = self._clock()
        tx.offers.mark_accepted(stored.id)
        for debt in debts:
            tx.debts.set_status(debt.id, "agreed")
        debt, *others = debts
        data: dict[str, object] = {
            "conversation": conversation_id,
            "agreement": agreement.id,
            "debt": debt.external_id,
            "creditor": debt.creditor.cnpj,
            "total": str(stored.offer.total),
            "installments": [[str(p.due_date), str(p.amount)] for p in stored.offer.payments],
        }
        if others:
            data["further_debts"] = [other.external_id for other in others]
        tx.events.add(Event(self._new_id(), AGREEMENT_CREATED, agreement.id, now, data))
        tx.events.audit("person", "accept_offer", conversation_id, {"offer": stored.id}, now)

    def _next_charge(
        self,
        tx: UnitOfWork,
        agreement: Agreement,
        conversation_id: str,
        person: Person,
        boleto: bool = False,
    ) -> Charge | None:
        due = agreement.next_due
        if due is None:
            return None
        charges = self._boletos if boleto else self._charges
        return charges.request(tx, agreement, due, conversation_id, person)
