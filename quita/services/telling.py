"""Tells a person what happened to their deal: at once, or when they may be told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from quita.domain.contact_policy import Purpose
from quita.domain.conversation import Conversation, Owner
from quita.domain.errors import Conflict
from quita.domain.follow_up import News
from quita.domain.records import Payload
from quita.domain.starting import Started
from quita.domain.window import Window
from quita.services.access import conversation_of
from quita.services.contact import LIFE_RISK
from quita.services.governor import Governor, Whom
from quita.services.ports import (
    Clock,
    Phrases,
    TemplateRegistry,
    UnitOfWork,
    UnitOfWorkFactory,
)
from quita.services.starting import start
from quita.services.templates import NEWS_TEMPLATE, neutral

HINT = "utter_news_waiting"
SILENCE, WINDOW, UNVERIFIED = "silence", "window", "unverified"
AGAIN = timedelta(hours=6)  # where no template may be sent yet
BATCH = 50


class Telling:
    """Writes news to the outbox in the caller's transaction, once for each piece.

    Within an open window news is an answer: told whole while identity is proven, else as a hint
    that says nothing. Who asked for silence gets it until they write again. What could not be
    told is kept, and told whole in the person's next verified turn.
    """

    def __init__(
        self,
        uow: UnitOfWorkFactory,
        clock: Clock,
        phrases: Phrases,
        governor: Governor,
        templates: TemplateRegistry,
    ) -> None:
        """Wire the ports."""
        self._uow, self._clock, self._phrases = uow, clock, phrases
        self._governor, self._templates = governor, templates

    def tell(
        self,
        tx: UnitOfWork,
        conversation_id: str,
        person_id: str,
        messages: Sequence[Payload],
        key: str,
    ) -> None:
        """Tell a person something in a conversation; `key` makes a repetition harmless.

        Raises:
            NotFound: there is no such conversation.
        """
        conversation, now = conversation_of(tx, conversation_id), self._clock()
        why = self._hindrance(tx, conversation, person_id, now)
        if why is None:
            self._send(tx, conversation_id, messages, key)
            return
        hint_at = now if why == WINDOW else None
        hinted = any(news.why == UNVERIFIED for news in tx.news.untold(person_id))
        tx.news.keep(News(key, person_id, conversation_id, messages, why, now, hint_at))
        tx.events.audit("system", "news_withheld", conversation_id, {"key": key, "why": why}, now)
        if why == UNVERIFIED and not hinted:
            self._send(tx, conversation_id, [self._phrases.say(HINT)], f"{key}:hint")

    def catch_up(self, tx: UnitOfWork, conversation: Conversation) -> list[Payload]:
        """Give, at the end of a turn, what its verified person was not told yet; it counts as told.

        Nothing while a human has the conversation, or after a risk to life was heard.
        """
        now = self._clock()
        person_id = conversation.person_id if conversation.verified(now) else None
        if person_id is None or conversation.owner is not Owner.BOT:
            return []
        if tx.people.suppressed(conversation.address_id, LIFE_RISK):
            return []
        waiting = tx.news.untold(person_id)
        for news in waiting:
            tx.news.told(news.key, now)
        return [message for news in waiting for message in news.messages]

    def hint_due(self) -> int:
        """Hint to people whose window has closed that news waits for them; give how many."""
        with self._uow() as tx:
            due = tx.news.to_hint(self._clock(), BATCH)
        hinted = 0
        for news in due:
            try:
                with self._uow() as tx:
                    hinted += self._hint(tx, news)
            except Conflict:
                continue  # another worker is at it
        return hinted

    def _hint(self, tx: UnitOfWork, news: News) -> bool:
        now, conversation = self._clock(), conversation_of(tx, news.conversation_id)
        whom = Whom(news.person_id, conversation.address_id, conversation.channel)
        verdict = self._governor.ask(tx, whom, Purpose.NEWS, conversation=conversation)
        if not verdict.allowed:
            tx.news.hint_at(news.person_id, verdict.next_at)
            return False
        free = self._phrases.say(HINT)
        said = neutral(tx, self._phrases, self._templates, conversation, free, NEWS_TEMPLATE, now)
        if said is None:
            tx.news.hint_at(news.person_id, now + AGAIN)
            details = {"key": news.key, "why": "no_template"}
            tx.events.audit("system", "hint_not_sent", conversation.id, details, now)
            return False
        started = Started(
            f"{news.key}:hint:0", Purpose.NEWS, (news.person_id,), conversation.address_id
        )
        start(tx, self._governor, conversation, said, started, now)
        tx.news.hint_at(news.person_id, None)
        return True

    def _hindrance(
        self, tx: UnitOfWork, conversation: Conversation, person_id: str, now: datetime
    ) -> str | None:
        if tx.people.suppressed(conversation.address_id, LIFE_RISK):
            return SILENCE  # whatever they write, until a human releases it
        silent_since = tx.people.suppressed_since(conversation.address_id)
        if silent_since is not None and silent_since >= conversation.last_inbound_at:
            return SILENCE
        if not Window.of(conversation).open(now):
            return WINDOW
        return None if conversation.proven(person_id, now) else UNVERIFIED

    def _send(
        self, tx: UnitOfWork, conversation_id: str, messages: Sequence[Payload], key: str
    ) -> None:
        for ordinal, payload in enumerate(messages):
            tx.outbox.add(conversation_id, payload, "system", f"{key}:{ordinal}", self._clock())
