"""What people sent, for agents to see and hear: each look is written down."""

from __future__ import annotations

from dataclasses import dataclass, field

from quita.domain.errors import NotAllowed, NotFound, NotReadable
from quita.domain.media import MediaItem, MediaState
from quita.domain.permissions import Permission, may
from quita.domain.records import User
from quita.services.access import conversation_of, readable
from quita.services.media_intake import IDENTITY_LASTS
from quita.services.ports import Clock, MediaFiles, UnitOfWorkFactory


@dataclass(frozen=True)
class Opened:
    """A file with its bytes."""

    item: MediaItem
    data: bytes = field(repr=False)


class Media:
    """Gives files to whoever may read conversations."""

    def __init__(self, uow: UnitOfWorkFactory, clock: Clock, files: MediaFiles) -> None:
        """Wire the ports."""
        self._uow, self._clock, self._files = uow, clock, files

    def of_conversation(self, conversation_id: str) -> list[MediaItem]:
        """Give what is known of a conversation's files, oldest first; no bytes."""
        with self._uow() as tx:
            return tx.media.of_conversation(conversation_id)

    def open(self, media_id: str, user: User) -> Opened:
        """Give a file to who may read its conversation; the look, or the refusal, is written down.

        Raises:
            NotReadable: they may not. The file's trail says so, and not the conversation's, where
                it would pass for a part in it.
            NotFound: there is no such file, or its bytes are not (or no longer) to be had.
        """
        actor, now = f"agent:{user.id}", self._clock()
        with self._uow() as tx:
            item = tx.media.get(media_id)
            if item is None:
                raise NotFound("no such file")
            chat = item.conversation_id
            allowed = readable(conversation_of(tx, chat), tx.events.trail(chat), user)
            stored = allowed and item.state is MediaState.STORED
            data = self._files.get(item.id) if stored else None
            if not allowed:
                tx.events.audit(actor, "media:refused", item.id, {"conversation": chat}, now)
            elif data is not None:
                details = {"media": item.id, "kind": item.kind}
                tx.events.audit(actor, "media:opened", chat, details, now)
        if not allowed:
            raise NotReadable("not a conversation that this user may read")
        if data is None:
            raise NotFound("this file is not to be had")
        return Opened(item, data)

    def mark_identity(self, media_id: str, user: User) -> None:
        """Say that a file shows an identity document: it goes within a day.

        Raises:
            NotAllowed: the role may not.
            NotFound: there is no such file.
        """
        if not may(user.role, Permission.ANSWER):
            raise NotAllowed("this role decides nothing")
        now = self._clock()
        with self._uow() as tx:
            item = tx.media.get(media_id)
            if item is None:
                raise NotFound("no such file")
            tx.media.mark_identity(media_id, now + IDENTITY_LASTS)
            details = {"media": media_id}
            actor = f"agent:{user.id}"
            tx.events.audit(actor, "media:identity_document", item.conversation_id, details, now)
