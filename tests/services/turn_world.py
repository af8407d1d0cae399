"""One person's conversation between the inbox and the outbox, for the tests of turns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Conversation, Owner
from quita.domain.handoff import FALLBACK_INTENT, Decision, Reason
from quita.domain.records import InboundDraft, Payload, Turn
from quita.services.contact import Contact
from quita.services.dialogue import Reply, Understanding
from quita.services.inbox import Claimed, Inbox, Timing
from quita.services.ownership import Ownership
from quita.services.turns import TurnRunner
from quita.services.waiting import Waiting
from tests.builders import NamedPhrases, draft, reaching, telling
from tests.conftest import FakeClock

URL = "https://quita.example"
WORKER = "w1"


class EngineDown(Exception):
    """What a dialogue engine raises in these tests."""


@dataclass
class FakeDialogue:
    """A dialogue engine that knows a few texts; whatever else is small talk.

    `intents` maps a text to its intent, `asks_for` an intent to the reason its actions ask for.
    """

    intents: dict[str, str] = field(default_factory=dict)
    asks_for: dict[str, Reason] = field(default_factory=dict)
    failures: int = 0
    silent: bool = False
    question: str | None = None
    understood: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    in_between: Callable[[], object] = lambda: None

    async def understand(self, conversation: Conversation, turn: Turn, text: str) -> Understanding:
        """Look the text up; a press names its intent."""
        if self.failures:
            self.failures -= 1
            raise EngineDown("no model answers")
        self.understood.append(text)
        intent = text[1:].split("#")[0] if text.startswith("/") else self.intents.get(text, "chat")
        return Understanding(intent, 0.5, [(intent, 0.5), ("other", 0.25)])

    async def open_question(self, conversation: Conversation, turn: Turn) -> Payload | None:
        """Give the question that a test left open."""
        return {"kind": "text", "text": self.question} if self.question else None

    async def reply(
        self, conversation: Conversation, turn: Turn, text: str, understanding: Understanding
    ) -> Reply:
        """Say the text back."""
        self.in_between()
        self.answered.append(text)
        said = [] if self.silent else [{"kind": "text", "text": f"re: {text}"}]
        return Reply(said, self.asks_for.get(understanding.intent or ""))


@dataclass
class Ids:
    """The ids of handoff events; while it is broken no event can be written."""

    new_id: Callable[[], str]
    broken: bool = False

    def __call__(self) -> str:
        """Give an id, or fail."""
        if self.broken:
            raise EngineDown("no event is written")
        return self.new_id()


@dataclass
class World:
    """One person's conversation from the inbox to the outbox."""

    database: Database
    clock: FakeClock
    inbox: Inbox
    ownership: Ownership
    runner: TurnRunner
    dialogue: FakeDialogue
    ids: Ids

    def claim(self, *drafts: InboundDraft, worker: str = WORKER) -> Claimed:
        """Receive messages and claim their turn."""
        return self.claim_after(timedelta(0), *drafts, worker=worker)

    def claim_after(self, wait: timedelta, *drafts: InboundDraft, worker: str = WORKER) -> Claimed:
        """Receive messages, wait, and claim their turn."""
        self.inbox.receive(drafts)
        self.clock.now += wait
        claimed = self.inbox.claim(worker)
        assert claimed is not None
        return claimed

    async def hears(self, text: str, **changes: Any) -> list[str]:
        """Let the person write, and give what was said to that."""
        return await self.takes(draft(self.clock(), text, **changes))

    async def takes(self, *drafts: InboundDraft) -> list[str]:
        """Let messages in as one turn, and give what was said to them."""
        before = len(self.said())
        assert await self.runner.run(self.claim(*drafts), WORKER)
        return self.said()[before:]

    def conversation(self) -> Conversation:
        """Give the only conversation that is not closed."""
        with self.database() as tx:
            (one,) = tx.conversations.with_owner([Owner.BOT, Owner.QUEUED, Owner.HUMAN])
        return one

    def said(self) -> list[str]:
        """Give everything in the outbox, in order."""
        with self.database() as tx:
            chats = [chat.id for chat in tx.conversations.with_owner(list(Owner))]
            sent = [message for chat in chats for message in tx.outbox.of_conversation(chat)]
        return [str(message.payload["text"]) for message in sent]

    def events(self, kind: str) -> list[Mapping[str, Any]]:
        """Give the data of the events of a type."""
        with self.database() as tx:
            found = tx.events.unpublished(self.clock() + timedelta(days=1), 100)
        return [event.data for event in found if event.type == kind]

    def outcomes(self) -> Sequence[Any]:
        """Give how the turns ended, oldest first."""
        with self.database.engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT outcome FROM turns ORDER BY frozen_at")
            return [row.outcome for row in rows]

    def queue(self, reason: Reason = Reason.REQUESTED) -> None:
        """Put the conversation in the queue."""
        with self.database() as tx:
            (one,) = tx.conversations.with_owner([Owner.BOT])
            self.ownership.queue(tx, one, Decision(reason), {})


def make_world(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> World:
    """Wire the services around an engine that knows a few texts."""
    contact = Contact(database, clock, new_id)
    timing = Timing(timedelta(0), timedelta(seconds=60))
    inbox = Inbox(database, clock, new_id, timing, contact.heard)
    ids = Ids(new_id)
    ownership = Ownership(database, clock, ids, URL)
    dialogue = FakeDialogue(
        {
            "blá": FALLBACK_INTENT,
            "blé": FALLBACK_INTENT,
            "quero morrer": "life_risk",
            "quero um atendente": "request_human",
            "parem de me escrever": "stop_contact",
            "isso é golpe": "claim_fraud",
        },
        {"claim_fraud": Reason.FRAUD},
    )
    phrases = NamedPhrases()
    parts = (database, inbox, ownership, contact, phrases, dialogue, clock, URL)
    waiting = Waiting(database, clock, ids, phrases, ownership, reaching(clock))
    runner = TurnRunner(*parts, telling(database, clock), waiting)
    return World(database, clock, inbox, ownership, runner, dialogue, ids)
