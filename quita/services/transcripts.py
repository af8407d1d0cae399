"""The transcript, a conversation as a document: who said what and when, and how far it got.

What consumers may ask for of their own service (Decreto 11.034/2022, art. 12), and what a dossier
holds. Names of debtors are masked; what was written is given as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from quita.domain.conversation import Conversation
from quita.domain.errors import NotFound
from quita.domain.identity import mask_name
from quita.domain.records import InboundMessage, OutboxMessage
from quita.services.access import conversation_of
from quita.services.desk import payload_text
from quita.services.ports import Clock, UnitOfWork, UnitOfWorkFactory

PERSON, AGENT = "person", "agent:"


@dataclass(frozen=True)
class Line:
    """One message.

    Attributes:
        author: person, bot, system or agent:<id>; `name` is the agent's.
        sent_at: by the clock of the person's phone, of what they wrote.
        state: how far what was written to them got.
    """

    at: datetime
    author: str
    kind: str
    text: str
    name: str | None = None
    sent_at: datetime | None = None
    state: str | None = None
    external_id: str | None = None
    media: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class TranscriptDocument:
    """A conversation from its first word to its last one."""

    protocol: str
    conversation_id: str
    channel: str
    opened_at: datetime
    owner: str
    person: str | None
    verified: bool
    made_at: datetime
    lines: tuple[Line, ...]


class Transcripts:
    """Reads conversations as documents."""

    def __init__(self, uow: UnitOfWorkFactory, clock: Clock) -> None:
        """Wire the ports."""
        self._uow, self._clock = uow, clock

    def find(self, protocol: str) -> str:
        """Give the id of the conversation of a protocol number, or of that of a case.

        Raises:
            NotFound: no conversation and no case has it.
        """
        with self._uow() as tx:
            conversation = tx.conversations.by_protocol(protocol)
            case = None if conversation else tx.cases.by_protocol(protocol)
        if conversation is not None:
            return conversation.id
        if case is None:
            raise NotFound(f"no protocol {protocol}")
        return case.conversation_id

    def document(self, conversation_id: str) -> TranscriptDocument:
        """Give a conversation whole.

        Raises:
            NotFound: there is no such conversation.
        """
        with self._uow() as tx:
            conversation = conversation_of(tx, conversation_id)
            return document_of(tx, conversation, self._clock())


def document_of(tx: UnitOfWork, conversation: Conversation, now: datetime) -> TranscriptDocument:
    """Give a conversation whole, in the caller's transaction."""
    person = tx.people.get(conversation.person_id) if conversation.person_id else None
    names: dict[str, str | None] = {}
    lines = [_heard(message) for message in tx.messages.of_conversation(conversation.id)]
    lines += [_said(tx, names, item) for item in tx.outbox.of_conversation(conversation.id)]
    return TranscriptDocument(
        protocol=conversation.protocol,
        conversation_id=conversation.id,
        channel=conversation.channel.value,
        opened_at=conversation.opened_at,
        owner=conversation.owner.value,
        person=mask_name(person.name) if person else None,
        verified=conversation.verified(now),
        made_at=now,
        lines=tuple(sorted(lines, key=lambda line: line.at)),
    )


def as_json(document: TranscriptDocument) -> dict[str, Any]:
    """Give a document as plain values; moments are UTC, ISO 8601."""
    head = {name: getattr(document, name) for name in ("protocol", "channel", "owner", "person")}
    lines = [
        {name: _plain(getattr(line, name)) for name in Line.__dataclass_fields__}
        for line in document.lines
    ]
    return {
        **head,
        "conversation": document.conversation_id,
        "verified": document.verified,
        "opened_at": document.opened_at.isoformat(),
        "made_at": document.made_at.isoformat(),
        "messages": lines,
    }


def _heard(message: InboundMessage) -> Line:
    return Line(
        at=message.received_at,
        author=PERSON,
        kind=message.kind,
        text=message.text or "",
        sent_at=message.sent_at,
        external_id=message.external_id,
        media=message.media,
    )


def _said(tx: UnitOfWork, names: dict[str, str | None], item: OutboxMessage) -> Line:
    author = item.author
    if author.startswith(AGENT) and author not in names:
        user = tx.users.get(author.removeprefix(AGENT))
        names[author] = user.name if user else None
    return Line(
        at=item.created_at,
        author=author,
        kind=str(item.payload.get("kind", "text")),
        text=payload_text(item.payload),
        name=names.get(author),
        state=item.state.value,
        external_id=item.external_id,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return dict(value) if isinstance(value, Mapping) else value
