"""One turn of a conversation: understand, decide who answers, answer, finish in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from quita.domain.conversation import Conversation, Owner
from quita.domain.errors import LeaseLost, Unanswered
from quita.domain.handoff import Decision, Reason, Rules, Signals, decide, understood_nothing
from quita.domain.handoff_records import Handoff
from quita.domain.languages import foreign_language
from quita.domain.receipt import ReceiptClaim
from quita.domain.records import Payload
from quita.services.contact import LIFE_RISK, OPT_OUT, Contact
from quita.services.dialogue import Dialogue, Understanding
from quita.services.framing import handoff_words, is_numbered, numbers_of, with_greeting
from quita.services.inbox import Claimed, Inbox
from quita.services.languages import answer_in, language_of, was_answered_in
from quita.services.opting_out import STOP, UNDO, only_opts_out
from quita.services.ownership import Ownership
from quita.services.ports import Clock, Phrases, UnitOfWork, UnitOfWorkFactory
from quita.services.telling import Telling
from quita.services.turn_media import Taken, TurnMedia
from quita.services.turn_opt_outs import TurnOptOuts
from quita.services.turn_outcome import OPTS_OUT, Outcome, note_of
from quita.services.turn_text import BACK_TO_BOT, holds_unheard, turn_text, wants_bot_back
from quita.services.turn_wordless import said_to_who_waits, unheard, without_words
from quita.services.waiting import Waiting
from quita.services.waiting_words import joined

RETRY_DELAY = timedelta(seconds=2)
T = TypeVar("T")


class TurnRunner:
    """Works on claimed turns; safe to run again for the same turn."""

    def __init__(
        self,
        uow: UnitOfWorkFactory,
        inbox: Inbox,
        ownership: Ownership,
        contact: Contact,
        phrases: Phrases,
        dialogue: Dialogue,
        clock: Clock,
        public_url: str,
        telling: Telling,
        waiting: Waiting,
        media: TurnMedia | None = None,
    ) -> None:
        """Wire the services.

        Args:
            public_url: where the privacy notice is read.
            media: what fetches files and writes voice notes down, where the channel has any.
        """
        self._uow, self._inbox, self._ownership, self._contact = uow, inbox, ownership, contact
        self._phrases, self._dialogue, self._clock = phrases, dialogue, clock
        self._public_url, self._telling, self._media = public_url, telling, media
        self._waiting, self._opt_outs = waiting, TurnOptOuts(uow, contact, phrases)

    @property
    def _rules(self) -> Rules:
        return self._ownership.book.rules

    async def run(self, claimed: Claimed, worker: str) -> bool:
        """Answer a claimed turn; False where it was put back to be tried again.

        After three attempts that failed the conversation goes to a human as system_failure, and
        is told which errors they met.
        """
        try:
            outcome = await self._outcome(claimed)
            await asyncio.to_thread(lambda: self._finish(claimed, outcome, worker))
        except LeaseLost:
            return False
        except Exception as error:
            met = type(error).__name__
            await asyncio.to_thread(lambda: self._put_back(claimed, worker, met))
            raise
        return True

    def _put_back(self, claimed: Claimed, worker: str, met: str) -> None:
        chat = claimed.conversation.id
        with self._uow() as tx:
            tx.turn_notes.failed(claimed.turn.id, chat, met, self._clock())
        self._inbox.put_back(chat, worker, RETRY_DELAY)

    async def _outcome(self, claimed: Claimed) -> Outcome:
        stops = await asyncio.to_thread(lambda: self._opt_outs.keep(claimed))
        alone = stops and only_opts_out(claimed.turn.messages)
        tried_enough = decide(Signals(attempts=claimed.turn.attempts), self._rules)
        if tried_enough:  # whoever wants no messages is not handed to a person who writes some
            said = await self._confirmed(claimed) if stops else ()
            return Outcome(said, None if alone else tried_enough)
        outcome = await self._answered(claimed, alone)
        if not stops or outcome.opts_out or outcome.at_risk:
            return outcome
        return replace(outcome, said=(*outcome.said, *await self._confirmed(claimed)))

    async def _confirmed(self, claimed: Claimed) -> tuple[Payload, ...]:
        return await self._read(lambda tx: self._opt_outs.confirmed(tx, claimed))

    async def _answered(self, claimed: Claimed, stops: bool) -> Outcome:
        taken = await self._media.take(claimed) if self._media else Taken(claimed)
        claimed = taken.claimed
        text = STOP if stops else turn_text(claimed.turn.messages)
        if claimed.conversation.owner is not Owner.BOT:
            return await self._while_waiting(claimed, text)
        if text is None:
            return await self._unread(claimed, taken.receipts)
        return await self._answer(claimed, text)

    async def _answer(self, claimed: Claimed, text: str) -> Outcome:
        conversation, turn = claimed.conversation, claimed.turn
        understanding = await self._dialogue.understand(conversation, turn, text)
        signals = Signals(
            intent=understanding.intent,
            confidence=understanding.confidence,
            misunderstandings=conversation.misunderstandings,
            recent=await self._recent(conversation.id),
        )
        missed = understood_nothing(signals, self._rules)
        count = conversation.misunderstandings + 1 if missed else 0
        decision = decide(signals, self._rules)
        if decision is None or decision.reason is Reason.LOW_CONFIDENCE:
            foreign = await asyncio.to_thread(
                lambda: self._foreign(conversation.id, text, understanding)
            )
            if foreign:
                return foreign
        if decision:
            return Outcome((), decision, understanding, count)
        reply = await self._dialogue.reply(conversation, turn, text, understanding)
        after = decide(Signals(asked_for=reply.asked_for), self._rules)
        if not reply.messages and after is None:
            raise Unanswered(f"nothing was said to {understanding.intent}")
        outcome = Outcome(tuple(reply.messages), after, understanding, count)
        if after is None and holds_unheard(turn.messages):
            known = (self._phrases, self._rules, conversation.id)
            rest = await self._read(lambda tx: unheard(tx, *known))
            return replace(outcome, said=(*outcome.said, *rest.said), decision=rest.decision)
        return outcome

    def _foreign(self, chat: str, text: str, understanding: Understanding) -> Outcome | None:
        """Answer once in the language of a text; after that, what is not understood hands over."""
        language = foreign_language(text)
        if language is None:
            return None
        with self._uow() as tx:
            answered = was_answered_in(tx, self._phrases, chat, language)
        if not answered:
            return Outcome((self._phrases.say(answer_in(language)),), None, understanding)
        if understood_nothing(Signals(intent=understanding.intent), self._rules):
            return Outcome((), Decision(Reason.REQUESTED, "language"), understanding)
        return None

    async def _recent(self, conversation_id: str) -> tuple[str, ...]:
        """Give the intents before this one, as many as the policy looks at."""
        most = self._rules.longest
        if not most:
            return ()
        return await self._read(lambda tx: tx.turn_notes.recent_intents(conversation_id, most))

    async def _read(self, look: Callable[[UnitOfWork], T]) -> T:
        def read() -> T:
            with self._uow() as tx:
                return look(tx)

        return await asyncio.to_thread(read)

    async def _while_waiting(self, claimed: Claimed, text: str | None) -> Outcome:
        conversation = claimed.conversation
        queued = conversation.owner is Owner.QUEUED
        waits: tuple[Payload, ...] = ()
        if queued:
            waits = await self._read(lambda tx: said_to_who_waits(tx, self._phrases, claimed))
        if text is None:
            return Outcome(waits)
        if queued and text == BACK_TO_BOT:
            return Outcome(back_to_bot=True)
        if text in (STOP, UNDO):  # done by now; that it stopped is said with whatever comes of it
            return Outcome((self._opt_outs.undone(),) if text == UNDO else waits)
        understanding = await self._dialogue.understand(conversation, claimed.turn, text)
        at_risk = understanding.intent == "life_risk"
        known = conversation.handoff_reason == Reason.LIFE_RISK.value
        if at_risk and not (known and waits):
            signals = Signals(understanding.intent, understanding.confidence)
            return Outcome((), decide(signals, self._rules), understanding)
        if queued and wants_bot_back(text) and not at_risk:
            return Outcome(back_to_bot=True)
        if queued and not at_risk:
            days = understanding.days
            due = await asyncio.to_thread(lambda: self._waiting.chosen(conversation.id, text, days))
            if due is not None:
                return Outcome(understanding=understanding, call_back=due)
        stops = understanding.intent == OPTS_OUT
        if stops and not known:
            waits = await self._confirmed(claimed)
        # Who is at risk gets the line also where they, or a misreading of them, want no more.
        return Outcome(waits, None, understanding, suppress=stops)

    async def _unread(self, claimed: Claimed, receipts: Sequence[ReceiptClaim]) -> Outcome:
        """Answer what has no words, and ask again what it left unanswered."""
        known = (self._phrases, self._rules, claimed, receipts)
        outcome = await self._read(lambda tx: without_words(tx, *known))
        if outcome.decision or not outcome.said:
            return outcome
        asked = await self._dialogue.open_question(claimed.conversation, claimed.turn)
        return replace(outcome, said=(*outcome.said, asked)) if asked else outcome

    def _finish(self, claimed: Claimed, outcome: Outcome, worker: str) -> None:
        conversation, turn = claimed.conversation, claimed.turn
        with self._uow() as tx:
            if not tx.conversations.holds_lease(conversation.id, worker):
                raise LeaseLost(conversation.id)
            current = tx.conversations.get(conversation.id) or conversation
            if outcome.suppress:
                self._contact.stop(tx, current, OPT_OUT, turn_text(turn.messages) or "")
            now = self._clock()
            if conversation.owner is Owner.BOT and current.owner is not Owner.BOT:
                said = self._opt_outs.confirmed(tx, claimed) if outcome.opts_out else ()
                outcome = replace(outcome, said=said)  # a person took over while the bot thought
            language = self._language(tx, claimed) if outcome.decision else None
            handoff = self._change_owner(tx, current, outcome, language)
            said = (
                *self._said(tx, current, outcome, language, handoff),
                *self._news(tx, current, outcome),
            )
            for ordinal, payload in enumerate(said):
                key = f"{turn.id}:{ordinal}"
                tx.outbox.add(conversation.id, payload, "bot", key, now)
            tx.turn_notes.write(note_of(claimed, outcome, now))
            if outcome.misunderstandings is not None:
                tx.conversations.set_misunderstandings(conversation.id, outcome.misunderstandings)
            tx.messages.finish(turn.id, "answered" if said else "silence", now)
            waiting = tx.messages.pending(conversation.id)
            latest = max((message.received_at for message in waiting), default=None)
            again = latest + self._inbox.timing.typing_window if latest else None
            tx.conversations.ready_at(conversation.id, again)
            tx.conversations.release(conversation.id, worker)

    def _language(self, tx: UnitOfWork, claimed: Claimed) -> str | None:
        text = turn_text(claimed.turn.messages)
        return language_of(tx, self._phrases, claimed.conversation.id, text)

    def _news(
        self, tx: UnitOfWork, conversation: Conversation, outcome: Outcome
    ) -> Sequence[Payload]:
        """Give what the person was not told yet, where the bot has answered them and goes on."""
        if outcome.decision or not outcome.said:
            return ()
        return self._telling.catch_up(tx, conversation)

    def _change_owner(
        self, tx: UnitOfWork, conversation: Conversation, outcome: Outcome, language: str | None
    ) -> Handoff | None:
        if outcome.back_to_bot and conversation.owner is Owner.QUEUED:
            said = self._phrases.say("utter_back_to_bot")
            self._ownership.return_to_bot(tx, conversation, said, "person")
        if outcome.decision:
            if outcome.decision.reason is Reason.LIFE_RISK:
                self._contact.stop(tx, conversation, LIFE_RISK)
            understanding = outcome.understanding
            context = {
                "confidence": round(understanding.confidence, 4) if understanding else None,
                "ranking": [list(pair) for pair in understanding.ranking] if understanding else [],
                "summary": {"wants": understanding.intent if understanding else None},
                "language": language,
            }
            return self._ownership.queue(tx, conversation, outcome.decision, context)
        return None

    def _said(
        self,
        tx: UnitOfWork,
        conversation: Conversation,
        outcome: Outcome,
        language: str | None,
        handoff: Handoff | None,
    ) -> tuple[Payload, ...]:
        said, numbers = list(outcome.said), numbers_of(tx, conversation)
        if outcome.call_back and conversation.owner is Owner.QUEUED:
            said.append(self._waiting.answer(tx, conversation, outcome.call_back))
        reason = outcome.decision.reason if outcome.decision else None
        if reason and (conversation.owner is Owner.BOT or reason is Reason.LIFE_RISK):
            numbered = is_numbered(said, numbers)
            told = handoff_words(self._phrases, conversation, reason, language, numbered=numbered)
            news = self._waiting.news(tx, conversation, handoff) if handoff else None
            said.append(joined(told, news) if news else told)
        privacy = f"{self._public_url}/privacidade"
        earlier = tx.outbox.of_conversation(conversation.id)
        if said and not any(privacy in str(item.payload.get("text")) for item in earlier):
            said = with_greeting(self._phrases, conversation, said, reason, numbers, privacy)
        return tuple(said)
