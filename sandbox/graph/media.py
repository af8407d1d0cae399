"""Media: kept by id, fetched by an address that lives five minutes and needs the token."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from sandbox.graph.errors import GraphError
from sandbox.settings import Clock, SandboxSettings
from sandbox.store import Store

LINK_SECONDS = 300
MEGABYTE = 1024 * 1024
# Largest sizes by kind: Meta, "Supported media types".
LARGEST = {
    "audio": 16 * MEGABYTE,
    "image": 5 * MEGABYTE,
    "video": 16 * MEGABYTE,
    "document": 100 * MEGABYTE,
}
TYPES = {
    "audio/aac": "audio",
    "audio/amr": "audio",
    "audio/mpeg": "audio",
    "audio/mp4": "audio",
    "audio/ogg": "audio",
    "image/jpeg": "image",
    "image/png": "image",
    "image/webp": "image",
    "video/mp4": "video",
    "video/3gpp": "video",
    "text/plain": "document",
    "application/pdf": "document",
    "application/msword": "document",
    "application/vnd.ms-excel": "document",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "document",
}
SENT_AS_IMAGE = ("image/jpeg", "image/png")


@dataclass(frozen=True)
class Media:
    """A stored file."""

    id: str
    mime_type: str
    filename: str
    sha256: bytes
    data: bytes


class MediaStore:
    """Keeps files and hands out addresses for them."""

    def __init__(self, store: Store, settings: SandboxSettings, clock: Clock) -> None:
        """Take the store, the public address and the time."""
        self._store = store
        self._settings = settings
        self._clock = clock

    def add(self, data: bytes, mime_type: str, filename: str = "") -> Media:
        """Keep a file.

        Raises:
            GraphError: 100 for a type that Meta does not take, 131053 for one that is too big.
        """
        kind = TYPES.get(mime_type.split(";")[0].strip())
        if kind is None:
            raise GraphError(
                100, message=f"(#100) Param file must be of a supported type, not '{mime_type}'."
            )
        if not data or len(data) > LARGEST[kind]:
            raise GraphError(
                131053, f"A file of type {kind} has 1 to {LARGEST[kind]} bytes, not {len(data)}."
            )
        media = Media(
            id=str(10**15 + secrets.randbelow(9 * 10**15)),
            mime_type=mime_type,
            filename=filename,
            sha256=hashlib.sha256(data).digest(),
            data=data,
        )
        self._store.insert(
            "INSERT INTO media (id, mime_type, filename, sha256, data) VALUES (?, ?, ?, ?, ?)",
            media.id,
            media.mime_type,
            media.filename,
            media.sha256,
            media.data,
        )
        return media

    def get(self, media_id: str) -> Media | None:
        """Give a file by its id."""
        row = self._store.one("SELECT * FROM media WHERE id = ?", media_id)
        return Media(**dict(row)) if row else None

    def delete(self, media_id: str) -> bool:
        """Forget a file; False when there was none."""
        return self._store.write("DELETE FROM media WHERE id = ?", media_id) > 0

    def link(self, media_id: str) -> str:
        """Make an address that lives five minutes."""
        token = secrets.token_urlsafe(24)
        now = int(self._clock().timestamp())
        self._store.write("DELETE FROM media_links WHERE expires < ?", now)
        self._store.insert(
            "INSERT INTO media_links (token, media_id, expires) VALUES (?, ?, ?)",
            token,
            media_id,
            now + LINK_SECONDS,
        )
        return f"{self._settings.public_url}/graph/download/{token}"

    def by_link(self, token: str) -> Media | None:
        """Give a file by its address's token, while it lives."""
        row = self._store.one(
            "SELECT media_id FROM media_links WHERE token = ? AND expires >= ?",
            token,
            int(self._clock().timestamp()),
        )
        return self.get(row["media_id"]) if row else None
