"""Carries the registration of boletos with aiohttp, for event loops."""

from __future__ import annotations

from quita.adapters.boleto.config import BoletoConfig
from quita.adapters.boleto.protocol import BoletoProtocol
from quita.adapters.http.async_carrier import AsyncCarrier
from quita.adapters.http.messages import CONNECT_SECONDS, READ_SECONDS
from quita.services.ports import BoletoCharge, BoletoRequest


class AsyncBoletoClient:
    """Fulfils the port AsyncBoletoProvider; belongs to the loop it is first used in."""

    def __init__(
        self,
        config: BoletoConfig,
        *,
        connect_seconds: float = CONNECT_SECONDS,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        """Connects to nothing yet."""
        self._protocol = BoletoProtocol(config)
        self._carrier = AsyncCarrier(connect_seconds=connect_seconds, read_seconds=read_seconds)

    async def create(self, request: BoletoRequest) -> BoletoCharge:
        """Register a boleto, or give the one that the same request registered before."""
        return await self._carrier.carry(self._protocol.create(request))

    async def close(self) -> None:
        """Close the connections; may be called twice."""
        await self._carrier.close()
