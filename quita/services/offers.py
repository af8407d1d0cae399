"""Offers to a verified person: made by the domain's engine, kept under the id that accepts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from quita.domain.agreement import RUNNING
from quita.domain.bargaining import answer_wish, is_far
from quita.domain.business_days import local_day
from quita.domain.debt import Debt, Standing, Statement
from quita.domain.errors import OfferNotAvailable
from quita.domain.offer import Quote, Reason, Wish, still_offered
from quita.domain.policy import Role
from quita.domain.records import Agreement, StoredOffer
from quita.domain.together import SEPARATOR, added_up, one_of
from quita.services.access import verified_person
from quita.services.ports import Clock, NewId, UnitOfWork, UnitOfWorkFactory
from quita.services.table import debts_on_table, paid_since, quote_all, room_of, without

__all__ = ["Offers", "Proposal", "standing_offer"]


@dataclass(frozen=True)
class Proposal:
    """Offers for debts that are spoken of as one, ready to be shown.

    Attributes:
        debts: what would be settled. quote: what they come to today.
        reasons: why a wish was not met as said.
        far: it lies so far outside that a person may decide.
        within: whose authority it would be in, if anybody's.
    """

    debts: tuple[Debt, ...]
    quote: Quote
    offers: tuple[StoredOffer, ...]
    reasons: tuple[Reason, ...] = ()
    far: bool = False
    within: Role | None = None

    @property
    def debt(self) -> Debt:
        """The debt, or one that stands for all of them."""
        return one_of(self.debts)

    @property
    def statement(self) -> Statement:
        """What is owed on the day of the proposal, of what it is made; of all debts as one."""
        return added_up([debt.statement(self.quote.day) for debt in self.debts])


class Offers:
    """Bargaining over one debt at a time, or over several of one creditor."""

    def __init__(self, uow: UnitOfWorkFactory, clock: Clock, new_id: NewId) -> None:
        """Wire the ports."""
        self._uow, self._clock, self._new_id = uow, clock, new_id

    def opening(self, conversation_id: str, debt_id: str, key: str) -> Proposal:
        """Make the first offers for a debt; `key` makes a repetition give the same ones.

        Raises:
            NotVerified, NotFound, OfferNotAvailable: the debt may not be offered.
        """
        return self._propose(conversation_id, debt_id, Wish(), key)

    def wish(
        self, conversation_id: str, debt_id: str, wish: Wish, key: str, role: Role = Role.BOT
    ) -> Proposal:
        """Answer a wish within the debt's terms and a role's authority; raises as opening()."""
        return self._propose(conversation_id, debt_id, wish, key, role)

    def again(self, conversation_id: str, wish: Wish, key: str) -> Proposal | None:
        """Answer a wish for another plan in place of the running agreement; None without one.

        The agreement runs on until one of these offers is accepted.

        Raises:
            NotVerified: identity is not proven.
            OfferNotAvailable: the assistant may not make it anew.
        """
        now = self._clock()
        with self._uow() as tx:
            conversation, person = verified_person(tx, conversation_id, now)
            running = [a for a in tx.agreements.of_person(person.id) if a.state in RUNNING]
            if not running:
                return None
            ids = SEPARATOR.join(running[0].debt_ids)
            return self._answer(tx, person.id, conversation.id, ids, wish, key, now, running[0])

    def tell_income(self, conversation_id: str, monthly: Decimal) -> None:
        """Note an income, so that no plan eats into the existential minimum.

        Raises:
            NotVerified: identity is not proven.
        """
        now = self._clock()
        with self._uow() as tx:
            _, person = verified_person(tx, conversation_id, now)
            tx.people.tell_income(person.id, monthly, now)

    def shown(self, conversation_id: str, offer_id: str) -> tuple[Debt, StoredOffer]:
        """Give an offer of this person that still stands, with its debt (or one for several).

        Raises:
            NotVerified: identity is not proven.
            OfferNotAvailable: not this person's, expired, or its terms changed since.
        """
        now = self._clock()
        with self._uow() as tx:
            _, person = verified_person(tx, conversation_id, now)
            debts, stored = standing_offer(tx, person.id, offer_id, now)
            return one_of(debts), stored

    def _propose(
        self, conversation_id: str, debt_id: str, wish: Wish, key: str, role: Role = Role.BOT
    ) -> Proposal:
        now = self._clock()
        with self._uow() as tx:
            conversation, person = verified_person(tx, conversation_id, now)
            return self._answer(tx, person.id, conversation.id, debt_id, wish, key, now, None, role)

    def _answer(
        self,
        tx: UnitOfWork,
        person_id: str,
        conversation_id: str,
        debt_id: str,
        wish: Wish,
        key: str,
        now: datetime,
        replaces: Agreement | None,
        role: Role = Role.BOT,
    ) -> Proposal:
        day = local_day(now)
        debts = debts_on_table(tx, person_id, debt_id, day, replaces)
        old = replaces.id if replaces else None
        quote = quote_all(debts, day, room_of(tx, person_id, debts, now, old), role)
        answer = answer_wish(quote, wish)
        first, *others = debts
        stored = tuple(
            tx.offers.add(
                StoredOffer(
                    id=self._new_id(),
                    person_id=person_id,
                    debt_id=first.id,
                    conversation_id=conversation_id,
                    offer=offer,
                    created_at=now,
                    also=tuple(debt.id for debt in others),
                    replaces=old,
                    authority=role,
                ),
                f"{key}:{ordinal}",
            )
            for ordinal, offer in enumerate(answer.offers)
        )
        far = is_far(quote, wish, answer)
        within = _authority(debts, day, wish) if far else None
        return Proposal(tuple(debts), quote, stored, answer.reasons, far, within)


def standing_offer(
    tx: UnitOfWork, person_id: str, offer_id: str, now: datetime
) -> tuple[list[Debt], StoredOffer]:
    """Give an offer that may still be accepted, with its debts.

    It stands while the creditor's figures and terms still give what they gave when it was made,
    and nothing was paid since.

    Raises:
        OfferNotAvailable: "unknown", "expired" or "changed".
    """
    stored = tx.offers.get(offer_id)
    if stored is None or stored.person_id != person_id:
        raise OfferNotAvailable("unknown")
    debts = [debt for debt in map(tx.debts.get, sorted(stored.debt_ids)) if debt is not None]
    if len(debts) != len(stored.debt_ids):
        raise OfferNotAvailable("unknown")
    if stored.accepted:
        return debts, stored
    day = local_day(now)
    if day > stored.offer.valid_until:
        raise OfferNotAvailable("expired")
    replaced = tx.agreements.get(stored.replaces) if stored.replaces else None
    if paid_since(tx, stored, debts) or (replaced and replaced.state not in RUNNING):
        raise OfferNotAvailable("changed")
    room = room_of(tx, person_id, debts, now, stored.replaces)
    if not _stands(without(tx, debts, replaced) if replaced else debts, stored, day, room):
        raise OfferNotAvailable("changed")
    return debts, stored


def _stands(debts: Sequence[Debt], stored: StoredOffer, day: date, room: Decimal | None) -> bool:
    if any(debt.standing(day) is not Standing.OPEN for debt in debts):
        return False
    try:
        made_from = quote_all(debts, local_day(stored.created_at), room, stored.authority)
    except OfferNotAvailable:
        return False
    return still_offered(made_from, stored.offer)


def _authority(debts: Sequence[Debt], day: date, wish: Wish) -> Role | None:
    """Say who of the company may grant a wish that the bot may not."""
    if len(debts) > 1:
        return None
    (debt,) = debts
    days = debt.days_overdue(day)
    for role in (Role.AGENT, Role.SUPERVISOR):
        quote = Quote(debt.statement(day).total, days, debt.terms.aged(days, role), day)
        if answer_wish(quote, wish).granted:
            return role
    return None
