"""What one POST of Meta's web hook says, as frozen values.

`repr` leaves out what identifies a person or what they wrote, so that a log line may hold any of
these. `raw` is the provider's own object, cleaned of what PostgreSQL refuses.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import datetime
from enum import Enum
from typing import Any

from connectors.whatsapp.template_types import TemplateCategory, TemplateQuality, TemplateStatus

Raw = dict[str, Any]


class MessageKind(str, Enum):
    """What a person sent."""

    TEXT = "text"
    BUTTON_REPLY = "button_reply"
    LIST_REPLY = "list_reply"
    FLOW_REPLY = "flow_reply"
    TEMPLATE_BUTTON = "template_button"
    AUDIO = "audio"
    VOICE = "voice"
    IMAGE = "image"
    DOCUMENT = "document"
    VIDEO = "video"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACTS = "contacts"
    ORDER = "order"
    REACTION = "reaction"
    EDIT = "edit"
    REVOKE = "revoke"
    UNSUPPORTED = "unsupported"


class DeliveryStatus(str, Enum):
    """How far a message of ours got; states only ever advance, and any may be skipped."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    PLAYED = "played"
    FAILED = "failed"


class SystemKind(str, Enum):
    """Why an identity changed."""

    CHANGED_NUMBER = "user_changed_number"
    CHANGED_USER_ID = "user_changed_user_id"
    OTHER = "other"


@dataclass(frozen=True)
class MediaRef:
    """Where to fetch what was sent: the id lasts 7 days, an address made from it 5 minutes.

    Attributes:
        voice: recorded in the chat, not forwarded as a file.
        link: where the bytes are for the first five minutes; newer versions give it at once.
    """

    id: str
    mime_type: str | None = None
    sha256: str | None = None
    filename: str | None = attribute(default=None, repr=False)
    caption: str | None = attribute(default=None, repr=False)
    voice: bool = False
    link: str | None = attribute(default=None, repr=False)


@dataclass(frozen=True)
class InboundMessage:
    """One message of a person. At least one of sender_wa_id and sender_user_id is there.

    Attributes:
        external_id: the wamid: the key against duplicates.
        phone_number_id: the number of ours that it was written to.
        sender_wa_id: `from` as given: answer it unchanged.
        sender_user_id: the business-scoped user id (BSUID), which changes with the phone.
        text: what was written, the title pressed, the caption, or the emoji of a reaction
            (None: it was taken back).
        payload_id: the id of the button or row pressed, or a template button's payload.
        context_id: the wamid it answers, reacts to, edits or revokes.
        error_code: Meta's reason why the content of an unsupported message is missing.
    """

    external_id: str
    phone_number_id: str
    sender_wa_id: str | None = attribute(repr=False)
    sender_user_id: str | None = attribute(repr=False)
    sent_at: datetime
    kind: MessageKind
    text: str | None = attribute(default=None, repr=False)
    payload_id: str | None = None
    media: MediaRef | None = None
    context_id: str | None = None
    forwarded: bool = False
    referral: Raw | None = attribute(default=None, repr=False)
    profile_name: str | None = attribute(default=None, repr=False)
    username: str | None = attribute(default=None, repr=False)
    error_code: int | None = None
    raw: Raw = attribute(default_factory=dict, repr=False)


@dataclass(frozen=True)
class GroupMessage:
    """A message in a group, which is of third parties too: nothing of it is read or kept."""

    raw: None = None


@dataclass(frozen=True)
class StatusUpdate:
    """How far one message of ours got.

    Attributes:
        external_id: the wamid of our message.
        callback_data: what we sent as biz_opaque_callback_data: the outbox id.
    """

    external_id: str
    status: DeliveryStatus
    at: datetime
    phone_number_id: str | None = None
    recipient_wa_id: str | None = attribute(default=None, repr=False)
    recipient_user_id: str | None = attribute(default=None, repr=False)
    error_code: int | None = None
    error_title: str | None = None
    error_details: str | None = None
    callback_data: str | None = None
    pricing_category: str | None = None
    billable: bool | None = None
    raw: Raw = attribute(default_factory=dict, repr=False)


