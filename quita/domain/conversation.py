"""Who answers a conversation, and how that may change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from quita.domain.errors import NotAllowed

VERIFICATION_LASTS = timedelta(minutes=30)  # without a message of the person


class Channel(str, Enum):
    """Where a person writes."""

    WHATSAPP = "whatsapp"
    SMS_LINK = "sms_link"


class Owner(str, Enum):
    """Who answers."""

    BOT = "bot"
    QUEUED = "queued"  # waits for an agent; the bot is silent
    HUMAN = "human"
    CLOSED = "closed"


_MOVES = {
    Owner.BOT: {Owner.QUEUED, Owner.CLOSED},
    Owner.QUEUED: {Owner.HUMAN, Owner.BOT, Owner.CLOSED},
    Owner.HUMAN: {Owner.BOT, Owner.QUEUED, Owner.HUMAN, Owner.CLOSED},
    Owner.CLOSED: set(),
}


def check_move(now: Owner, then: Owner) -> None:
    """Refuse a change of owner that must not be.

    Raises:
        NotAllowed: naming both owners.
    """
    if then not in _MOVES[now]:
        raise NotAllowed(f"a conversation does not go from {now.value} to {then.value}")


@dataclass(frozen=True)
class Conversation:
    """One conversation, from its first message to its end, under one protocol number.

    Attributes:
        address: where replies go, as the channel gave it (a wa_id or a BSUID).
        heard_at: when the person wrote last by the channel's clock, to the number of ours that it
            is held on; None where only `last_inbound_at`, the arrival, is known. Moved back to a
            day ago where the window closed before its time.
        person_id: the person behind it once identity is verified, else None.
        verified_until: identity is proven up to then; each message of the person before that
            moment moves it 30 minutes past the message.
        misunderstandings: in a row.
        handoff_at: since when a person is waited for.
    """

    id: str
    channel: Channel
    address: str
    address_id: str
    protocol: str
    owner: Owner
    opened_at: datetime
    last_inbound_at: datetime
    heard_at: datetime | None = None
    person_id: str | None = None
    verified_until: datetime | None = None
    misunderstandings: int = 0
    agent_id: str | None = None
    handoff_reason: str | None = None
    handoff_at: datetime | None = None
    priority: int = 0

    def verified(self, now: datetime) -> bool:
        """Say whether identity is proven and has not lapsed by now."""
        return (
            self.person_id is not None
            and self.verified_until is not None
            and now < self.verified_until
        )

    def proven(self, person_id: str, now: datetime) -> bool:
        """Say whether it is proven by now that this very person is behind it."""
        return self.person_id == person_id and self.verified(now)


def verified_until(current: datetime | None, message_at: datetime) -> datetime | None:
    """Move the end of a verification past a new message, or give None if it had lapsed."""
    if current is None or message_at >= current:
        return None
    return max(current, message_at + VERIFICATION_LASTS)
