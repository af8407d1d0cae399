"""Offers to a verified person: made by the domain's engine, kept under the id that accepts them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from quita.domain.bargaining import answer_wish
from quita.domain.business_days import local_day
from quita.domain.debt import Debt, Standing
from quita.domain.errors import NotFound, OfferNotAvailable
from quita.domain.offer import Quote, Reason, Wish, still_offered
from quita.domain.records import StoredOffer
from quita.services.access import verified_person
from quita.services.ports import Clock, NewId, UnitOfWork, UnitOfWorkFactory


@dataclass(frozen=True)
class Proposal:
    """Offers for one debt, ready to be shown; `reasons` tell why a wish was not met as said."""

    debt: Debt
    offers: tuple[StoredOffer, ...]
    reasons: tuple[Reason, ...] = ()


class Offers:
    """Bargaining over one debt at a time."""

    def __init__(self, uow: UnitOfWorkFactory, clock: Clock, new_id: NewId) -> None:
        """Wire the ports."""
        self._uow, self._clock, self._new_id = uow, clock, new_id

    def opening(self, conversation_id: str, debt_id: str, key: str) -> Proposal:
        """Make the first offers for a debt; `key` makes a repetition give the same ones.

        Raises:
            NotVerified, NotFound, OfferNotAvailable: the debt may not be offered.
        """
        return self._propose(conversation_id, debt_id, Wish(), key)

    def wish(self, conversation_id: str, debt_id: str, wish: Wish, key: str) -> Proposal:
        """Answer a wish within the debt's terms; raises as opening() does."""
        return self._propose(conversation_id, debt_id, wish, key)

    def shown(self, conversation_id: str, offer_id: str) -> tuple[Debt, StoredOffer]:
        """Give an offer of this person that still stands, with its debt.

        Raises:
            NotVerified: identity is not proven.
            OfferNotAvailable: not this person's, expired, or its terms changed since.
        """
        now = self._clock()
        with self._uow() as tx:
            _, person = verified_person(tx, conversation_id, now)
            return standing_offer(tx, person.id, offer_id, local_day(now))

    def _propose(self, conversation_id: str, debt_id: str, wish: Wish, key: str) -> Proposal:
        now = self._clock()
        day = local_day(now)
        with self._uow() as tx:
            conversation, person = verified_person(tx, conversation_id, now)
            debt = tx.debts.get(debt_id)
            if debt is None or debt.person_id != person.id:
                raise NotFound("no such debt of this person")
            if debt.standing(day) is not Standing.OPEN:
                raise OfferNotAvailable(debt.standing(day).value)
            answer = answer_wish(quote_of(debt, day), wish)
            stored = tuple(
                tx.offers.add(
                    StoredOffer(self._new_id(), person.id, debt.id, conversation.id, offer, now),
                    f"{key}:{ordinal}",
                )
                for ordinal, offer in enumerate(answer.offers)
            )
            return Proposal(debt, stored, answer.reasons)


def quote_of(debt: Debt, day: date) -> Quote:
    """Put a debt on the table for a day, as far as the bot's authority goes."""
    days = debt.days_overdue(day)
    return Quote(debt.statement(day).total, days, debt.terms.aged(days), day)


def standing_offer(
    tx: UnitOfWork, person_id: str, offer_id: str, day: date
) -> tuple[Debt, StoredOffer]:
    """Give an offer that may still be accepted, with its debt.

    It stands while the creditor's figures and terms still give what they gave when it was made.

    Raises:
        OfferNotAvailable: "unknown", "expired" or "changed".
    """
    stored = tx.offers.get(offer_id)
    if stored is None or stored.person_id != person_id:
        raise OfferNotAvailable("unknown")
    debt = tx.debts.get(stored.debt_id)
    if debt is None:
        raise OfferNotAvailable("unknown")
    if stored.accepted:
        return debt, stored
    if day > stored.offer.valid_until:
        raise OfferNotAvailable("expired")
    made_from = quote_of(debt, local_day(stored.created_at))
    if debt.standing(day) is not Standing.OPEN or not still_offered(made_from, stored.offer):
        raise OfferNotAvailable("changed")
    return debt, stored
