"""What the core remembers, as plain values: people, messages, offers, agreements, users.

Charges and what comes of them are in charge_records.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from quita.domain.agreement import AgreementState
from quita.domain.conversation import Channel
from quita.domain.offer import Offer
from quita.domain.policy import Role
from quita.domain.starting import Started

Payload = Mapping[str, Any]  # an outbound message as the channels' adapters document it


class AddressKind(str, Enum):
    """What an address is."""

    PHONE = "phone"  # E.164 with +
    BSUID = "bsuid"  # WhatsApp's business-scoped user id
    EMAIL = "email"
    WEB = "web"


@dataclass(frozen=True)
class Person:
    """A debtor. `cpf` is eleven digits."""

    id: str
    name: str
    cpf: str
    birth_date: date
    email: str | None = None


@dataclass(frozen=True)
class InboundDraft:
    """A message as a channel received it, before it is stored.

    Attributes:
        address_kind, address_value: who wrote, in canonical form; `reply_to` as it was given.
        kind: text, button_reply, list_reply, image, audio, voice, document, sticker, ...
        text: what was written, the title that was pressed, or a caption.
        payload_id: the id behind a pressed button or list row.
        media: the channel's description of a medium (id, mime_type, filename, ...).
        user_id: the channel's own id of whoever wrote from a phone.
        about: the external id of what it answers, edits, takes back or reacts to.
        origin: the advertisement that led here, as the channel tells it.
        number_id: the number of ours that it was written to, by the channel's id of it.
    """

    channel: Channel
    external_id: str
    address_kind: AddressKind
    address_value: str
    reply_to: str
    sent_at: datetime
    kind: str
    text: str | None = None
    payload_id: str | None = None
    media: Mapping[str, Any] | None = None
    raw: Mapping[str, Any] = field(default_factory=dict)
    user_id: str | None = None
    about: str | None = None
    forwarded: bool = False
    origin: Mapping[str, Any] | None = None
    number_id: str | None = None


@dataclass(frozen=True)
class InboundMessage:
    """A stored message; `seq` is the order of arrival.

    Attributes:
        about: the external id of what it answers, edits, takes back or reacts to.
        transcribed: its text was spoken, and written down by a machine.
    """

    id: str
    seq: int
    conversation_id: str
    external_id: str
    sent_at: datetime
    received_at: datetime
    kind: str
    text: str | None
    payload_id: str | None
    media: Mapping[str, Any] | None
    turn_id: str | None
    about: str | None = None
    forwarded: bool = False
    transcribed: bool = False


@dataclass(frozen=True)
class Turn:
    """Messages answered together: frozen before anything is understood, so a replay is the same."""

    id: str
    conversation_id: str
    messages: tuple[InboundMessage, ...]
    attempts: int


class OutboxState(str, Enum):
    """How far an outbound message got. Statuses only ever advance."""

    QUEUED = "queued"
    SENDING = "sending"
    UNCLEAR = "unclear"  # may have arrived: reconciled before it is sent again
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True)
class OutboxMessage:
    """One message to a person.

    Attributes:
        author: bot, agent:<id> or system.
        pieces_sent: of a message that its channel cuts into several, how many were taken.
        sending_at: when it was last about to leave. number_id: the number of ours that it is on.
        heard_at: when the person wrote last, by the channel's clock.
        started: why the company wrote it first; None for an answer.
    """

    id: str
    seq: int
    conversation_id: str
    channel: Channel
    reply_to: str
    payload: Payload
    author: str
    state: OutboxState
    attempts: int
    created_at: datetime
    external_id: str | None = None
    error: str | None = None
    pieces_sent: int = 0
    address_id: str = ""
    number_id: str | None = None
    template: str | None = None
    sending_at: datetime | None = None
    heard_at: datetime | None = None
    started: Started | None = None


@dataclass(frozen=True)
class StatusNews:
    """What a status changed: of which message, and whether others waited for it.

    Attributes:
        last: whether it is about the piece that was sent last.
    """

    message_id: str
    conversation_id: str
    address_id: str
    number_id: str | None
    template: str | None
    attempts: int
    changed: bool
    last: bool
    released: bool


@dataclass(frozen=True)
class StoredOffer:
    """An offer that was shown, under the id by which it is accepted.

    Attributes:
        also: further debts of the same creditor that it settles with `debt_id`.
        replaces: the agreement that ends when this is accepted.
        authority: who made it: an agent may go further than the bot, a supervisor than both.
    """

    id: str
    person_id: str
    debt_id: str
    conversation_id: str
    offer: Offer
    created_at: datetime
    accepted: bool = False
    also: tuple[str, ...] = ()
    replaces: str | None = None
    authority: Role = Role.BOT

    @property
    def debt_ids(self) -> tuple[str, ...]:
        """All debts that it settles."""
        return (self.debt_id, *self.also)


@dataclass(frozen=True)
class AgreedInstallment:
    """One payment of an agreement; number 0 is the down payment; reais."""

    id: str
    agreement_id: str
    number: int
    due_date: date
    amount: Decimal
    paid_at: datetime | None = None


@dataclass(frozen=True)
class Agreement:
    """What was agreed: from one offer, once."""

    id: str
    offer_id: str
    person_id: str
    debt_id: str
    state: AgreementState
    created_at: datetime
    installments: tuple[AgreedInstallment, ...]
    also: tuple[str, ...] = ()
    due_date_changes: int = 0
    ended_why: str | None = None

    @property
    def debt_ids(self) -> tuple[str, ...]:
        """All debts that it settles."""
        return (self.debt_id, *self.also)

    @property
    def paid(self) -> tuple[AgreedInstallment, ...]:
        """The installments that are paid."""
        return tuple(item for item in self.installments if item.paid_at is not None)

    @property
    def next_due(self) -> AgreedInstallment | None:
        """The first installment that is not paid, or None."""
        return next((item for item in self.installments if item.paid_at is None), None)


@dataclass(frozen=True)
class Case:
    """Something a human must look into, under its own protocol number."""

    id: str
    protocol: str
    kind: str
    conversation_id: str
    person_id: str | None
    debt_id: str | None
    opened_at: datetime
    note: str = ""


@dataclass(frozen=True)
class User:
    """Somebody who signs in to the desk.

    Attributes:
        password_until: of a password that somebody else gave; its owner replaces it by then.
        deactivated_at: None of whoever works here.
    """

    id: str
    login: str
    name: str
    role: str
    password_hash: str
    password_until: datetime | None = None
    deactivated_at: datetime | None = None

    @property
    def active(self) -> bool:
        """Say whether they may sign in."""
        return self.deactivated_at is None
