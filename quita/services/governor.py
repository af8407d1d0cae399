"""Asks the contact governor with what the database knows; the one door for what we start."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from quita.domain.business_days import local_day
from quita.domain.contact_policy import Asked, Caps, Known, Purpose, Silence, Verdict, may_contact
from quita.domain.conversation import Channel, Conversation, Owner
from quita.domain.debt import Debt
from quita.domain.follow_up import About
from quita.services.contact import LIFE_RISK
from quita.services.ports import Clock, UnitOfWork

REMEMBERED = timedelta(days=31)  # how far back the caps count
HUMAN_HAS_IT = timedelta(hours=4)  # then it is looked at again
_ASKED_ABOUT = {
    Purpose.REMINDER: About.REMINDERS,
    Purpose.OUTREACH: About.OUTREACH,
    Purpose.LINK: About.OUTREACH,
}


@dataclass(frozen=True)
class Whom:
    """Somebody at an address of theirs."""

    person_id: str
    address_id: str
    channel: Channel


class Governor:
    """Says whether the company may start a message, and counts what it started."""

    def __init__(self, clock: Clock, caps: Caps) -> None:
        """Take the clock and how many messages are too many."""
        self._clock, self._caps = clock, caps

    def ask(
        self,
        tx: UnitOfWork,
        whom: Whom,
        purpose: Purpose,
        debts: Iterable[Debt] = (),
        conversation: Conversation | None = None,
        apart_from: str | None = None,
    ) -> Verdict:
        """Say whether somebody may be written to now about these debts, in this conversation.

        `apart_from` is the key of a message that was counted already: it is the one asked about.
        """
        now = self._clock()
        phone = tx.people.phone_of(whom.address_id)
        asked = Asked(now, whom.channel, purpose, phone)
        known = self._known(tx, whom, purpose, list(debts), conversation, phone, now, apart_from)
        return may_contact(asked, known, self._caps)

    def started(self, tx: UnitOfWork, whom: Whom, purpose: Purpose, key: str) -> None:
        """Count a message that the company started."""
        place = (whom.person_id, whom.address_id, whom.channel)
        tx.contacts.started(*place, purpose, key, self._clock())

    def _known(
        self,
        tx: UnitOfWork,
        whom: Whom,
        purpose: Purpose,
        debts: list[Debt],
        conversation: Conversation | None,
        phone: str | None,
        now: datetime,
        apart_from: str | None,
    ) -> Known:
        about = _ASKED_ABOUT.get(purpose)
        person = tx.contacts.silenced(Silence.PERSON, [whom.person_id])
        ids = [debt.id for debt in debts]
        silences = {
            Silence.ADDRESS: tx.people.suppressed(whom.address_id),
            Silence.PERSON: bool(person),
            Silence.DEBT: bool(ids and tx.contacts.silenced(Silence.DEBT, ids)),
        }
        held = conversation is not None and conversation.owner in (Owner.QUEUED, Owner.HUMAN)
        return Known(
            permission=(
                tx.contacts.permission(whom.person_id, whom.address_id, about) if about else None
            ),
            silences=frozenset(silence for silence, there in silences.items() if there),
            do_not_disturb=phone is not None and tx.contacts.on_do_not_disturb(phone),
            life_at_risk=LIFE_RISK in person or tx.people.suppressed(whom.address_id, LIFE_RISK),
            unreachable=tx.reach.is_lost(whom.address_id, whom.channel),
            with_a_human_until=now + HUMAN_HAS_IT if held else None,
            standings=tuple(debt.standing(local_day(now)) for debt in debts),
            started=tuple(tx.contacts.starts_of(whom.person_id, now - REMEMBERED, apart_from)),
        )
