"""What agents see: the queue, and a conversation as one line of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from quita.domain.conversation import Conversation, Owner
from quita.domain.identity import mask_name
from quita.domain.media import MediaItem, MediaState
from quita.domain.records import Case, OutboxState, Payload, User
from quita.domain.timeline import Mark
from quita.services.access import check_readable, conversation_of
from quita.services.handoff_story import window_closes
from quita.services.ports import Clock, UnitOfWork, UnitOfWorkFactory

PAGE = 60  # messages


@dataclass(frozen=True)
class Entry:
    """One message of a transcript. `author` is person, bot, system or agent:<id>.

    `mark` is its place in the line of time; `media` its file, where its bytes are to be had.
    """

    mark: Mark
    author: str
    text: str
    state: OutboxState | None = None
    media: MediaItem | None = None

    @property
    def at(self) -> datetime:
        """Give when it was received or written."""
        return self.mark.at


@dataclass(frozen=True)
class Row:
    """A conversation in the queue."""

    conversation: Conversation
    person: str
    verified: bool


@dataclass(frozen=True)
class Transcript:
    """A conversation with its story; `reply_window_closes` is None where there is no window.

    `entries` are a page, oldest first; `earlier` is the message before them, if there is one.
    """

    row: Row
    entries: tuple[Entry, ...]
    earlier: Entry | None
    cases: tuple[Case, ...]
    reply_window_closes: datetime | None


class Desk:
    """Reads for the agents' desk; the writes are ownership's."""

    def __init__(self, reading: UnitOfWorkFactory, clock: Clock) -> None:
        """Wire the ports; `reading` makes transactions that only read."""
        self._uow, self._clock = reading, clock

    def queue(self) -> list[Row]:
        """Give what waits for a person or is with one, the most urgent first."""
        with self._uow() as tx:
            waiting = tx.conversations.with_owner([Owner.QUEUED, Owner.HUMAN])
            return [self._row(tx, conversation) for conversation in waiting]

    def check_readable(self, conversation_id: str, user: User) -> None:
        """Let a user read a conversation.

        Raises:
            NotReadable: it is the bot's or has ended, and they had no part in it.
            NotFound: there is no such conversation.
        """
        with self._uow() as tx:
            check_readable(tx, conversation_of(tx, conversation_id), user)

    def transcript(self, conversation_id: str, before: Mark | None = None) -> Transcript:
        """Give a conversation with its last messages, or with those right before a mark.

        Raises:
            NotFound: there is no such conversation.
        """
        with self._uow() as tx:
            conversation = conversation_of(tx, conversation_id)
            heard = tx.timeline.heard([conversation_id], before, PAGE + 1)
            said = tx.timeline.said([conversation_id], before, PAGE + 1)
            files = {
                item.message_id: item
                for item in tx.media.of_messages([message.id for _, message in heard])
                if item.state is MediaState.STORED
            }
            entries = [
                *(Entry(at, "person", m.text or f"[{m.kind}]", media=files.get(m.id))
                  for at, m in heard),
                *(Entry(at, m.author, _said(m.payload), m.state, _file(tx, m.payload))
                  for at, m in said),
            ]  # fmt: skip
            newest = sorted(entries, key=lambda entry: entry.mark, reverse=True)
            return Transcript(
                row=self._row(tx, conversation),
                entries=tuple(reversed(newest[:PAGE])),
                earlier=newest[PAGE] if len(newest) > PAGE else None,
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


def _file(tx: UnitOfWork, payload: Payload) -> MediaItem | None:
    item = tx.media.get(str(payload["file"])) if payload.get("file") else None
    return item if item and item.state is MediaState.STORED else None


def payload_text(payload: Mapping[str, Any]) -> str:
    """Give an outbound payload in words, its choices included."""
    parts = [str(payload.get("text") or payload.get("caption") or payload.get("filename") or "")]
    for option in [*payload.get("buttons", []), *payload.get("rows", [])]:
        parts.append(f"[{option['title']}]")
    return "\n".join(part for part in parts if part)
