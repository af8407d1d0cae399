"""Waiting for a person: what is told, the hours that are promised, and how promises are kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import Enum

from quita.domain.callback import PRESSED, pressed_time, typed_time
from quita.domain.conversation import Conversation, Owner
from quita.domain.errors import InvalidInput, NotAllowed
from quita.domain.handoff import Decision, Reason
from quita.domain.handoff_records import Callback, CallbackState, Handoff
from quita.domain.queues import Queue, expected_wait
from quita.domain.records import Payload
from quita.services.access import conversation_of
from quita.services.contact import asked_for_silence
from quita.services.framing import handoff_words
from quita.services.handoff_story import window_closes
from quita.services.languages import language_of
from quita.services.missed_hours import ASKED, UNREACHED
from quita.services.ownership import Ownership
from quita.services.ports import Clock, NewId, Phrases, UnitOfWork, UnitOfWorkFactory
from quita.services.reaching import Reaching
from quita.services.waiting_words import Standing, WaitingWords, joined

BATCH = 20
LAST_WAITS, WAITS_COUNT_FOR = 20, timedelta(days=14)
PROMISED_PRIORITY = 1  # only a risk to life goes before an hour that was promised
FURTHEST = timedelta(days=14)
LONGEST_ANSWER = 60  # characters; who writes more tells something else than an hour


class Withheld(Enum):
    """Why a person was not told."""

    SILENCE = "silence"
    WINDOW = "window"


class Waiting:
    """Tells people where they stand, and keeps what it told them."""

    def __init__(
        self,
        uow: UnitOfWorkFactory,
        clock: Clock,
        new_id: NewId,
        phrases: Phrases,
        ownership: Ownership,
        reaching: Reaching,
    ) -> None:
        """Wire the ports."""
        self._uow, self._clock, self._new_id = uow, clock, new_id
        self._phrases, self._words, self._ownership = phrases, WaitingWords(phrases), ownership
        self._reaching = reaching

    def standing(self, conversation_id: str) -> Standing | None:
        """Give where a conversation stands; None where it does not wait."""
        with self._uow() as tx:
            handoff = tx.handoffs.running(conversation_id)
            if handoff is None or handoff.accepted_at is not None:
                return None
            return self._standing(tx, handoff)

    def news(self, tx: UnitOfWork, conversation: Conversation, handoff: Handoff) -> Payload | None:
        """Give what a person is told who begins to wait.

        Outside the opening hours they are promised the next one. Somebody whose life is at risk
        is told nothing of queues.
        """
        if handoff.reason == Reason.LIFE_RISK.value:
            return None
        now, standing = self._clock(), self._standing(tx, handoff)
        if standing.open or standing.opens_at is None:
            return self._words.open(standing)
        self._promise(tx, handoff, standing.opens_at, "system")
        closes = window_closes(conversation)
        return self._words.closed(standing.queue, standing.opens_at, now, closes)

    def hand_over(
        self, tx: UnitOfWork, conversation: Conversation, decision: Decision, key: str
    ) -> None:
        """Hand over a conversation between its turns; the person is told, where they may be."""
        context = {"language": language_of(tx, self._phrases, conversation.id, None)}
        handoff = self._ownership.queue(tx, conversation, decision, context)
        if handoff is None:
            return
        told = handoff_words(self._phrases, conversation, decision.reason, None, numbered=False)
        news = self.news(tx, conversation, handoff)
        self._tell(tx, conversation, joined(told, news) if news else told, key)

    def chosen(self, conversation_id: str, text: str, days: Sequence[str]) -> datetime | None:
        """Give the hour that somebody who waits asks for; None where they ask for none.

        Typed words count only where an hour was offered. `days` are ISO dates found in the text.
        """
        if text.startswith(PRESSED):
            return pressed_time(text)
        if len(text) > LONGEST_ANSWER:
            return None
        with self._uow() as tx:
            handoff = tx.handoffs.running(conversation_id)
            expected = tx.callbacks.expected(conversation_id)
        if handoff is None or not (expected or handoff.timed_out_at):
            return None
        day = date.fromisoformat(days[0]) if days else None
        return typed_time(text, day, self._clock())

    def answer(self, tx: UnitOfWork, conversation: Conversation, due_at: datetime) -> Payload:
        """Promise the hour that was asked for and say so, or say why not."""
        now = self._clock()
        handoff = tx.handoffs.running(conversation.id)
        queue = self._ownership.book.queue(handoff.queue if handoff else "")
        if handoff is None or not _possible(queue, due_at, now):
            return self._words.not_open(queue, now)
        self._promise(tx, handoff, due_at, "person")
        return self._words.promised(due_at, now, window_closes(conversation))

    def promise(self, conversation_id: str, due_at: datetime, by: str) -> Callback:
        """Promise an hour on somebody's behalf; `by` is agent:<id>. The person is told.

        Raises:
            NotAllowed: the conversation does not wait. InvalidInput: nobody is there at that hour.
        """
        with self._uow() as tx:
            conversation = conversation_of(tx, conversation_id)
            handoff = tx.handoffs.running(conversation_id)
            if handoff is None or conversation.owner is not Owner.QUEUED:
                raise NotAllowed("Só se marca hora para quem está na fila.")
            now = self._clock()
            if not _possible(self._ownership.book.queue(handoff.queue), due_at, now):
                raise InvalidInput("Nessa hora ninguém atende.")
            callback = self._promise(tx, handoff, due_at, by)
            said = self._words.promised(due_at, now, window_closes(conversation))
            self._tell(tx, conversation, said, f"callback:{callback.id}")
            return callback

    def run(self) -> int:
        """Do what is due: hours that have come, and waits that take too long; give how many."""
        now = self._clock()
        with self._uow() as tx:
            due = [item.conversation_id for item in tx.callbacks.due(now, BATCH)]
            late = [item.conversation_id for item in tx.handoffs.overdue(now, BATCH)]
        for conversation_id in due:
            with self._uow() as tx:
                self._keep_hour(tx, conversation_of(tx, conversation_id))
        for conversation_id in late:
            with self._uow() as tx:
                self._too_late(tx, conversation_of(tx, conversation_id))
        return len(due) + len(late)

    def _keep_hour(self, tx: UnitOfWork, conversation: Conversation) -> None:
        """Put a conversation on top whose hour has come, and tell both sides."""
        promised = tx.callbacks.expected(conversation.id)
        running = tx.handoffs.running(conversation.id)
        if promised is None or promised.state is not CallbackState.PROMISED:
            return
        if running is None or conversation.owner is not Owner.QUEUED:
            tx.callbacks.settle(conversation.id, CallbackState.WITHDRAWN)
            return
        if promised.due_at > self._clock():
            return  # another hour was chosen in between
        tx.callbacks.settle(conversation.id, CallbackState.DUE)
        self._ownership.lift(tx, conversation, running, PROMISED_PRIORITY, "promise")
        key = f"callback:{promised.id}:now"
        if self._tell(tx, conversation, self._words.now(), key) is Withheld.WINDOW:
            why = self._reaching.resume(tx, conversation, key)
            action = UNREACHED if why else ASKED
            tx.events.audit("system", action, conversation.id, {"why": why}, self._clock())

    def _too_late(self, tx: UnitOfWork, conversation: Conversation) -> None:
        """Say that it takes longer, let it rise or overflow, and offer an hour."""
        now, running = self._clock(), tx.handoffs.running(conversation.id)
        if running is None or running.times_out_at is None or running.times_out_at > now:
            return
        promised = tx.callbacks.expected(conversation.id)
        tx.handoffs.timed_out(running.id, now)
        queue = self._ownership.book.queue(running.queue)
        if running.priority > PROMISED_PRIORITY:
            higher = running.priority - 1
            self._ownership.lift(tx, conversation, running, higher, "timeout")
        opens = queue.hours.next_opening(now)
        if opens is None or opens == now:
            said = self._words.late(queue, now, promised=promised is not None)
        else:
            self._promise(tx, running, opens, "system")
            said = self._words.closed(queue, opens, now, window_closes(conversation))
        self._tell(tx, conversation, said, f"late:{running.id}:{running.times_out_at.isoformat()}")
        if queue.overflow is not None:
            self._ownership.overflow(tx, conversation, queue.overflow)

    def _promise(self, tx: UnitOfWork, handoff: Handoff, due_at: datetime, by: str) -> Callback:
        callback = Callback(
            id=self._new_id(),
            conversation_id=handoff.conversation_id,
            handoff_id=handoff.id,
            queue=handoff.queue,
            due_at=due_at,
            made_at=self._clock(),
            made_by=by,
        )
        tx.callbacks.promise(callback)
        timeout = self._ownership.book.queue(handoff.queue).timeout
        tx.handoffs.times_out(handoff.id, due_at + timeout if timeout else None)
        details = {"due_at": due_at.isoformat()}
        tx.events.audit(by, "promise_hour", handoff.conversation_id, details, self._clock())
        return callback

    def _standing(self, tx: UnitOfWork, handoff: Handoff) -> Standing:
        now, queue = self._clock(), self._ownership.book.queue(handoff.queue)
        ahead = [item.id for item in tx.handoffs.waiting(handoff.queue)]
        waits = tx.handoffs.last_waits(handoff.queue, now - WAITS_COUNT_FOR, LAST_WAITS)
        return Standing(
            queue=queue,
            ahead=ahead.index(handoff.id) if handoff.id in ahead else len(ahead),
            expected=expected_wait(waits),
            open=queue.hours.is_open(now),
            opens_at=queue.hours.next_opening(now),
            callback=tx.callbacks.expected(handoff.conversation_id),
        )

    def _tell(
        self, tx: UnitOfWork, conversation: Conversation, said: Payload, key: str
    ) -> Withheld | None:
        """Write to the person, unless they asked for silence or the channel would refuse it."""
        now, closes = self._clock(), window_closes(conversation)
        why = None
        if asked_for_silence(tx, conversation):
            why = Withheld.SILENCE
        elif closes is not None and closes <= now:
            why = Withheld.WINDOW
        if why is None:
            tx.outbox.add(conversation.id, said, "system", key, now)
        else:
            tx.events.audit("system", "news_withheld", conversation.id, {"key": key}, now)
        return why


def _possible(queue: Queue, due_at: datetime, now: datetime) -> bool:
    return now < due_at <= now + FURTHEST and queue.hours.is_open(due_at)
