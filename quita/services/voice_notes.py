"""Agents answer by voice: what they say is checked, kept sealed, and sent like any other answer."""

from __future__ import annotations

from hashlib import sha256

from quita.domain.conversation import Conversation
from quita.domain.errors import NotAllowed
from quita.domain.media import MediaItem, MediaState
from quita.domain.permissions import Permission, may
from quita.domain.records import Payload, User
from quita.domain.voice.note import VoiceNote, voice_note
from quita.domain.window import Window
from quita.services.access import owned_conversation
from quita.services.media_intake import MediaRules
from quita.services.ports import Clock, MediaFiles, UnitOfWork, UnitOfWorkFactory

AUDIO = "audio"
_BY_SMS = "+"  # addresses that are answered by SMS, which carries no sound


class VoiceNotes:
    """Takes what agents say."""

    def __init__(
        self, uow: UnitOfWorkFactory, clock: Clock, files: MediaFiles, rules: MediaRules
    ) -> None:
        """Wire the ports."""
        self._uow, self._clock, self._files, self._rules = uow, clock, files, rules

    def send(
        self, conversation_id: str, user: User, data: bytes, declared_hash: str | None, key: str
    ) -> bool:
        """Answer by voice; False where the browser had sent this before.

        The record comes first, then the bytes, then the message: a crash in between leaves nothing
        that retention does not find, and no message without its sound.

        Args:
            key: with it and the same bytes, a repetition is harmless.

        Raises:
            InvalidMedia: it is nothing that may be sent.
            NotOwner: the conversation is not this agent's. NotFound: there is no such conversation.
            WindowClosed: only a template may be sent.
            NotAllowed: the role may not answer, or the person is answered by SMS.
        """
        if not may(user.role, Permission.ANSWER):
            raise NotAllowed("this role answers nobody")
        note = voice_note(data, declared_hash, self._rules.cap)
        digest = sha256(note.data).hexdigest()
        media_id = sha256(f"{conversation_id}:{key}:{digest}".encode()).hexdigest()[:32]
        item = self._item(media_id, conversation_id, note, digest)
        with self._uow() as tx:
            self._check(tx, conversation_id, user)
            tx.media.attach(item)
        self._files.put(media_id, note.data)
        return self._write(conversation_id, user, item, payload_of(media_id, note))

    def _check(self, tx: UnitOfWork, conversation_id: str, user: User) -> None:
        conversation = owned_conversation(tx, conversation_id, user.id)
        if not takes_voice(conversation):
            raise NotAllowed("an SMS carries no sound")
        window = Window.of(conversation)
        window.check(AUDIO, self._clock())

    def _item(self, media_id: str, conversation_id: str, note: VoiceNote, digest: str) -> MediaItem:
        now = self._clock()
        return MediaItem(
            id=media_id,
            message_id=None,
            conversation_id=conversation_id,
            provider_id="",
            kind="voice" if note.voice else AUDIO,
            state=MediaState.STORED,
            received_at=now,
            mime_type=note.mime_type,
            sha256=digest,
            size=len(note.data),
            stored_at=now,
            delete_at=now + self._rules.keep,
        )

    def _write(self, chat: str, user: User, item: MediaItem, payload: Payload) -> bool:
        author, now = f"agent:{user.id}", self._clock()
        with self._uow() as tx:
            self._check(tx, chat, user)
            if any(one.payload.get("file") == item.id for one in tx.outbox.of_conversation(chat)):
                return False
            tx.outbox.add(chat, payload, author, f"agent:voice:{item.id}", now)
            details = {"media": item.id, "mime_type": item.mime_type, "bytes": item.size}
            tx.events.audit(author, "voice:sent", chat, details, now)
        return True


def takes_voice(conversation: Conversation) -> bool:
    """Say whether sound can reach the person: not where they are answered by SMS."""
    return not conversation.address.startswith(_BY_SMS)


def payload_of(media_id: str, note: VoiceNote) -> Payload:
    """Give the message that a voice note is."""
    return {"kind": AUDIO, "file": media_id, "mime_type": note.mime_type, "voice": note.voice}
