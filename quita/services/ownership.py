"""The only writer of a conversation's owner, with the event that tells of each change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from quita.domain.conversation import Channel, Conversation, Owner, check_move
from quita.domain.errors import NotFound, NotOwner
from quita.domain.events import (
    HANDOFF_ACCEPTED,
    HANDOFF_CLOSED,
    HANDOFF_REQUESTED,
    HANDOFF_RETURNED,
    Event,
)
from quita.domain.handoff import Decision, Reason
from quita.domain.identity import mask_name
from quita.domain.records import Payload
from quita.services.ports import Clock, NewId, UnitOfWork, UnitOfWorkFactory

REPLY_WINDOW = timedelta(hours=24)  # WhatsApp: free text only this long after the last message


class Ownership:
    """Moves conversations between bot, queue and people."""

    def __init__(
        self, uow: UnitOfWorkFactory, clock: Clock, new_id: NewId, public_url: str
    ) -> None:
        """Wire the ports; `public_url` begins the link to the transcript."""
        self._uow, self._clock, self._new_id, self._public_url = uow, clock, new_id, public_url

    def queue(
        self,
        tx: UnitOfWork,
        conversation: Conversation,
        decision: Decision,
        context: Mapping[str, Any],
    ) -> None:
        """Put a conversation in the queue and write its handoff event, in the caller's transaction.

        A conversation that waits already only rises in priority. One that a human holds is left
        to them, but for a risk to life: its event alerts whoever watches.
        """
        held = conversation.owner is Owner.HUMAN
        if held and decision.reason is not Reason.LIFE_RISK:
            return
        if conversation.owner is Owner.BOT:
            check_move(conversation.owner, Owner.QUEUED)
        elif decision.priority >= conversation.priority:
            return
        tx.conversations.set_owner(
            conversation.id,
            Owner.HUMAN if held else Owner.QUEUED,
            agent_id=conversation.agent_id if held else None,
            reason=decision.reason.value,
            priority=decision.priority,
            at=self._clock(),
        )
        self._tell(tx, conversation, HANDOFF_REQUESTED, self._request_data(
            tx, conversation, decision, context))  # fmt: skip

    def claim(self, conversation_id: str, agent_id: str) -> None:
        """Give a queued conversation to an agent.

        Raises:
            NotOwner: somebody else has it. NotFound: there is no such conversation.
        """
        with self._uow() as tx:
            conversation = _get(tx, conversation_id)
            if conversation.owner is Owner.HUMAN and conversation.agent_id == agent_id:
                return
            if conversation.owner is not Owner.QUEUED:
                raise NotOwner("Esta conversa já está com outra pessoa.")
            tx.conversations.set_owner(
                conversation_id,
                Owner.HUMAN,
                agent_id=agent_id,
                reason=conversation.handoff_reason,
                priority=conversation.priority,
                at=self._clock(),
            )
            self._tell(tx, conversation, HANDOFF_ACCEPTED, {"agent": agent_id})
            self._audit(tx, agent_id, "claim", conversation_id)

    def reply(self, conversation_id: str, agent_id: str, payload: Payload, key: str) -> None:
        """Write an agent's answer to the outbox; `key` makes a double click harmless.

        Raises:
            NotOwner: the conversation is not this agent's.
        """
        with self._uow() as tx:
            self._owned(tx, conversation_id, agent_id)
            author = f"agent:{agent_id}"
            tx.outbox.add(conversation_id, payload, author, f"agent:{key}", self._clock())

    def give_back(self, conversation_id: str, agent_id: str, farewell: Payload) -> None:
        """Hand a conversation back to the bot, saying so.

        Raises:
            NotOwner: the conversation is not this agent's.
        """
        with self._uow() as tx:
            conversation = self._owned(tx, conversation_id, agent_id)
            self.return_to_bot(tx, conversation, farewell, f"agent:{agent_id}")

    def close(self, conversation_id: str, agent_id: str) -> None:
        """End a conversation: the person's next message opens a new one.

        Raises:
            NotOwner: the conversation is not this agent's.
        """
        with self._uow() as tx:
            conversation = self._owned(tx, conversation_id, agent_id)
            tx.conversations.set_owner(conversation_id, Owner.CLOSED, at=self._clock())
            self._tell(tx, conversation, HANDOFF_CLOSED, {"agent": agent_id})
            self._audit(tx, agent_id, "close", conversation_id)

    def return_to_bot(
        self, tx: UnitOfWork, conversation: Conversation, said: Payload, actor: str
    ) -> None:
        """Give the conversation to the bot in the caller's transaction."""
        now = self._clock()
        check_move(conversation.owner, Owner.BOT)
        tx.conversations.set_owner(conversation.id, Owner.BOT, at=now)
        tx.conversations.set_misunderstandings(conversation.id, 0)
        tx.outbox.add(conversation.id, said, "bot", f"return:{self._new_id()}", now)
        self._tell(tx, conversation, HANDOFF_RETURNED, {"by": actor})
        self._audit(tx, actor, "return", conversation.id)

    def _owned(self, tx: UnitOfWork, conversation_id: str, agent_id: str) -> Conversation:
        conversation = _get(tx, conversation_id)
        if conversation.owner is not Owner.HUMAN or conversation.agent_id != agent_id:
            raise NotOwner("Esta conversa não está com você.")
        return conversation

    def _audit(self, tx: UnitOfWork, actor: str, action: str, conversation_id: str) -> None:
        tx.events.audit(actor, action, conversation_id, {}, self._clock())

    def _tell(
        self, tx: UnitOfWork, conversation: Conversation, kind: str, data: Mapping[str, Any]
    ) -> None:
        base = {"conversation": conversation.id, "channel": conversation.channel.value,
                "protocol": conversation.protocol}  # fmt: skip
        tx.events.add(Event(self._new_id(), kind, conversation.id, self._clock(), {**base, **data}))

    def _request_data(
        self,
        tx: UnitOfWork,
        conversation: Conversation,
        decision: Decision,
        context: Mapping[str, Any],
    ) -> dict[str, Any]:
        now = self._clock()
        verified = conversation.verified(now)
        person = tx.people.get(conversation.person_id) if conversation.person_id else None
        closes = (
            (conversation.last_inbound_at + REPLY_WINDOW).isoformat()
            if conversation.channel is Channel.WHATSAPP
            else None
        )
        return {
            "person": {"id": person.id, "name": mask_name(person.name)} if person else None,
            "reason": decision.reason.value,
            "priority": decision.priority,
            "queue": decision.reason.value,
            "verified": verified,
            "reply_window_closes_at": closes,
            "transcript": f"{self._public_url}/desk/conversations/{conversation.id}",
            **context,
        }


def _get(tx: UnitOfWork, conversation_id: str) -> Conversation:
    conversation = tx.conversations.get(conversation_id)
    if conversation is None:
        raise NotFound("no such conversation")
    return conversation
