"""A channel that holds files, somebody who hears recordings, and files that lie in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Owner
from quita.domain.media import MEGABYTE, MediaItem
from quita.domain.records import InboundDraft
from quita.services.inbox import Inbox, Timing
from quita.services.media_intake import MediaIntake, MediaRules
from sandbox.graph import placeholders
from sandbox.settings import utc_now
from tests.builders import draft
from tests.conftest import FakeClock

PICTURE, PAPER, VOICE = (
    placeholders.receipt_picture(),
    placeholders.document(),
    placeholders.voice_note(),
)
CONTENT = {"image": PICTURE, "document": PAPER, "voice": VOICE, "audio": VOICE}
KEEP = timedelta(days=90)


@dataclass
class FakeSource:
    """Gives bytes by the channel's id; `failures` are raised first."""

    held: dict[str, bytes] = field(default_factory=dict)
    failures: list[Exception] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def fetch(self, item: MediaItem, limit: int) -> bytes:
        """Give what is held under an id."""
        self.asked.append(item.provider_id)
        if self.failures:
            raise self.failures.pop(0)
        return self.held[item.provider_id]

    async def close(self) -> None:
        """Close nothing."""


@dataclass
class FakeTranscriber:
    """Hears the same in every recording; an error is raised instead."""

    said: str = ""
    error: Exception | None = None
    heard: list[bytes] = field(default_factory=list)

    async def transcribe(self, audio: bytes, mime_type: str) -> str:
        """Give what is said."""
        self.heard.append(audio)
        if self.error:
            raise self.error
        return self.said

    async def close(self) -> None:
        """Close nothing."""


@dataclass
class FilesInMemory:
    """Bytes by name; `full` refuses more of them."""

    held: dict[str, bytes] = field(default_factory=dict)
    full: bool = False
    since: dict[str, datetime] = field(default_factory=dict)
    clock: Callable[[], datetime] = utc_now

    def put(self, name: str, data: bytes) -> None:
        """Keep bytes."""
        if self.full:
            raise OSError("no space left")
        self.held[name], self.since[name] = data, self.clock()

    def older(self, than: datetime) -> list[str]:
        """Name what was kept before."""
        return [name for name in self.held if self.since[name] < than]

    def get(self, name: str) -> bytes | None:
        """Give bytes."""
        return self.held.get(name)

    def delete(self, name: str) -> None:
        """Forget bytes."""
        self.held.pop(name, None)


@dataclass
class MediaWorld:
    """The intake over a database, and the channel before it."""

    database: Database
    clock: FakeClock
    intake: MediaIntake
    source: FakeSource
    files: FilesInMemory
    inbox: Inbox

    def receive(self, kind: str, text: str | None = None, **media: Any) -> MediaItem:
        """Let a file come in, and give its record."""
        message = self.draft(kind, text, **media)
        self.inbox.receive([message])
        with self.database() as tx:
            chats = tx.conversations.with_owner(list(Owner))
            found = [item for chat in chats for item in tx.media.of_conversation(chat.id)]
        described = message.media or {}
        return next(item for item in found if item.provider_id == described["id"])

    def draft(self, kind: str, text: str | None = None, **media: Any) -> InboundDraft:
        """Make a message with a file that the channel holds."""
        data = media.pop("data", CONTENT[kind])
        media_id = f"m{len(self.source.held)}"
        self.source.held[media_id] = data
        described = {"id": media_id, "sha256": sha256(data).hexdigest(), **media}
        return draft(self.clock(), text, kind=kind, media=described)

    def now(self, item: MediaItem) -> MediaItem:
        """Give a record as it stands now."""
        with self.database() as tx:
            found = tx.media.get(item.id)
        assert found is not None
        return found


def make_media_world(
    database: Database, clock: FakeClock, new_id: Callable[[], str], cap: int = 25 * MEGABYTE
) -> MediaWorld:
    """Wire the intake."""
    files = FilesInMemory(clock=clock)
    intake = MediaIntake(database, clock, files, MediaRules(cap, KEEP))
    inbox = Inbox(database, clock, new_id, Timing(timedelta(0), timedelta(seconds=60)))
    return MediaWorld(database, clock, intake, FakeSource(), files, inbox)
