"""Carries the API Pix with aiohttp: a thin transport, for event loops."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import aiohttp

from quita.adapters.pix.config import CONNECT_SECONDS, READ_SECONDS, PixConfig, tls_context
from quita.adapters.pix.http_messages import MAX_BYTES, HttpRequest, HttpResponse
from quita.adapters.pix.protocol import Exchange, PixProtocol, T
from quita.domain.errors import ProviderUnavailable
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
        self._tls = tls_context(config)
        self._protocol = PixProtocol(config, monotonic)
        self._timeout = aiohttp.ClientTimeout(
            total=connect_seconds + read_seconds,
            sock_connect=connect_seconds,
            sock_read=read_seconds,
        )
        self._session: aiohttp.ClientSession | None = None

    async def create(self, request: PixRequest) -> PixCharge:
        """Create a charge, or give the one that was created by the same request before."""
        return await self._carry(self._protocol.create(request))

    async def get(self, txid: str) -> PixCharge:
        """Look a charge up, with its payments."""
        return await self._carry(self._protocol.get(txid))

    async def close(self) -> None:
        """Close the connections; may be called twice."""
        if self._session is not None:
            await self._session.close()

    async def _carry(self, exchange: Exchange[T]) -> T:
        try:
            request = next(exchange)
            while True:
                request = exchange.send(await self._answer(request))
        except StopIteration as end:
            result: T = end.value
            return result

    async def _answer(self, request: HttpRequest) -> HttpResponse:
        try:
            return await self._exchanged(request)
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            raise ProviderUnavailable(f"the bank did not answer: {type(error).__name__}") from None

    async def _exchanged(self, request: HttpRequest) -> HttpResponse:
        # A session belongs to the running loop, so it cannot be made in the constructor.
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(ssl=self._tls)
            self._session = aiohttp.ClientSession(connector=connector, timeout=self._timeout)
        async with self._session.request(
            request.method,
            request.url,
            headers=request.headers,
            data=request.body,
            # Following a redirect would carry the token along.
            allow_redirects=False,
        ) as answer:
            read = bytearray()
            async for piece in answer.content.iter_any():
                read += piece
                if len(read) > MAX_BYTES:
                    raise aiohttp.ClientPayloadError("the answer is too long")
            return HttpResponse(answer.status, bytes(read))
