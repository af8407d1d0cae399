"""Reads one message of a person, or one system message, out of a web hook's value.

Shapes: Meta, "Webhooks reference: messages" (text, interactive, button, media, edit, revoke,
unsupported, system) and "Business-scoped user IDs".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from connectors.whatsapp import fields
from connectors.whatsapp.fields import Unreadable
from connectors.whatsapp.webhook_types import (
    GroupMessage,
    InboundMessage,
    MediaRef,
    MessageKind,
    Raw,
    SystemChange,
    SystemKind,
    UserPreference,
)
from quita.adapters.whatsapp.payloads import is_user_id
from quita.domain.phone import equivalents

# The name before it is the person's own choice, so only the end of the sentence is Meta's word.
_CHANGED = re.compile(r" changed from (\S+) to (\S+)\s*\Z")
_MEDIA = {
    "audio": MessageKind.AUDIO,
    "image": MessageKind.IMAGE,
    "document": MessageKind.DOCUMENT,
    "video": MessageKind.VIDEO,
    "sticker": MessageKind.STICKER,
}
_WITHOUT_TEXT = {"location": MessageKind.LOCATION, "contacts": MessageKind.CONTACTS}
STOP, RESUME = "stop", "resume"
_REPLIES = {"button_reply": MessageKind.BUTTON_REPLY, "list_reply": MessageKind.LIST_REPLY}


@dataclass(frozen=True)
class _Content:
    kind: MessageKind
    text: str | None = None
    payload_id: str | None = None
    media: MediaRef | None = None
    target_id: str | None = None


@dataclass(frozen=True)
class _Sender:
    wa_id: str | None
    user_id: str | None


@dataclass(frozen=True)
class Envelope:
    """What the messages of one value share.

    Attributes:
        contacts: by user id and by phone (in both forms of a Brazilian mobile).
        only_contact: the one contact, where all messages have the same sender.
    """

    phone_number_id: str | None
    contacts: dict[str, Raw]
    only_contact: Raw | None

    @classmethod
    def of(cls, value: Raw) -> Envelope:
        """Reads it from a value of the field `messages`."""
        known = [one for one in fields.items(value, "contacts") if isinstance(one, dict)]
        contacts: dict[str, Raw] = {}
        for contact in known:
            sender = _sender(contact, "wa_id", "user_id")
            for key in _keys(sender):
                contacts.setdefault(key, contact)
        senders = {_sender(one) for one in fields.items(value, "messages")}
        return cls(
            phone_number_id=fields.identifier(value, "metadata", "phone_number_id"),
            contacts=contacts,
            only_contact=known[0] if len(known) == 1 and len(senders) == 1 else None,
        )

    def contact_of(self, sender: _Sender) -> Raw | None:
        """Finds the sender's contact: by user id, by phone, else the only one, unless an id of
        its own says that it is somebody else."""
        for key in _keys(sender):
            if key in self.contacts:
                return self.contacts[key]
        if self.only_contact is None:
            return None
        other = _sender(self.only_contact, "wa_id", "user_id")
        differs = (sender.wa_id and other.wa_id) or (sender.user_id and other.user_id)
        return None if differs else self.only_contact


def parse_message(
    raw: Raw, envelope: Envelope
) -> InboundMessage | GroupMessage | SystemChange | UserPreference:
    """Reads a message; raises Unreadable where its envelope or its content is broken.

    One of a group is never broken: it is looked at no further, and so never set aside.

    A type that Meta invents later is `unsupported`; so is content that Meta left out with an
    error in its place.
    """
    if raw.get("group_id"):
        return GroupMessage()
    kind = fields.required_text(raw, "type")
    if kind == "system":
        return _system(raw, envelope.phone_number_id)
    external_id = fields.required_id(raw, "id")
    sent_at = fields.required_instant(raw, "timestamp")
    if envelope.phone_number_id is None:
        raise Unreadable("no usable metadata.phone_number_id")
    sender = _sender(raw)
    contact = envelope.contact_of(sender)
    listed = _sender(contact, "wa_id", "user_id")
    sender = _Sender(sender.wa_id or listed.wa_id, sender.user_id or listed.user_id)
    if sender.wa_id is None and sender.user_id is None:
        raise Unreadable("no usable sender")
    error_code = fields.number(next(iter(fields.items(raw, "errors")), None), "code")
    content = _content(kind, raw, error_code)
    return InboundMessage(
        external_id=external_id,
        phone_number_id=envelope.phone_number_id,
        sender_wa_id=sender.wa_id,
        sender_user_id=sender.user_id,
        sent_at=sent_at,
        kind=content.kind,
        text=content.text,
        payload_id=content.payload_id,
        media=content.media,
        context_id=content.target_id or fields.identifier(raw, "context", "id"),
        forwarded=fields.flag(raw, "context", "forwarded")
        or fields.flag(raw, "context", "frequently_forwarded"),
        referral=fields.mapping(raw, "referral"),
        profile_name=fields.text(contact, "profile", "name"),
        username=fields.text(contact, "profile", "username"),
        error_code=error_code,
        raw=raw,
    )


def _sender(raw: object, phone_key: str = "from", user_key: str = "from_user_id") -> _Sender:
    """Who wrote it, as given; a BSUID in the place of the phone is taken for what it is."""
    wa_id, user_id = fields.identifier(raw, phone_key), fields.identifier(raw, user_key)
    if wa_id and is_user_id(wa_id):
        return _Sender(None, user_id or wa_id)
    return _Sender(wa_id, user_id)


def _keys(sender: _Sender) -> tuple[str, ...]:
    phones = equivalents("+" + sender.wa_id) if sender.wa_id else ()
    return (sender.user_id, *phones) if sender.user_id else phones


def _content(kind: str, raw: Raw, error_code: int | None) -> _Content:
    try:
        return _readable_content(kind, raw)
    except Unreadable:
        if error_code is None:
            raise
        return _Content(MessageKind.UNSUPPORTED)


def _readable_content(kind: str, raw: Raw) -> _Content:
    if kind == "text":
        return _Content(MessageKind.TEXT, text=fields.required_text(raw, "text", "body"))
    if kind == "interactive":
        return _interactive(raw)
    if kind == "button":
        return _template_button(raw)
    if kind in _MEDIA:
        return _media(kind, raw)
    if kind in _WITHOUT_TEXT:
        return _Content(_WITHOUT_TEXT[kind])
    if kind == "order":
        return _Content(MessageKind.ORDER, text=fields.text(raw, "order", "text") or None)
    if kind == "reaction":
        target = fields.required_id(raw, "reaction", "message_id")
        emoji = fields.text(raw, "reaction", "emoji") or None
        return _Content(MessageKind.REACTION, text=emoji, target_id=target)
    if kind == "edit":
        return _edit(raw)
    if kind == "revoke":
        target = fields.required_id(raw, "revoke", "original_message_id")
        return _Content(MessageKind.REVOKE, target_id=target)
    return _Content(MessageKind.UNSUPPORTED)


def _interactive(raw: Raw) -> _Content:
    shape = fields.required_text(raw, "interactive", "type")
    if shape in _REPLIES:
        return _Content(
            _REPLIES[shape],
            text=fields.text(raw, "interactive", shape, "title"),
            payload_id=fields.required_id(raw, "interactive", shape, "id"),
        )
    if shape == "nfm_reply":
        fields.required_text(raw, "interactive", "nfm_reply", "response_json")
        return _Content(MessageKind.FLOW_REPLY)
    return _Content(MessageKind.UNSUPPORTED)


def _template_button(raw: Raw) -> _Content:
    title = fields.text(raw, "button", "text")
    payload = fields.identifier(raw, "button", "payload")
    if title is None and payload is None:
        raise Unreadable("no usable button")
    return _Content(MessageKind.TEMPLATE_BUTTON, text=title, payload_id=payload)


def _media(kind: str, raw: Raw) -> _Content:
    caption = fields.text(raw, kind, "caption")
    voice = kind == "audio" and fields.flag(raw, kind, "voice")
    media = MediaRef(
        id=fields.required_id(raw, kind, "id"),
        mime_type=fields.text(raw, kind, "mime_type"),
        sha256=fields.text(raw, kind, "sha256"),
        filename=fields.text(raw, kind, "filename"),
        caption=caption,
        voice=voice,
        link=fields.text(raw, kind, "url") or fields.text(raw, kind, "link"),
    )
    return _Content(MessageKind.VOICE if voice else _MEDIA[kind], text=caption, media=media)


def _edit(raw: Raw) -> _Content:
    """What the message says now, under the wamid of what it said first."""
    target = fields.required_id(raw, "edit", "original_message_id")
    edited = fields.mapping(raw, "edit", "message") or {}
    shape = fields.text(edited, "type") or ""
    inner = _readable_content(shape, edited) if shape != "edit" else _Content(MessageKind.EDIT)
    return replace(inner, kind=MessageKind.EDIT, payload_id=None, target_id=target)


def _system(raw: Raw, phone_number_id: str | None) -> SystemChange | UserPreference:
    """Reads an identity's change; in old versions also a marketing preference came so."""
    said = fields.required_text(raw, "system", "type")
    sender, at = _sender(raw), fields.required_instant(raw, "timestamp")
    if said == "user_preference_changed":
        return UserPreference(
            category="marketing_messages",
            value=preference(raw, "system", "marketing"),
            wa_id=sender.wa_id,
            user_id=sender.user_id,
            at=at,
            raw=raw,
        )
    new_wa_id = fields.identifier(raw, "system", "wa_id")
    new_wa_id = new_wa_id or fields.identifier(raw, "system", "new_wa_id")
    new_user_id = fields.identifier(raw, "system", "user_id")
    old_user_id = sender.user_id or fields.identifier(raw, "system", "previous_user_id")
    kinds = {kind.value: kind for kind in SystemKind}
    return SystemChange(
        kind=kinds.get(said, SystemKind.OTHER),
        external_id=fields.required_id(raw, "id"),
        at=at,
        phone_number_id=phone_number_id,
        old_wa_id=sender.wa_id,
        new_wa_id=new_wa_id,
        old_user_id=old_user_id or _old_user_id(raw, new_user_id),
        new_user_id=new_user_id,
        raw=raw,
    )


def preference(tree: Raw, *path: str) -> str:
    """Reads whether messages are wished for; raises Unreadable where nobody knows what is said."""
    said = fields.required_text(tree, *path)
    if said not in (STOP, RESUME):
        raise Unreadable("an unknown preference")
    return said


def _old_user_id(raw: Raw, new_user_id: str | None) -> str | None:
    """The replaced user id, which only the sentence gives; taken if its other half is true."""
    match = _CHANGED.search(fields.text(raw, "system", "body") or "")
    if match and match[2] == new_user_id and is_user_id(match[1]):
        return match[1]
    return None