@dataclass(frozen=True)
class SystemChange:
    """A person changed phone or user id, as a system message says (it has a wamid too)."""

    kind: SystemKind
    external_id: str
    at: datetime
    phone_number_id: str | None = None
    old_wa_id: str | None = attribute(default=None, repr=False)
    new_wa_id: str | None = attribute(default=None, repr=False)
    old_user_id: str | None = attribute(default=None, repr=False)
    new_user_id: str | None = attribute(default=None, repr=False)
    raw: Raw = attribute(default_factory=dict, repr=False)


@dataclass(frozen=True)
class UserIdUpdate:
    """A business-scoped user id was replaced."""

    previous: str = attribute(repr=False)
    current: str = attribute(repr=False)
    wa_id: str | None = attribute(default=None, repr=False)
    at: datetime | None = None
    raw: Raw = attribute(default_factory=dict, repr=False)


@dataclass(frozen=True)
class UserPreference:
    """A person stopped or resumed a category of messages (`value`: stop, resume)."""

    category: str
    value: str
    wa_id: str | None = attribute(default=None, repr=False)
    user_id: str | None = attribute(default=None, repr=False)
    at: datetime | None = None
    raw: Raw = attribute(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Restriction:
    """What Meta no longer lets an account do, in its word, and until when; None: it did not say."""

    kind: str
    until: datetime | None = None


@dataclass(frozen=True)
class AccountUpdate:
    """Meta's judgement of the account: a violation, a restriction, a ban or its end."""

    event: str
    account_id: str | None
    violation_type: str | None = None
    ban_state: str | None = None
    ban_date: str | None = None
    restrictions: tuple[Restriction, ...] = ()
    at: datetime | None = None
    raw: Raw = attribute(default_factory=dict, repr=False)


@dataclass(frozen=True)
class QualityUpdate:
    """The throughput or the limit of a number changed."""

    event: str
    display_phone_number: str | None
    current_limit: str | None
    old_limit: str | None = None
    at: datetime | None = None
    raw: Raw = attribute(default_factory=dict, repr=False)


@dataclass(frozen=True)
class ReportedError:
    """An error at the level of a value: of the number or the account, not of one message."""

    code: int | None
    title: str | None
    details: str | None
    phone_number_id: str | None = None
    at: datetime | None = None
    raw: Raw = attribute(default_factory=dict, repr=False)


@dataclass(frozen=True)
class UnknownField:
    """A change of a kind that Quita does not use."""

    field: str
    raw: Any = attribute(repr=False)


@dataclass(frozen=True)
class UnreadableUpdate:
    """One update that breaks Meta's own shape, kept beside its readable siblings.

    Attributes:
        reason: fit for a log line; it never quotes the content.
        external_id: the wamid, where that much could be read.
        body: a web hook that holds it alone, to be delivered again once it can be read.
    """

    reason: str
    raw: Any = attribute(repr=False)
    external_id: str | None = None
    body: Raw | None = attribute(default=None, repr=False)


Update = (
    InboundMessage
    | GroupMessage
    | StatusUpdate
    | SystemChange
    | UserIdUpdate
    | UserPreference
    | TemplateStatus
    | TemplateCategory
    | TemplateQuality
    | AccountUpdate
    | QualityUpdate
    | ReportedError
    | UnknownField
    | UnreadableUpdate
)


@dataclass(frozen=True)
class ParsedWebhook:
    """Everything that one POST holds, in its own order; `entries` is what it was read from."""

    updates: tuple[Update, ...] = ()
    entries: list[Any] = attribute(default_factory=list, repr=False)

    @property
    def messages(self) -> tuple[InboundMessage, ...]:
        """What people wrote."""
        return tuple(one for one in self.updates if isinstance(one, InboundMessage))

    @property
    def statuses(self) -> tuple[StatusUpdate, ...]:
        """How far our messages got."""
        return tuple(one for one in self.updates if isinstance(one, StatusUpdate))

    @property
    def unreadable(self) -> tuple[UnreadableUpdate, ...]:
        """What nobody could read: to be stored and alerted on, never dropped."""
        return tuple(one for one in self.updates if isinstance(one, UnreadableUpdate))
