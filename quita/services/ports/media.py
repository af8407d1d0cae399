"""Files that people send: their records, where their bytes lie, and where they come from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from quita.domain.media import MediaItem
from quita.domain.records import InboundMessage


class MediaRecords(Protocol):
    """What is known of files, whoever holds their bytes."""

    def add(self, message: InboundMessage, first_look: datetime) -> None:
        """Note the file of a stored message, to be fetched; the same message twice is once."""

    def add_stored(self, message: InboundMessage, until: datetime) -> None:
        """Note a file whose bytes were put in the store before its message was stored.

        The message's `upload` is the name they lie under, and the record's id; they are deleted at
        `until`. The same message twice is once.
        """

    def attach(self, item: MediaItem) -> None:
        """Note a file of ours, attached or to be sent; the same id twice is once."""

    def get(self, media_id: str) -> MediaItem | None: ...

    def of_conversation(self, conversation_id: str) -> list[MediaItem]: ...

    def of_messages(self, message_ids: list[str]) -> list[MediaItem]: ...

    def claim_due(self, now: datetime, until: datetime) -> MediaItem | None:
        """Take a file to be fetched whose time has come; nobody else gets it before `until`."""

    def anything_due(self, now: datetime) -> bool: ...

    def stored(
        self, media_id: str, mime_type: str, sha256: str, size: int, at: datetime, until: datetime
    ) -> None:
        """Note that the bytes are in the store, and when they are to be deleted."""

    def retry(self, media_id: str, reason: str, at: datetime) -> None:
        """Count an attempt that failed, and say when the next one is due."""

    def set_aside(self, media_id: str, reason: str) -> None: ...

    def aside(self) -> list[MediaItem]: ...

    def again(self, media_id: str, at: datetime) -> bool:
        """Have a file that was set aside fetched anew; False where none is."""

    def mark_identity(self, media_id: str, until: datetime) -> None:
        """Note that it shows an identity document, to be deleted by `until`."""

    def to_delete(self, now: datetime, limit: int) -> list[MediaItem]: ...

    def deleted(self, media_id: str) -> None: ...


class MediaFiles(Protocol):
    """Bytes by name, encrypted where they lie."""

    def put(self, name: str, data: bytes) -> None:
        """Keep bytes, whole or not at all; a known name is replaced."""

    def get(self, name: str) -> bytes | None: ...

    def delete(self, name: str) -> None:
        """Forget bytes; a name that is not there is no error."""

    def older(self, than: datetime) -> Iterable[str]:
        """Give the names of bytes that were kept before a moment."""


class MediaSource(Protocol):
    """The channel that holds a file for a while."""

    async def fetch(self, item: MediaItem, limit: int) -> bytes:
        """Give a file's bytes, by its link while that lives, else by asking for a fresh one.

        Raises:
            InvalidMedia: it has more than `limit` bytes.
            ProviderRefused: the channel has no such file (any more).
            ProviderUnavailable: it did not answer, or asked to try later.
        """

    async def close(self) -> None: ...
