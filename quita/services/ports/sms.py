"""SMS: what is sent, the gateway that takes it, and who may be written to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol

from quita.domain.records import OutboxState
from quita.domain.sms import SmsReason


@dataclass(frozen=True)
class SmsMessage:
    """One SMS; `repr` leaves out whom it is to and what it says.

    Attributes:
        phone: E.164. parts: what it costs.
        next_at: when it is tried (again); None where nothing is left to try.
        error: why it was put off or given up.
    """

    id: str
    key: str
    phone: str = field(repr=False)
    body: str = field(repr=False)
    address_id: str = ""
    link_id: str | None = None
    encoding: str = "gsm7"
    parts: int = 1
    state: OutboxState = OutboxState.QUEUED
    attempts: int = 0
    created_at: datetime | None = None
    sent_at: datetime | None = None
    external_id: str | None = None
    error: str | None = None
    reason: SmsReason = SmsReason.ANSWER
    next_at: datetime | None = None


class Taken(str, Enum):
    """What a gateway did with a message."""

    TAKEN = "taken"
    REFUSED = "refused"  # for good
    BUSY = "busy"  # it said so: nothing was sent, try again
    UNCLEAR = "unclear"  # no answer: it may have it


@dataclass(frozen=True)
class GatewayAnswer:
    """A gateway's answer, and its id of the message."""

    outcome: Taken
    external_id: str = ""
    reason: str = ""


class SmsGateway(Protocol):
    """Sends SMS."""

    def send(self, message: SmsMessage) -> GatewayAnswer:
        """Send one; our id goes along, so that the gateway can know a repetition."""


class SmsBox(Protocol):
    """SMS to be sent, and how far they got."""

    def add(self, message: SmsMessage, at: datetime) -> bool:
        """Insert under an idempotency key, due at its `next_at` or now; False where it is known."""

    def claim(self, now: datetime, worker: str, until: datetime) -> SmsMessage | None: ...

    def sent(self, message_id: str, external_id: str, at: datetime) -> None: ...

    def retry(self, message_id: str, state: OutboxState, error: str, at: datetime) -> None: ...

    def postpone(self, message_id: str, why: str, until: datetime) -> None:
        """Put back what was not tried."""

    def failed(self, message_id: str, error: str) -> None: ...

    def reported(
        self, state: OutboxState, external_id: str, our_id: str | None, error: str | None,
        at: datetime,
    ) -> bool:  # fmt: skip
        """Record a delivery report; it never goes back. False where no message is known."""

    def of_link(self, link_id: str) -> list[SmsMessage]: ...

    def unreported(self, before: datetime, limit: int) -> list[SmsMessage]:
        """Give what was taken before a moment and never reported on."""
