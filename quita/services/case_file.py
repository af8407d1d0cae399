"""The case beside a chat: why it came, who it is, what is owed, offered, agreed and paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from quita.domain.business_days import local_day
from quita.domain.charge_records import Charge, Payment
from quita.domain.conversation import Conversation
from quita.domain.debt import Debt, Standing, Statement
from quita.domain.events import HANDOFF_REQUESTED
from quita.domain.identity import (
    FAILURES_COUNT_FOR,
    MAX_FAILURES,
    PLACES,
    challenge_place,
    mask_cpf,
    mask_name,
)
from quita.domain.media import MediaItem
from quita.domain.receipt import ReceiptClaim
from quita.domain.records import Agreement, Case, StoredOffer
from quita.domain.timeline import Mark, Source
from quita.services.access import conversation_of
from quita.services.contact_line import ContactPage, contacts_of
from quita.services.missed_hours import MissedHour, missed_hour
from quita.services.ports import Approval, Clock, Note, UnitOfWork, UnitOfWorkFactory
from quita.services.promises import Promises, promises_of

SHOWN_OFFERS = 6
LOOKED_BACK = 20  # messages, for the words behind a handoff


@dataclass(frozen=True)
class Why:
    """What led to the handoff; confidence between 0 and 1."""

    reason: str | None
    confidence: float | None
    ranking: Sequence[tuple[str, float]]
    wants: str | None
    sentence: str | None


@dataclass(frozen=True)
class Who:
    """How far identity is proven, and what an agent may ask.

    Attributes:
        place: the digits of the CPF to ask for (first and last, from 1).
        left: attempts before the check locks; 0 where it is locked.
    """

    verified: bool
    verified_until: datetime | None
    name: str | None
    cpf: str | None
    place: tuple[int, int]
    left: int


@dataclass(frozen=True)
class Money:
    """What only a proven identity opens."""

    debts: Sequence[tuple[Debt, Standing, Statement]] = ()
    offers: Sequence[StoredOffer] = ()
    agreements: Sequence[Agreement] = ()
    payments: Sequence[Payment] = ()
    payable: Sequence[Charge] = ()
    charges: Mapping[str, Sequence[Charge]] = field(default_factory=dict)


@dataclass(frozen=True)
class ReceiptView:
    """A receipt with its file, and the charge that it may pay, once identity is proven."""

    claim: ReceiptClaim
    item: MediaItem | None
    charge: Charge | None


@dataclass(frozen=True)
class CaseFile:
    """Everything beside a chat; `money` is None while identity is not proven."""

    conversation: Conversation
    why: Why
    who: Who
    money: Money | None
    contacts: ContactPage
    promises: Promises
    missed: MissedHour | None
    cases: Sequence[tuple[Case, str | None]]
    receipts: Sequence[ReceiptView]
    approvals: Sequence[Approval]
    notes: Sequence[Note]
    labels: Sequence[str]
    silent_since: datetime | None


class CaseFiles:
    """Reads cases; agents see no more of an unproven person than the bot does."""

    def __init__(self, reading: UnitOfWorkFactory, clock: Clock) -> None:
        """Wire the ports; `reading` makes transactions that only read."""
        self._reading, self._clock = reading, clock

    def of(self, conversation_id: str) -> CaseFile:
        """Give the case of a conversation.

        Raises:
            NotFound: there is no such conversation.
        """
        now = self._clock()
        with self._reading() as tx:
            conversation = conversation_of(tx, conversation_id)
            verified = conversation.verified(now)
            person_id = conversation.person_id if verified else None
            money = self._money(tx, conversation_id, person_id, now) if person_id else None
            chats = [conversation_id]
            if person_id:
                chats += [one.id for one in tx.desk_list.of_person(person_id)]
            cases = tx.cases.of_conversation(conversation_id)
            return CaseFile(
                conversation,
                self._why(tx, conversation),
                self._who(tx, conversation, now),
                money,
                contacts_of(tx, conversation, now),
                promises_of(tx, chats, money.agreements if money else (), now),
                missed_hour(tx, conversation, now),
                [(case, tx.approvals.verdict(case.id)) for case in cases],
                self._receipts(tx, conversation_id, verified),
                tx.approvals.of_conversation(conversation_id),
                tx.desk_notes.notes(conversation_id),
                tx.desk_notes.labels(conversation_id),
                tx.people.suppressed_since(conversation.address_id),
            )

    def _receipts(self, tx: UnitOfWork, conversation_id: str, verified: bool
                  ) -> list[ReceiptView]:  # fmt: skip
        found = []
        for claim in tx.receipts.of_conversation(conversation_id):
            charge = tx.charges.get(claim.charge_id) if claim.charge_id and verified else None
            found.append(ReceiptView(claim, tx.media.get(claim.media_id), charge))
        return found

    def _why(self, tx: UnitOfWork, conversation: Conversation) -> Why:
        asked = tx.events.of_subject(conversation.id, HANDOFF_REQUESTED)
        data = asked[-1].data if asked else {}
        sentence = _sentence(tx, conversation.id, asked[-1].at) if asked else None
        summary = data.get("summary") or {}
        ranking = [(str(name), float(score)) for name, score in data.get("ranking") or []]
        reason = conversation.handoff_reason
        return Why(reason, data.get("confidence"), ranking[:4], summary.get("wants"), sentence)

    def _who(self, tx: UnitOfWork, conversation: Conversation, now: datetime) -> Who:
        people = [person.id for person in tx.people.at_address(conversation.address_id)]
        since = now - FAILURES_COUNT_FOR
        failed = tx.people.failures(conversation.address_id, people, since)
        person = tx.people.get(conversation.person_id) if conversation.person_id else None
        start, end = PLACES[challenge_place(conversation.id)]
        return Who(
            conversation.verified(now),
            conversation.verified_until,
            mask_name(person.name) if person else None,
            mask_cpf(person.cpf) if person else None,
            (start + 1, end),
            max(0, MAX_FAILURES - failed),
        )

    def _money(self, tx: UnitOfWork, conversation_id: str, person_id: str, now: datetime) -> Money:
        day = local_day(now)
        debts = tx.debts.of_person(person_id)
        agreements = tx.agreements.of_person(person_id)
        charges: dict[str, list[Charge]] = {}
        payments: list[Payment] = []
        for agreement in agreements:
            for item in agreement.installments:
                issued = tx.charges.of_installment(item.id)
                charges[item.id] = list(issued)
                payments += [paid for one in issued for paid in tx.charges.payments_of(one.id)]
        return Money(
            [(debt, debt.standing(day), debt.statement(day)) for debt in debts],
            tx.offers.of_person(person_id)[:SHOWN_OFFERS],
            agreements,
            sorted(payments, key=lambda paid: paid.paid_at, reverse=True),
            tx.charges.payable(conversation_id, person_id),
            charges,
        )


def _sentence(tx: UnitOfWork, conversation_id: str, at: datetime) -> str | None:
    """Give the words that a person wrote last by a moment, if they wrote any lately."""
    just_after = Mark(at, Source.SAID, "0")
    latest = tx.timeline.heard([conversation_id], just_after, LOOKED_BACK)
    return next((message.text for _, message in latest if message.text), None)
