"""Carries the API Pix with aiohttp, for event loops."""

from __future__ import annotations

import time
from collections.abc import Callable

from quita.adapters.http.async_carrier import AsyncCarrier
from quita.adapters.http.messages import CONNECT_SECONDS, READ_SECONDS
from quita.adapters.pix.config import PixConfig, tls_context
from quita.adapters.pix.protocol import PixProtocol
from quita.services.ports import PixCharge, PixRequest


class AsyncPixClient:
    """Fulfils the port AsyncPixProvider; belongs to the loop it is first used in."""

    def __init__(
        self,
        config: PixConfig,
        *,
        connect_seconds: float = CONNECT_SECONDS,
        read_seconds: float = READ_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Connects to nothing yet; raises Misconfigured for certificates that do not load."""
        self._carrier = AsyncCarrier(
            tls=tls_context(config), connect_seconds=connect_seconds, read_seconds=read_seconds
        )
        self._protocol = PixProtocol(config, monotonic)

    async def create(self, request: PixRequest) -> PixCharge:
        """Create a charge, or give the one that was created by the same request before."""
        return await self._carrier.carry(self._protocol.create(request))

    async def get(self, txid: str) -> PixCharge:
        """Look a charge up, with its payments."""
        return await self._carrier.carry(self._protocol.get(txid))

    async def close(self) -> None:
        """Close the connections; may be called twice."""
        await self._carrier.close()
