"""The only writer of a conversation's owner, with the event that tells of each change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from quita.domain.conversation import Conversation, Owner, check_move
from quita.domain.errors import InvalidInput, NotAllowed, NotOwner
from quita.domain.events import (
    HANDOFF_ACCEPTED,
    HANDOFF_CLOSED,
    HANDOFF_REQUESTED,
    HANDOFF_RETURNED,
    HANDOFF_TRANSFERRED,
    Event,
)
from quita.domain.handoff import Decision, Reason
from quita.domain.handoff_records import Ending, Handoff
from quita.domain.permissions import Permission, answers, may
from quita.domain.queues import HandoffBook, route
from quita.domain.records import Payload, User
from quita.domain.window import Window
from quita.services import handoff_rows
from quita.services.access import check_active, conversation_of, owned_conversation
from quita.services.handoff_story import base_data, creditors_known, story
from quita.services.ports import Clock, NewId, UnitOfWork, UnitOfWorkFactory


class Ownership:
    """Moves conversations between bot, queue and people.

    Each move reads the conversation under a lock and changes it in the same transaction, so of
    many who claim one at once, in however many processes, exactly one gets it.
    """

    def __init__(
        self,
        uow: UnitOfWorkFactory,
        clock: Clock,
        new_id: NewId,
        public_url: str,
        book: HandoffBook | None = None,
    ) -> None:
        """Wire the ports; `public_url` begins the link to the transcript."""
        self._uow, self._clock, self._new_id, self._public_url = uow, clock, new_id, public_url
        self.book = book or HandoffBook()

    def queue(
        self,
        tx: UnitOfWork,
        conversation: Conversation,
        decision: Decision,
        context: Mapping[str, Any],
    ) -> Handoff | None:
        """Put a conversation in the queue and write its handoff event, in the caller's transaction.

        A conversation that waits already only rises in priority. One that a human holds is left
        to them, but for a risk to life: its event alerts whoever watches.

        Returns:
            The handoff, where it began or rose; None where nothing changed.
        """
        held = conversation.owner is Owner.HUMAN
        if held and decision.reason is not Reason.LIFE_RISK:
            return None
        if conversation.owner is Owner.BOT:
            check_move(conversation.owner, Owner.QUEUED)
        elif decision.priority >= conversation.priority:
            return None
        now = self._clock()
        told = story(tx, conversation, now, self._public_url, context)
        creditors = creditors_known(tx, conversation, now)
        queue = route(self.book, decision.reason, creditors, told["language"])
        handoff = handoff_rows.begin(tx, conversation, decision, queue, told, now, self._new_id)
        tx.conversations.set_owner(
            conversation.id,
            Owner.HUMAN if held else Owner.QUEUED,
            agent_id=conversation.agent_id if held else None,
            reason=decision.reason.value,
            priority=decision.priority,
            at=now,
        )
        self._request(tx, conversation, handoff, told)
        return handoff

    def lift(
        self, tx: UnitOfWork, conversation: Conversation, handoff: Handoff, priority: int, why: str
    ) -> None:
        """Let a conversation that waits rise, and tell of it: its hour came, or its time is over.

        Where it stands as high already only the telling is left.
        """
        risen = replace(handoff, priority=min(priority, conversation.priority))
        tx.handoffs.raise_to(risen)
        self._set(tx, replace(conversation, priority=risen.priority), Owner.QUEUED, None)
        told = story(tx, conversation, self._clock(), self._public_url, handoff.context)
        self._request(tx, conversation, risen, {**told, "because": why})
        self._audit(tx, "system", f"lift:{why}", conversation.id)

    def overflow(self, tx: UnitOfWork, conversation: Conversation, to_queue: str) -> None:
        """Move a conversation that waits too long into another queue, with its time of waiting."""
        now, queue = self._clock(), self.book.queue(to_queue)
        handoff_rows.pass_on(tx, conversation, queue, None, now, self._new_id, keep_time=True)
        data = {"by": "system", "from": None, "agent": None, "queue": queue.name}
        self._tell(tx, conversation, HANDOFF_TRANSFERRED, data)
        self._audit(tx, "system", "overflow", conversation.id, data)

    def claim(self, conversation_id: str, agent_id: str) -> None:
        """Give a queued conversation to an agent.

        Raises:
            NotOwner: somebody else has it. NotFound: there is no such conversation.
            NotAllowed: the agent was deactivated.
            Conflict: another transaction kept it locked; the caller tries again.
        """
        with self._uow() as tx:
            check_active(tx, agent_id)
            conversation = conversation_of(tx, conversation_id)
            if conversation.owner is Owner.HUMAN and conversation.agent_id == agent_id:
                return
            if conversation.owner is not Owner.QUEUED:
                raise NotOwner("Esta conversa já está com outra pessoa.")
            self._give(tx, conversation, agent_id)
            self._tell(tx, conversation, HANDOFF_ACCEPTED, {"agent": agent_id, "from": None})
            self._audit(tx, agent_id, "claim", conversation_id)

    def take_over(self, conversation_id: str, supervisor: User) -> None:
        """Give a conversation to a supervisor, whoever has it.

        Raises:
            NotAllowed: the role may not, or the bot answers. NotFound: no such conversation.
        """
        if not may(supervisor.role, Permission.TAKE_OVER):
            raise NotAllowed("Só a supervisão assume a conversa de outra pessoa.")
        with self._uow() as tx:
            check_active(tx, supervisor.id)
            conversation = conversation_of(tx, conversation_id)
            before = conversation.agent_id
            if conversation.owner is Owner.HUMAN and before == supervisor.id:
                return
            if conversation.owner not in (Owner.QUEUED, Owner.HUMAN):
                raise NotAllowed("Esta conversa não está com uma pessoa nem na fila.")
            self._give(tx, conversation, supervisor.id)
            data = {"agent": supervisor.id, "from": before}
            self._tell(tx, conversation, HANDOFF_ACCEPTED, data)
            self._audit(tx, supervisor.id, "take_over", conversation_id, {"from": before})

    def transfer(
        self,
        conversation_id: str,
        by: User,
        *,
        to_agent: str | None = None,
        to_queue: str | None = None,
        note: str = "",
    ) -> None:
        """Pass a conversation on to another agent, or back into a queue.

        Args:
            note: for whoever takes it; kept in the audit trail, and not in the event.

        Raises:
            InvalidInput: not exactly one target, an unknown queue, or somebody who takes no chats.
            NotOwner: it is not with `by`, who is no supervisor. NotFound: no such conversation.
        """
        if (to_agent is None) == (to_queue is None):
            raise InvalidInput("a transfer goes to one agent or to one queue")
        if to_queue is not None and not self.book.knows(to_queue):
            raise InvalidInput(f"there is no queue {to_queue}")
        with self._uow() as tx:
            taker = tx.users.lock(to_agent) if to_agent else None
            if to_agent and (taker is None or not answers(taker)):
                raise InvalidInput("nobody of that id takes conversations")
            conversation = self._passed_on_by(tx, conversation_id, by)
            self.pass_on(tx, conversation, by, to_agent, to_queue, note)

    def reply(self, conversation_id: str, agent_id: str, payload: Payload, key: str) -> None:
        """Write an agent's answer to the outbox; `key` makes a double click harmless.

        Raises:
            NotOwner: the conversation is not this agent's.
            WindowClosed: only a template may be sent by now.
        """
        with self._uow() as tx:
            conversation = owned_conversation(tx, conversation_id, agent_id)
            window = Window.of(conversation)
            window.check(str(payload.get("kind")), self._clock())
            author = f"agent:{agent_id}"
            tx.outbox.add(conversation_id, payload, author, f"agent:{key}", self._clock())

    def give_back(self, conversation_id: str, agent_id: str, farewell: Payload) -> None:
        """Hand a conversation back to the bot, saying so.

        Raises:
            NotOwner: the conversation is not this agent's.
        """
        with self._uow() as tx:
            conversation = owned_conversation(tx, conversation_id, agent_id)
            self.return_to_bot(tx, conversation, farewell, f"agent:{agent_id}")

    def close(self, conversation_id: str, agent_id: str) -> None:
        """End a conversation: the person's next message opens a new one.

        Raises:
            NotOwner: the conversation is not this agent's.
        """
        with self._uow() as tx:
            conversation = owned_conversation(tx, conversation_id, agent_id)
            tx.conversations.set_owner(conversation_id, Owner.CLOSED, at=self._clock())
            handoff_rows.end(tx, conversation_id, Ending.CLOSED, self._clock())
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
        gave_up = conversation.owner is Owner.QUEUED
        how = Ending.GAVE_UP if gave_up else Ending.RETURNED
        handoff_rows.end(tx, conversation.id, how, now)
        tx.outbox.add(conversation.id, said, "bot", f"return:{self._new_id()}", now)
        self._tell(tx, conversation, HANDOFF_RETURNED, {"by": actor})
        self._audit(tx, actor, "return", conversation.id)

    def pass_on(
        self,
        tx: UnitOfWork,
        conversation: Conversation,
        by: User,
        to_agent: str | None,
        to_queue: str | None,
        note: str,
    ) -> None:
        before = tx.handoffs.running(conversation.id)
        queue = self.book.queue(to_queue or (before.queue if before else ""))
        self._set(tx, conversation, Owner.HUMAN if to_agent else Owner.QUEUED, to_agent)
        handoff_rows.pass_on(tx, conversation, queue, to_agent, self._clock(), self._new_id)
        data = {"by": by.id, "from": conversation.agent_id, "agent": to_agent, "queue": queue.name}
        self._tell(tx, conversation, HANDOFF_TRANSFERRED, data)
        self._audit(tx, by.id, "transfer", conversation.id, {**data, "note": note})

    def _give(self, tx: UnitOfWork, conversation: Conversation, agent_id: str) -> None:
        self._set(tx, conversation, Owner.HUMAN, agent_id)
        handoff_rows.accept(tx, conversation.id, agent_id, self._clock())

    def _set(
        self, tx: UnitOfWork, conversation: Conversation, owner: Owner, agent_id: str | None
    ) -> None:
        """Change who has a conversation that is on its way to people, and nothing else."""
        tx.conversations.set_owner(
            conversation.id,
            owner,
            agent_id=agent_id,
            reason=conversation.handoff_reason,
            priority=conversation.priority,
            at=self._clock(),
        )

    def _passed_on_by(self, tx: UnitOfWork, conversation_id: str, by: User) -> Conversation:
        if not may(by.role, Permission.REASSIGN):
            return owned_conversation(tx, conversation_id, by.id)
        conversation = conversation_of(tx, conversation_id)
        if conversation.owner not in (Owner.QUEUED, Owner.HUMAN):
            raise NotOwner("Esta conversa não está com uma pessoa nem na fila.")
        return conversation

    def _audit(
        self,
        tx: UnitOfWork,
        actor: str,
        action: str,
        conversation_id: str,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        tx.events.audit(actor, action, conversation_id, details or {}, self._clock())

    def _request(
        self,
        tx: UnitOfWork,
        conversation: Conversation,
        handoff: Handoff,
        told: Mapping[str, Any],
    ) -> None:
        data = {"reason": handoff.reason, "rule": handoff.rule, "priority": handoff.priority,
                "queue": handoff.queue, "because": None, **told}  # fmt: skip
        self._tell(tx, conversation, HANDOFF_REQUESTED, data)

    def _tell(
        self, tx: UnitOfWork, conversation: Conversation, kind: str, data: Mapping[str, Any]
    ) -> None:
        told = {**base_data(conversation), **data}
        tx.events.add(Event(self._new_id(), kind, conversation.id, self._clock(), told))
