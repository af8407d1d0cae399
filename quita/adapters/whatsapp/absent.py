"""Where files come from while WhatsApp is not set: from nowhere, for now."""

from __future__ import annotations

from quita.domain.errors import ProviderUnavailable
from quita.domain.media import MediaItem


class NoMedia:
    """Fulfils the port MediaSource; what waits is asked for again, as if Meta were down."""

    async def fetch(self, item: MediaItem, limit: int) -> bytes:
        """Give nothing.

        Raises:
            ProviderUnavailable: always.
        """
        raise ProviderUnavailable("WhatsApp is not set")

    async def close(self) -> None:
        """Close nothing."""
