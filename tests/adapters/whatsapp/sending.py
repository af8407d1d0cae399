"""A delivery over a real database, and a Graph API that answers what a test wants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, cast

from quita.adapters.database.unit_of_work import Database
from quita.adapters.whatsapp.client_sync import WhatsAppClient
from quita.adapters.whatsapp.consequences import Consequences
from quita.adapters.whatsapp.delivery import WhatsAppDelivery
from quita.adapters.whatsapp.departure import Departures
from quita.adapters.whatsapp.errors import classify
from quita.adapters.whatsapp.responses import Accepted, Answer, Refused
from quita.domain.contact_policy import Caps
from quita.domain.errors import NotAllowed
from quita.domain.records import OutboxMessage, OutboxState
from quita.domain.templates import Category, Template, check_usable
from quita.services.contact import Contact
from quita.services.governor import Governor
from quita.services.ports import UnitOfWork
from quita.services.starting import Starting
from tests.builders import open_conversation
from tests.conftest import FakeClock
from tests.services.media_world import FilesInMemory

NUMBER, OTHER = "100000000000001", "100000000000002"
TEMPLATE = {"kind": "template", "name": "retomar", "language": "pt_BR", "text": "Oi"}


@dataclass
class Graph:
    """Takes everything, unless told otherwise; remembers what came in."""

    answers: list[Answer] = field(default_factory=list)
    posted: list[dict[str, Any]] = field(default_factory=list)
    numbers: list[str | None] = field(default_factory=list)
    uploads: list[str | Refused] = field(default_factory=list)
    files: list[tuple[bytes, str, str | None]] = field(default_factory=list)
    ids: Any = field(default_factory=count)

    def send(self, body: dict[str, Any], number_id: str | None = None) -> Answer:
        self.posted.append(body)
        self.numbers.append(number_id)
        return self.answers.pop(0) if self.answers else Accepted(f"wamid.{next(self.ids)}")

    def upload(self, data: bytes, mime_type: str, number_id: str | None = None) -> str | Refused:
        self.files.append((data, mime_type, number_id))
        return self.uploads.pop(0) if self.uploads else f"media{len(self.files)}"

    def refuses(self, code: int, times: int = 1) -> None:
        title, action = f"error {code}", classify(code, 400)
        self.answers += [Refused(code, title, None, action, 400)] * times

    @property
    def texts(self) -> list[str]:
        return [body["text"]["body"] for body in self.posted if body["type"] == "text"]


@dataclass
class EveryTemplate:
    """Knows any name, as an approved template of utility, but those that were taken away."""

    taken_away: set[str] = field(default_factory=set)

    def check(self, tx: UnitOfWork, name: str) -> None:
        if name in self.taken_away:
            raise NotAllowed(f"no template {name}")
        template = Template(name, "pt_BR", Category.UTILITY, "Oi", approved=True)
        check_usable(template, tx.templates.of(name, "pt_BR"))


@dataclass
class Sending:
    """One process that delivers."""

    database: Database
    clock: FakeClock
    graph: Graph
    numbers: Sequence[tuple[str, int]] = ((NUMBER, 1),)
    worker: str = "w1"
    ids: Any = field(default_factory=count)
    files: FilesInMemory = field(default_factory=FilesInMemory)
    templates: EveryTemplate = field(default_factory=EveryTemplate)

    def __post_init__(self) -> None:
        contact = Contact(self.database, self.clock, self._event_id)
        self.consequences = Consequences(self.clock, self._event_id, contact)
        last_look = Starting(Governor(self.clock, Caps()), self.clock)
        own = (self.database, self.clock, self.worker, self.numbers, self.templates)
        departures = Departures(*own, last_look)
        parts = (self.database, self.clock, self.worker, departures, self.consequences)
        self.delivery = WhatsAppDelivery(*parts, self.files)

    def _event_id(self) -> str:
        return f"event{next(self.ids)}"

    def another(self, worker: str) -> Sending:
        return Sending(self.database, self.clock, self.graph, self.numbers, worker)

    def chat(self, phone: str = "+5551981234567", number: str | None = NUMBER) -> str:
        with self.database() as tx:
            chat = open_conversation(tx, self.clock(), phone).id
        self.hear(chat, number)
        return chat

    def hear(self, chat: str, number: str | None = NUMBER) -> None:
        """Let the person write, now."""
        with self.database() as tx:
            now = self.clock()
            tx.conversations.touch(chat, now, None, sent_at=now, ready_at=now, number_id=number)

    def write(self, chat: str, *texts: str) -> None:
        self.write_payloads(chat, *({"kind": "text", "text": text} for text in texts))

    def write_payloads(self, chat: str, *payloads: dict[str, Any]) -> None:
        with self.database() as tx:
            for payload in payloads:
                key = f"{chat}:{next(self.ids)}:{self.worker}"
                tx.outbox.add(chat, payload, "bot", key, self.clock())

    def run(self) -> int:
        """Send one piece of what is due."""
        return self.delivery.run_sync(cast(WhatsAppClient, self.graph), lambda seconds: None)

    def run_out(self) -> int:
        """Send until nothing is due at this moment; give how many rounds that took."""
        rounds = 0
        while self.run():
            rounds += 1
        return rounds

    def status(self, wamid: str, state: OutboxState, **more: Any) -> Any:
        with self.database() as tx:
            values = {"message_id": None, "error": None, **more}
            return tx.outbox.advance(state, external_id=wamid, **values)

    def outbox(self, chat: str) -> list[OutboxMessage]:
        with self.database() as tx:
            return tx.outbox.of_conversation(chat)

    def states(self, chat: str) -> list[OutboxState]:
        return [message.state for message in self.outbox(chat)]
