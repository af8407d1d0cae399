"""Who must not be written to: opt-outs and wrong numbers, recorded at once."""

from __future__ import annotations

from quita.domain.conversation import Channel, Conversation
from quita.domain.errors import NotFound
from quita.domain.events import CONTACT_SUPPRESSED, Event
from quita.services.ports import Clock, NewId, UnitOfWork, UnitOfWorkFactory
from quita.services.whereabouts import conversation_at

OPT_OUT = "opt_out"
WRONG_PERSON = "wrong_person"
PREFERENCE = "channel_preference"  # said to the channel itself, not to us


class Contact:
    """Suppresses an address; answers to a person who writes are never suppressed."""

    def __init__(self, uow: UnitOfWorkFactory, clock: Clock, new_id: NewId) -> None:
        """Wire the ports."""
        self._uow, self._clock, self._new_id = uow, clock, new_id

    def stop(self, tx: UnitOfWork, conversation: Conversation, reason: str = OPT_OUT) -> None:
        """Suppress the conversation's address in the caller's transaction; needs no identity.

        Each reason is kept by itself, once: what lifts one leaves the others.
        """
        if tx.people.suppressed(conversation.address_id, reason):
            return
        now = self._clock()
        person_id = conversation.person_id if reason == WRONG_PERSON else None
        tx.people.suppress(conversation.address_id, person_id, reason, now)
        tx.events.audit("person", f"suppress:{reason}", conversation.id, {}, now)
        data = {"conversation": conversation.id, "channel": conversation.channel.value,
                "reason": reason}  # fmt: skip
        tx.events.add(Event(self._new_id(), CONTACT_SUPPRESSED, conversation.id, now, data))

    def prefer_none(self, tx: UnitOfWork, channel: Channel, address_id: str, category: str) -> None:
        """Keep a person's wish that the channel told us: nothing of ours, whatever the category.

        Meta's categories are its own, and what we start (a reminder, say) may count as any.
        """
        reason = f"{PREFERENCE}:{category}"
        if tx.people.suppressed(address_id, reason):
            return
        now = self._clock()
        tx.people.suppress(address_id, None, reason, now)
        conversation = conversation_at(tx, channel, address_id)
        subject = conversation.id if conversation else address_id
        source = {"source": f"{channel.value}:user_preferences"}
        tx.events.audit("person", f"suppress:{reason}", subject, source, now)
        data = {"conversation": conversation.id if conversation else None,
                "channel": channel.value, "reason": reason}  # fmt: skip
        tx.events.add(Event(self._new_id(), CONTACT_SUPPRESSED, subject, now, data))

    def prefer_again(
        self, tx: UnitOfWork, channel: Channel, address_id: str, category: str
    ) -> None:
        """Take that wish back; an opt-out that was said to us stays."""
        now, reason = self._clock(), f"{PREFERENCE}:{category}"
        if tx.people.suppressed(address_id, reason):
            tx.people.lift_suppression(address_id, now, reason)
            source = {"source": f"{channel.value}:user_preferences"}
            tx.events.audit("person", f"unsuppress:{reason}", address_id, source, now)

    def suppress(self, conversation_id: str, reason: str) -> None:
        """Suppress the address of a conversation.

        Raises:
            NotFound: there is no such conversation.
        """
        with self._uow() as tx:
            conversation = tx.conversations.get(conversation_id)
            if conversation is None:
                raise NotFound("no such conversation")
            self.stop(tx, conversation, reason)

    def undo(self, conversation_id: str) -> None:
        """Take an opt-out back ("Foi engano"); a case or a wrong number goes on keeping us quiet.

        Raises:
            NotFound: there is no such conversation.
        """
        with self._uow() as tx:
            conversation = tx.conversations.get(conversation_id)
            if conversation is None:
                raise NotFound("no such conversation")
            now = self._clock()
            tx.people.lift_suppression(conversation.address_id, now, OPT_OUT)
            tx.events.audit("person", "unsuppress", conversation.id, {}, now)
