"""What the outbox stores for WhatsApp: our own payloads, apart from Meta's bodies.

Each is a JSON object with a `kind`:
    {"kind": "text", "text"}
    {"kind": "buttons", "text", "buttons": [{"id", "title"}]}
    {"kind": "list", "text", "button", "rows": [{"id", "title", "description"?}]}
    {"kind": "link", "text", "title", "url"}
    {"kind": "document", "link" | "media_id", "filename"?, "caption"?}
    {"kind": "image", "link" | "media_id", "caption"?}
    {"kind": "audio", "file", "mime_type", "voice"}
    {"kind": "order", "text", "reference", "amount", "code", "merchant", "key", "item"}
    {"kind": "order_status", "text", "reference"}
    {"kind": "template", "text", "name", "language", "parameters"?, "buttons"?}
Nobody who writes one needs to know WhatsApp's limits: bodies.py makes anything fit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypedDict

from quita.domain.errors import InvalidInput

# Meta, "Business-scoped user IDs": the country's two letters, a dot, letters and digits (also
# `US.ENT.…` of a parent portfolio). Any country: a person may write from abroad.
_USER_ID = re.compile(r"[A-Z]{2}\.[0-9A-Za-z.]+")


def is_user_id(address: str) -> bool:
    """Tells a business-scoped user id from a phone's WhatsApp id, which has digits only."""
    return _USER_ID.fullmatch(address) is not None


class TextPayload(TypedDict):
    """Plain text of any length."""

    kind: Literal["text"]
    text: str


class Button(TypedDict):
    """A reply to press: the id comes back, the title is read."""

    id: str
    title: str


class ButtonsPayload(TypedDict):
    """A question with replies to press."""

    kind: Literal["buttons"]
    text: str
    buttons: list[Button]


class _RowRequired(TypedDict):
    id: str
    title: str


class Row(_RowRequired, total=False):
    """A row to choose."""

    description: str


class ListPayload(TypedDict):
    """A question with a menu; `button` opens it."""

    kind: Literal["list"]
    text: str
    button: str
    rows: list[Row]


class LinkPayload(TypedDict):
    """A text with a button that opens an address."""

    kind: Literal["link"]
    text: str
    title: str
    url: str


class _MediaSource(TypedDict, total=False):
    link: str
    media_id: str
    caption: str


class _DocumentKind(TypedDict):
    kind: Literal["document"]


class DocumentPayload(_DocumentKind, _MediaSource, total=False):
    """A file: exactly one of link and media_id."""

    filename: str


class _ImageKind(TypedDict):
    kind: Literal["image"]


class ImagePayload(_ImageKind, _MediaSource, total=False):
    """A picture: exactly one of link and media_id."""


class AudioPayload(TypedDict):
    """Sound of ours by its id in the media store; `voice` where it is shown as a voice note."""

    kind: Literal["audio"]
    file: str
    mime_type: str
    voice: bool


class OrderPayload(TypedDict):
    """A Pix to be paid inside WhatsApp; `amount` is reais as text, `reference` its own."""

    kind: Literal["order"]
    text: str
    reference: str
    amount: str
    code: str
    merchant: str
    key: str
    item: str


class OrderStatusPayload(TypedDict):
    """An order was paid."""

    kind: Literal["order_status"]
    text: str
    reference: str


class _TemplateRequired(TypedDict):
    kind: Literal["template"]
    text: str
    name: str
    language: str


class TemplatePayload(_TemplateRequired, total=False):
    """An approved template: its values in order; `text` is what the person will read.

    `buttons` are its quick replies, each with the id that comes back when it is pressed.
    """

    parameters: list[str]
    buttons: list[Button]


MediaPayload = DocumentPayload | ImagePayload
Payload = (
    TextPayload
    | ButtonsPayload
    | ListPayload
    | LinkPayload
    | MediaPayload
    | AudioPayload
    | OrderPayload
    | OrderStatusPayload
    | TemplatePayload
)


@dataclass(frozen=True)
class Recipient:
    """Whom to send to: the phone as WhatsApp gave it (preferred), or the business-scoped user id.

    Raises InvalidInput where both are missing.
    """

    phone: str | None = None
    bsuid: str | None = None

    @classmethod
    def of(cls, address: str) -> Recipient:
        """Reads one stored address, of either sort."""
        return cls(bsuid=address) if is_user_id(address) else cls(phone=address)

    def __post_init__(self) -> None:
        """Refuses a recipient without any address."""
        if not self.phone and not self.bsuid:
            raise InvalidInput("a recipient without phone and without user id")
