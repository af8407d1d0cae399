"""The customer service window: how long a person may be answered in free words.

Meta, "Customer service windows": every message of the person opens 24 hours in which anything may
be sent; outside them only an approved template. Channels other than WhatsApp have no window.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from quita.domain.conversation import Channel, Conversation
from quita.domain.errors import WindowClosed

LASTS = timedelta(hours=24)
MARGIN = timedelta(minutes=1)
"""What is sent in the last minute may reach Meta after it: it counts as closed."""

TEMPLATE = "template"
TEMPLATE_LASTS = timedelta(days=3)
"""What waited longer to leave is no news any more; free words end with their window."""


def template_name(payload: Mapping[str, object]) -> str | None:
    """Give the name of the template that a payload is, None where it is none."""
    return str(payload.get("name", "")) if payload.get("kind") == TEMPLATE else None


@dataclass(frozen=True)
class Window:
    """One conversation's window; `closes_at` is None where the channel has none.

    Attributes:
        heard_at: when the person wrote last; None where they never did.
    """

    channel: Channel
    heard_at: datetime | None

    @classmethod
    def of(cls, conversation: Conversation) -> Window:
        """Give a conversation's, by when the person wrote and not by when we learnt of it."""
        return cls(conversation.channel, conversation.heard_at or conversation.last_inbound_at)

    @property
    def closes_at(self) -> datetime | None:
        """Give the moment it closes, or closed; None where there is no window."""
        if self.channel is not Channel.WHATSAPP or self.heard_at is None:
            return None
        return self.heard_at + LASTS

    def left(self, now: datetime) -> timedelta | None:
        """Give how long it stays open, nothing where it is closed; None where there is none."""
        if self.channel is not Channel.WHATSAPP:
            return None
        closes = self.closes_at
        return max(closes - now, timedelta(0)) if closes else timedelta(0)

    def open(self, now: datetime) -> bool:
        """Say whether free words may still be sent."""
        left = self.left(now)
        return left is None or left > MARGIN

    def check(self, kind: str, now: datetime) -> None:
        """Let a payload of a kind pass.

        Raises:
            WindowClosed: it is no template, and the window is closed; the message says since when.
        """
        if kind == TEMPLATE or self.open(now):
            return
        since = f"since {self.closes_at:%Y-%m-%d %H:%M} UTC" if self.closes_at else "never opened"
        raise WindowClosed(f"window closed {since}: only a template may be sent")


def message_ends(
    channel: Channel, kind: str, heard_at: datetime | None, made_at: datetime
) -> datetime | None:
    """Give the moment from which on a message may leave no more; None where there is none."""
    if kind == TEMPLATE:
        return made_at + TEMPLATE_LASTS
    closes = Window(channel, heard_at).closes_at
    return closes - MARGIN if closes else None
