"""Links that an agent sends by SMS, for whoever they are talking to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quita.domain.conversation import Conversation
from quita.domain.errors import ContactRefused, InvalidInput, NotFound, NotOwner, NotVerified
from quita.domain.links import LASTS, LENGTH, Link
from quita.domain.records import User
from quita.domain.sms import SmsReason
from quita.services.access import conversation_of
from quita.services.links import Links
from quita.services.ports import Clock, UnitOfWork, UnitOfWorkFactory
from quita.services.ports.sms import SmsMessage
from quita.services.sms import Prepared, Sent, Sms

SHOWN = 3  # earlier links


@dataclass(frozen=True)
class LinkChoice:
    """What an agent may send.

    Attributes:
        phones: by the ids of their addresses; none where nobody knows yet who is meant.
        prepared: the SMS as it will read, with a code that is none, and what it costs.
        earlier: SMS with links that this person was sent, the newest first, each with its link.
    """

    phones: Sequence[tuple[str, str]]
    prepared: Prepared
    earlier: Sequence[tuple[Link, SmsMessage]] = ()


class DeskLinks:
    """Makes links for the person of a conversation.

    Where identity is proven, for any of their phones; before that for the conversation's own phone
    alone, and only where one person is behind it.
    """

    def __init__(
        self,
        uow: UnitOfWorkFactory,
        reading: UnitOfWorkFactory,
        clock: Clock,
        sms: Sms,
        links: Links,
        public_url: str,
    ) -> None:
        """Wire the ports; `reading` makes transactions that only read."""
        self._uow, self._reading, self._clock = uow, reading, clock
        self._sms, self._links = sms, links
        self._example = f"{public_url}/l/{'x' * LENGTH}"

    def choice(self, conversation_id: str) -> LinkChoice:
        """Give what may be sent.

        Raises:
            NotFound: there is no such conversation.
        """
        prepared = self._sms.prepare(self._example)
        with self._reading() as tx:
            meant = self._meant(tx, conversation_of(tx, conversation_id))
            if meant is None:
                return LinkChoice((), prepared)
            person_id, phones = meant
            links = tx.links.of_person(person_id)[:SHOWN]
            earlier = [(link, sms) for link in links for sms in tx.sms.of_link(link.id)]
            return LinkChoice(phones, prepared, earlier)

    def send(
        self, conversation_id: str, user: User, address_id: str, key: str, *, asked: bool
    ) -> Sent:
        """Send a link to one of the phones; `key` makes a repetition a Conflict.

        Args:
            asked: the person asked for it, so that it is an answer; the trail says who said so.

        Raises:
            NotOwner, NotFound. NotVerified: whose link it would be, or that phone, is not known.
            ContactRefused: it must never go; the trail says why.
        """
        if not key:
            raise InvalidInput("a form needs a key")
        reason = SmsReason.REQUESTED if asked else SmsReason.AGENT
        with self._uow() as tx:
            meant = self._meant(tx, self._held(tx, conversation_id, user))
        phone = dict(meant[1]).get(address_id) if meant else None
        if meant is None or phone is None:
            raise NotVerified("nobody knows yet whose phone that is")
        by, key = f"agent:{user.id}", f"desk:{conversation_id}:{key}"
        try:
            sent = self._sms.send_link_to(meant[0], phone, by, LASTS, reason, key)
        except ContactRefused as refused:
            self._note(by, "link_refused", conversation_id, reason, refused.rule)
            raise
        self._note(by, "link_sent", conversation_id, reason, sent.waits_for, sent.made.link.id)
        return sent

    def revoke(self, conversation_id: str, user: User, link_id: str) -> None:
        """End a link of the person whom this conversation is with, however it came to be.

        Raises:
            NotOwner. NotFound: there is no such conversation, or no such link of theirs.
        """
        by = f"agent:{user.id}"
        with self._uow() as tx:
            meant = self._meant(tx, self._held(tx, conversation_id, user))
            link = tx.links.get(link_id)
            if meant is None or link is None or link.person_id != meant[0]:
                raise NotFound("no such link of this person")
            self._links.revoke_in(tx, link.id, by)
            tx.events.audit(by, "link_revoked", conversation_id, {"link": link.id}, self._clock())

    @staticmethod
    def _held(tx: UnitOfWork, conversation_id: str, user: User) -> Conversation:
        conversation = conversation_of(tx, conversation_id)
        if conversation.agent_id != user.id:
            raise NotOwner("Esta conversa não está com você.")
        return conversation

    def _meant(
        self, tx: UnitOfWork, conversation: Conversation
    ) -> tuple[str, list[tuple[str, str]]] | None:
        """Give the person and their phones, as far as this conversation may know them."""
        if conversation.person_id and conversation.verified(self._clock()):
            return conversation.person_id, tx.people.phones_of(conversation.person_id)
        people = tx.people.at_address(conversation.address_id)
        phone = tx.people.phone_of(conversation.address_id)
        if len(people) != 1 or phone is None:
            return None
        return people[0].id, [(conversation.address_id, phone)]

    def _note(
        self,
        by: str,
        action: str,
        conversation_id: str,
        reason: SmsReason,
        rule: str | None,
        link_id: str | None = None,
    ) -> None:
        details = {"reason": reason.value, "rule": rule, "link": link_id}
        with self._uow() as tx:
            tx.events.audit(by, action, conversation_id, details, self._clock())
