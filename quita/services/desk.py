"""What agents see: the queue, and a conversation as one line of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from quita.domain.conversation import Conversation, Owner
from quita.domain.identity import mask_name
from quita.domain.media import MediaItem, MediaState
from quita.domain.records import Case, OutboxState, Payload
from quita.services.access import conversation_of
from quita.services.handoff_story import window_closes
from quita.services.ports import Clock, UnitOfWork, UnitOfWorkFactory


@dataclass(frozen=True)
class Entry:
    """One message of a transcript. `author` is person, bot, system or agent:<id>.

    `media` is its file, where its bytes are to be had.
    """

    at: datetime
    author: str
    text: str
    state: OutboxState | None = None
    media: MediaItem | None = None


@dataclass(frozen=True)
class Row:
    """A conversation in the queue."""

    conversation: Conversation
    person: str
    verified: bool


@dataclass(frozen=True)
class Transcript:
    """A conversation with its story; `reply_window_closes` is None where there is no window."""

    row: Row
    entries: tuple[Entry, ...]
    cases: tuple[Case, ...]
    reply_window_closes: datetime | None


class Desk:
    """Reads for the agents' desk; the writes are ownership's."""

    def __init__(self, uow: UnitOfWorkFactory, clock: Clock) -> None:
        """Wire the ports."""
        self._uow, self._clock = uow, clock

    def queue(self) -> list[Row]:
        """Give what waits for a person or is with one, the most urgent first."""
        with self._uow() as tx:
            waiting = tx.conversations.with_owner([Owner.QUEUED, Owner.HUMAN])
            return [self._row(tx, conversation) for conversation in waiting]

    def transcript(self, conversation_id: str) -> Transcript:
        """Give a conversation whole.

        Raises:
            NotFound: there is no such conversation.
        """
        with self._uow() as tx:
            conversation = conversation_of(tx, conversation_id)
            files = {
                item.message_id or item.id: item
                for item in tx.media.of_conversation(conversation_id)
                if item.state is MediaState.STORED
            }
            inbound = [
                Entry(m.received_at, "person", m.text or f"[{m.kind}]", media=files.get(m.id))
                for m in tx.messages.of_conversation(conversation_id)
            ]
            outbound = [
                Entry(m.created_at, m.author, _said(m.payload), m.state, _file(m.payload, files))
                for m in tx.outbox.of_conversation(conversation_id)
            ]
            return Transcript(
                row=self._row(tx, conversation),
                entries=tuple(sorted(inbound + outbound, key=lambda entry: entry.at)),
                cases=tuple(tx.cases.of_conversation(conversation_id)),
                reply_window_closes=window_closes(conversation),
            )

    def _row(self, tx: UnitOfWork, conversation: Conversation) -> Row:
        verified = conversation.verified(self._clock())
        person = tx.people.get(conversation.person_id) if conversation.person_id else None
        name = mask_name(person.name) if person else "Pessoa não identificada"
        return Row(conversation, name, verified)


def _said(payload: Payload) -> str:
    return payload_text(payload) or f"[{payload.get('kind', '')}]"


def _file(payload: Payload, files: Mapping[str, MediaItem]) -> MediaItem | None:
    return files.get(str(payload.get("file", "")))


def payload_text(payload: Mapping[str, Any]) -> str:
    """Give an outbound payload in words, its choices included."""
    parts = [str(payload.get("text") or payload.get("caption") or payload.get("filename") or "")]
    for option in [*payload.get("buttons", []), *payload.get("rows", [])]:
        parts.append(f"[{option['title']}]")
    return "\n".join(part for part in parts if part)
