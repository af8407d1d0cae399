"""Receiving: every message is stored with its conversation before anybody is answered 200."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from quita.domain.business_days import local_day
from quita.domain.conversation import Conversation, Owner, verified_until
from quita.domain.errors import Conflict
from quita.domain.events import MESSAGE_RECEIVED, Event
from quita.domain.records import InboundDraft, InboundMessage, Turn
from quita.services.media_intake import GRACE, MediaRules
from quita.services.ports import Clock, NewId, UnitOfWork, UnitOfWorkFactory
from quita.services.whereabouts import arrived, conversation_at

MAX_TRIES = 5
Heard = Callable[[UnitOfWork, Conversation, InboundDraft], None]


@dataclass(frozen=True)
class Claimed:
    """A turn to be worked on under a lease; `number_id` is the number of ours it came to."""

    conversation: Conversation
    turn: Turn
    number_id: str | None = None


@dataclass(frozen=True)
class Timing:
    """How long things wait.

    Attributes:
        typing_window: messages within it are one turn.
        lease: how long a process may keep a conversation without a sign of life.
        keep: how long a file stays that a browser sent.
    """

    typing_window: timedelta = timedelta(seconds=1.2)
    lease: timedelta = timedelta(seconds=60)
    keep: timedelta = MediaRules.keep


class Inbox:
    """Stores what channels receive and hands it out turn by turn."""

    def __init__(
        self,
        uow: UnitOfWorkFactory,
        clock: Clock,
        new_id: NewId,
        timing: Timing,
        *heard: Heard,
    ) -> None:
        """Wire the ports; whoever `heard` names is told of each new message, in its transaction."""
        self._uow, self._clock, self._new_id, self.timing = uow, clock, new_id, timing
        self._heard = heard

    def receive(self, drafts: Iterable[InboundDraft]) -> int:
        """Store a batch in one transaction; give how many messages were new.

        Raises:
            Conflict: other processes kept getting there first; nothing was stored, the channel
                must not acknowledge.
        """
        batch = list(drafts)
        for attempt in range(MAX_TRIES):
            try:
                with self._uow() as tx:
                    return sum(self._store(tx, draft) for draft in batch)
            except Conflict:
                if attempt == MAX_TRIES - 1:
                    raise
        return 0

    def claim(self, worker: str) -> Claimed | None:
        """Lease the longest-waiting conversation and freeze its next turn; None if none is ready.

        A turn that a crash left undone comes back with the same messages and one more attempt.
        While web hooks are held, only what was due before the first of them came is ready: an
        earlier message of the same typing window may be among them.
        """
        now = self._clock()
        with self._uow() as tx:
            due = min(now, tx.held_hooks.unread_since() or now)
            conversation_id = tx.conversations.claim_ready(due, worker, now + self.timing.lease)
            if conversation_id is None:
                return None
            turn = tx.messages.open_turn(conversation_id) or self._freeze(tx, conversation_id, now)
            conversation = tx.conversations.get(conversation_id)
            if turn is None or conversation is None:
                tx.conversations.ready_at(conversation_id, None)
                tx.conversations.release(conversation_id, worker)
                return None
            return Claimed(conversation, turn, tx.numbers.held_on(conversation_id))

    def keep(self, conversation_id: str, worker: str) -> bool:
        """Extend the lease while a turn is worked on; False where it was lost."""
        with self._uow() as tx:
            until = self._clock() + self.timing.lease
            return tx.conversations.extend_lease(conversation_id, worker, until)

    def put_back(self, conversation_id: str, worker: str, delay: timedelta) -> None:
        """Give an unfinished turn back, to be tried again after a delay."""
        with self._uow() as tx:
            if tx.conversations.holds_lease(conversation_id, worker):
                tx.conversations.ready_at(conversation_id, self._clock() + delay)
                tx.conversations.release(conversation_id, worker)

    def _freeze(self, tx: UnitOfWork, conversation_id: str, now: datetime) -> Turn | None:
        pending = tx.messages.pending(conversation_id)
        if not pending:
            return None
        chosen = [message.id for message in next_turn(pending)]
        return tx.messages.freeze(conversation_id, chosen, now)

    def _store(self, tx: UnitOfWork, draft: InboundDraft) -> int:
        if tx.messages.known(draft.channel, draft.external_id):
            return 0
        now = self._clock()
        address_id = arrived(tx, draft, now)
        conversation = conversation_at(tx, draft.channel, address_id)
        if conversation is None:
            conversation = self._new_conversation(draft, address_id, now)
            tx.conversations.add(conversation)
        elif conversation.address != draft.reply_to:  # a number was hidden, or shown again
            tx.conversations.move(conversation.id, conversation.address_id, draft.reply_to)
        message = tx.messages.add(conversation.id, draft, now)
        if message is None:
            return 0
        tx.events.add(self._received(conversation, message))
        for tell in self._heard:
            tell(tx, conversation, draft)
        if message.media and message.media.get("id"):
            tx.media.add(message, now + GRACE)
        elif message.media and message.media.get("upload"):
            tx.media.add_stored(message, now + self.timing.keep)
        if draft.origin:
            origin = dict(draft.origin)
            tx.events.audit(draft.channel.value, "origin:ad", conversation.id, origin, now)
        until = verified_until(conversation.verified_until, now)
        tx.conversations.touch(
            conversation.id,
            now,
            until,
            sent_at=min(draft.sent_at, now),
            ready_at=now + self.timing.typing_window,
            number_id=draft.number_id,
        )
        return 1

    def _received(self, conversation: Conversation, message: InboundMessage) -> Event:
        """Tell that somebody wrote; what they wrote leaves only by the transcript."""
        data = {
            "conversation": conversation.id,
            "channel": conversation.channel.value,
            "protocol": conversation.protocol,
            "message": message.id,
            "kind": message.kind,
            "owner": conversation.owner.value,
            "received_at": message.received_at.isoformat(),
        }
        return Event(self._new_id(), MESSAGE_RECEIVED, conversation.id, message.received_at, data)

    def _new_conversation(
        self, draft: InboundDraft, address_id: str, now: datetime
    ) -> Conversation:
        new_id = self._new_id()
        return Conversation(
            id=new_id,
            channel=draft.channel,
            address=draft.reply_to,
            address_id=address_id,
            protocol=protocol_number(now, new_id),
            owner=Owner.BOT,
            opened_at=now,
            last_inbound_at=now,
        )


def next_turn(pending: Sequence[InboundMessage]) -> list[InboundMessage]:
    """Give the pending messages that are answered together: words, or one press of a button.

    A press says all by itself, so the words around it are turns of their own, and none is lost;
    pressing twice is pressing once.
    """
    pressed = pending[0].payload_id
    return [*takewhile(lambda message: message.payload_id == pressed, pending)]


def protocol_number(now: datetime, unique: str) -> str:
    """Give a protocol number that can be read aloud: the day and eight digits (Decreto 11.034)."""
    digits = int.from_bytes(unique.encode()[-8:], "big") % 100_000_000
    return f"{local_day(now):%Y%m%d}{digits:08d}"
