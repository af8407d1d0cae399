"""Links for people: made, revoked, opened, and tied to the message that followed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from quita.domain.conversation import Channel, Conversation
from quita.domain.errors import Conflict, InvalidInput, NotFound
from quita.domain.identity import valid_cpf
from quita.domain.links import (
    LASTS,
    LONGEST,
    REFERENCE_LASTS,
    Link,
    LinkState,
    Step,
    new_code,
    read_code,
    read_reference,
)
from quita.domain.phone import canonical
from quita.domain.records import AddressKind, InboundDraft
from quita.services.ports import Clock, NewId, UnitOfWork, UnitOfWorkFactory

SOURCE = "link"  # how an address came to be a person's: by a link that was theirs; proves nothing
MAX_TRIES = 5


@dataclass(frozen=True)
class Made:
    """A new link: the only moment at which its code is known."""

    link: Link
    code: str
    url: str


@dataclass(frozen=True)
class Shown:
    """A link and what was done with it."""

    link: Link
    state: LinkState
    steps: Mapping[Step, int]


class Links:
    """Makes links and answers for them."""

    def __init__(
        self, uow: UnitOfWorkFactory, clock: Clock, new_id: NewId, public_url: str
    ) -> None:
        """Wire the ports; `public_url` begins every link."""
        self._uow, self._clock, self._new_id = uow, clock, new_id
        self._public_url = public_url

    def create(self, person_id: str, by: str, lasts: timedelta = LASTS) -> Made:
        """Make a link for a person.

        Raises:
            InvalidInput: it would last for no time, or for longer than 90 days.
            NotFound: there is no such person.
        """
        with self._uow() as tx:
            return self.create_in(tx, person_id, by, lasts)

    def create_in(
        self,
        tx: UnitOfWork,
        person_id: str,
        by: str,
        lasts: timedelta = LASTS,
        begins: datetime | None = None,
    ) -> Made:
        """Make a link in the caller's transaction, its time counted from `begins` or from now.

        Raises as `create`.
        """
        if not timedelta(0) < lasts <= LONGEST:
            raise InvalidInput(f"a link lasts up to {LONGEST.days} days")
        if tx.people.get(person_id) is None:
            raise NotFound("no such person")
        now = self._clock()
        link = Link(self._new_id(), person_id, now, by, (begins or now) + lasts)
        for _ in range(MAX_TRIES):
            code = new_code(secrets.choice)
            if tx.links.add(link, code):
                tx.events.audit(by, "link:created", link.id, {"person": person_id}, now)
                return Made(link, code, f"{self._public_url}/l/{code}")
        raise Conflict("no free code was found")

    def person(self, tx: UnitOfWork, who: str) -> str:
        """Give the id of the person of a CPF, or of the one person behind a phone.

        Raises:
            NotFound: there is nobody.
            InvalidInput: several people are behind the phone, or it is neither phone nor CPF.
        """
        digits = "".join(one for one in who if one.isdigit())
        if valid_cpf(digits):
            found = tx.links.person_of_cpf(digits)
            if found is None:
                raise NotFound("nobody of that CPF is in the portfolio")
            return found
        phone = canonical(who)
        if phone is None:
            raise InvalidInput("give a CPF, or a phone with its area code")
        people = tx.people.at_address(tx.people.ensure_address(AddressKind.PHONE, phone))
        if not people:
            raise NotFound("nobody is behind that phone")
        if len(people) > 1:
            raise InvalidInput("several people are behind that phone: give the CPF")
        return people[0].id

    def person_id(self, who: str) -> str:
        """Do the same in a transaction of its own."""
        with self._uow() as tx:
            return self.person(tx, who)

    def revoke(self, which: str, by: str) -> Link:
        """End a link, by its code or its id.

        Raises:
            NotFound: there is no such link.
        """
        with self._uow() as tx:
            link = self._find(tx, which)
            self.revoke_in(tx, link.id, by)
            return tx.links.get(link.id) or link

    def revoke_in(self, tx: UnitOfWork, link_id: str, by: str) -> None:
        """End a link in the caller's transaction; an SMS with it that waits goes nowhere."""
        now = self._clock()
        if tx.links.revoke(link_id, now):
            tx.events.audit(by, "link:revoked", link_id, {}, now)

    def show(self, which: str) -> list[Shown]:
        """Give a link by its code or id, or all links of a person by CPF or phone.

        Raises:
            NotFound: there is no such link and no such person.
        """
        now = self._clock()
        with self._uow() as tx:
            try:
                found = [self._find(tx, which)]
            except NotFound:
                found = tx.links.of_person(self.person(tx, which))
            return [Shown(one, one.state(now), tx.links.steps(one.id)) for one in found]

    def opened(self, code: str, step: Step) -> LinkState:
        """Note that a link's page was opened, and say what the link is good for."""
        with self._uow() as tx:
            link, state = self.look(tx, code)
            if link is not None:
                tx.links.note(link.id, step, self._clock())
            return state

    def pressed_whatsapp(self, code: str) -> str | None:
        """Note a press of the WhatsApp button; give the reference that goes into the message."""
        now = self._clock()
        with self._uow() as tx:
            link, state = self.look(tx, code)
            if link is None or state is not LinkState.OPEN:
                return None
            reference = new_code(secrets.choice)
            tx.links.add_reference(link.id, reference, now, now + REFERENCE_LASTS)
            tx.links.note(link.id, Step.WHATSAPP, now)
            return reference

    def state(self, code: str) -> LinkState:
        """Say what a link is good for, noting nothing."""
        with self._uow() as tx:
            return self.look(tx, code)[1]

    def look(self, tx: UnitOfWork, code: str) -> tuple[Link | None, LinkState]:
        """Find a link by its code, and say what it is good for."""
        link = tx.links.by_code(read_code(code) or "")
        return link, LinkState.UNKNOWN if link is None else link.state(self._clock())

    def heard(self, tx: UnitOfWork, conversation: Conversation, draft: InboundDraft) -> None:
        """Tie a WhatsApp message that holds a reference to the press that made it.

        It says whom to ask for, as a phone of the portfolio does: whoever writes still has to
        prove who they are.
        """
        reference = read_reference(draft.text or "")
        if draft.channel is not Channel.WHATSAPP or reference is None:
            return
        now = self._clock()
        link = tx.links.take_reference(reference, conversation, now)
        if link is not None:
            tx.links.note(link.id, Step.MESSAGE, now)
            tx.people.link(link.person_id, conversation.address_id, SOURCE)
            tx.events.audit("person", "link:message", conversation.id, {"link": link.id}, now)

    def _find(self, tx: UnitOfWork, which: str) -> Link:
        code = read_code(which)
        link = (tx.links.by_code(code) if code else None) or tx.links.get(which)
        if link is None:
            raise NotFound("no such link")
        return link
