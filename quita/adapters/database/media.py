"""Files that people sent: where each stands. Names and links are sealed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from quita.adapters.database.repository import Repository, locked
from quita.adapters.database.schema import media
from quita.domain.media import MediaItem, MediaState
from quita.domain.records import InboundMessage

_PLAIN = (
    "id",
    "message_id",
    "conversation_id",
    "provider_id",
    "kind",
    "received_at",
    "attempts",
    "declared_type",
    "declared_hash",
    "reason",
    "mime_type",
    "sha256",
    "size",
    "stored_at",
    "delete_at",
    "identity_document",
    "attached_by",
)


class SqlMediaRecords(Repository):
    """Fulfils the port MediaRecords."""

    def add(self, message: InboundMessage, first_look: datetime) -> None:
        """Note the file of a stored message, to be fetched; the same message twice is once."""
        described = message.media or {}
        values = {
            "id": self._new_id(),
            "message_id": message.id,
            "conversation_id": message.conversation_id,
            "provider_id": str(described["id"]),
            "kind": message.kind,
            "declared_type": described.get("mime_type"),
            "declared_hash": described.get("sha256"),
            "filename": self._sealed(described.get("filename")),
            "link": self._sealed(described.get("link")),
            "state": MediaState.WAITING.value,
            "received_at": message.received_at,
            "attempts": 0,
            "next_attempt_at": first_look,
            "identity_document": False,
        }
        self._insert_once(media, values, ["message_id"])

    def add_stored(self, message: InboundMessage, until: datetime) -> None:
        """Note a file whose bytes were put in the store before its message was stored."""
        described = message.media or {}
        values = {
            "id": str(described["upload"]),
            "message_id": message.id,
            "conversation_id": message.conversation_id,
            "provider_id": str(described["upload"]),
            "kind": message.kind,
            "filename": self._sealed(described.get("filename")),
            "state": MediaState.STORED.value,
            "received_at": message.received_at,
            "attempts": 0,
            "mime_type": str(described["mime_type"]),
            "sha256": str(described["sha256"]),
            "size": int(described["size"]),
            "stored_at": message.received_at,
            "delete_at": until,
            "identity_document": False,
        }
        self._insert_once(media, values, ["message_id"])

    def attach(self, item: MediaItem) -> None:
        """Insert the record of a file of ours; the same id twice is once."""
        values = {name: getattr(item, name) for name in _PLAIN}
        values |= {"state": item.state.value, "filename": self._sealed(item.filename)}
        self._insert_once(media, values, ["id"])

    def get(self, media_id: str) -> MediaItem | None:
        """Give a file's record."""
        found = self._select(media.c.id == media_id)
        return found[0] if found else None

    def of_conversation(self, conversation_id: str) -> list[MediaItem]:
        """Give the files of a conversation, oldest first."""
        return self._select(media.c.conversation_id == conversation_id)

    def of_messages(self, message_ids: list[str]) -> list[MediaItem]:
        """Give the files of messages."""
        return self._select(media.c.message_id.in_(message_ids)) if message_ids else []

    def claim_due(self, now: datetime, until: datetime) -> MediaItem | None:
        """Take a file to be fetched whose time has come; nobody else gets it before `until`."""
        query = select(media.c.id).where(media.c.next_attempt_at <= now)
        query = query.order_by(media.c.next_attempt_at).limit(1)
        free = query.with_for_update(skip_locked=True)
        found = self._connection.execute(free).scalar()
        if found is None:
            return None
        self._change(found, next_attempt_at=until)
        return self.get(found)

    def anything_due(self, now: datetime) -> bool:
        """Say whether a file is to be fetched now."""
        query = select(media.c.id).where(media.c.next_attempt_at <= now).limit(1)
        return self._connection.execute(query).first() is not None

    def stored(
        self, media_id: str, mime_type: str, sha256: str, size: int, at: datetime, until: datetime
    ) -> None:
        """Note that the bytes are in the store, and when they are to be deleted."""
        self._change(
            media_id,
            state=MediaState.STORED.value,
            mime_type=mime_type,
            sha256=sha256,
            size=size,
            stored_at=at,
            delete_at=until,
            next_attempt_at=None,
            reason=None,
            link=None,
        )

    def retry(self, media_id: str, reason: str, at: datetime) -> None:
        """Count an attempt that failed, and say when the next one is due."""
        attempts = media.c.attempts + 1
        values = {"attempts": attempts, "reason": reason, "next_attempt_at": at, "link": None}
        self._change_waiting(media_id, **values)

    def set_aside(self, media_id: str, reason: str) -> None:
        """Say that it is never to be had, and why."""
        values = {"state": MediaState.SET_ASIDE.value, "reason": reason}
        self._change_waiting(media_id, next_attempt_at=None, link=None, **values)

    def aside(self) -> list[MediaItem]:
        """Give what was set aside, oldest first."""
        return self._select(media.c.state == MediaState.SET_ASIDE.value)

    def again(self, media_id: str, at: datetime) -> bool:
        """Have a file that was set aside fetched anew; False where none is."""
        here = (media.c.id == media_id, media.c.state == MediaState.SET_ASIDE.value)
        values = {"state": MediaState.WAITING.value, "next_attempt_at": at, "attempts": 0}
        return bool(self._connection.execute(update(media).where(*here).values(**values)).rowcount)

    def mark_identity(self, media_id: str, until: datetime) -> None:
        """Note that it shows an identity document, to be deleted by `until`."""
        self._change(media_id, identity_document=True, delete_at=until)

    def to_delete(self, now: datetime, limit: int) -> list[MediaItem]:
        """Give stored files whose time is over."""
        query = select(media).where(
            media.c.state == MediaState.STORED.value, media.c.delete_at <= now
        )
        rows = self._connection.execute(locked(query.order_by(media.c.delete_at).limit(limit)))
        return [self._item(row) for row in rows]

    def deleted(self, media_id: str) -> None:
        """Note that the bytes are gone; what was written about them stays, its name does not."""
        self._change(media_id, state=MediaState.DELETED.value, filename=None, delete_at=None)

    def _change(self, media_id: str, **values: Any) -> None:
        self._connection.execute(update(media).where(media.c.id == media_id).values(**values))

    def _change_waiting(self, media_id: str, **values: Any) -> None:
        """Change a file unless somebody else has fetched it in the meantime."""
        here = (media.c.id == media_id, media.c.state == MediaState.WAITING.value)
        self._connection.execute(update(media).where(*here).values(**values))

    def _select(self, condition: Any) -> list[MediaItem]:
        query = select(media).where(condition).order_by(media.c.received_at, media.c.id)
        return [self._item(row) for row in self._connection.execute(query)]

    def _item(self, row: Any) -> MediaItem:
        plain = {name: getattr(row, name) for name in _PLAIN}
        return MediaItem(
            state=MediaState(row.state),
            filename=self._opened(row.filename),
            link=self._opened(row.link),
            **plain,
        )
