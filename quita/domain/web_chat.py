"""A browser that chats: its session, apart from who sits before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

LASTS = timedelta(days=7)  # since it was last used; identity lapses after 30 minutes all the same
MAX_TEXT = 4096  # characters of a message, as on WhatsApp
MAX_BODY = 64 * 1024  # bytes of a request that carries no file


@dataclass(frozen=True)
class WebSession:
    """One browser's session.

    Attributes:
        address_id: of the address of kind `web` under which this browser writes.
        link_id, person_id: what it came by; None where somebody came without a link.
    """

    id: str
    address_id: str
    created_at: datetime
    expires_at: datetime
    link_id: str | None = None
    person_id: str | None = None
    ended_at: datetime | None = None

    def alive(self, now: datetime) -> bool:
        """Say whether it may still be used."""
        return self.ended_at is None and now < self.expires_at
