"""Carries exchanges with aiohttp, for event loops."""

from __future__ import annotations

import asyncio
import ssl
from typing import TypeVar

import aiohttp

from quita.adapters.http.messages import (
    CONNECT_SECONDS,
    MAX_BYTES,
    READ_SECONDS,
    Exchange,
    HttpRequest,
    HttpResponse,
)
from quita.domain.errors import ProviderUnavailable

T = TypeVar("T")


class AsyncCarrier:
    """One session with a bank; belongs to the loop it is first used in."""

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | bool = True,
        connect_seconds: float = CONNECT_SECONDS,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        """Connects to nothing yet."""
        self._tls = tls
        self._timeout = aiohttp.ClientTimeout(
            total=connect_seconds + read_seconds,
            sock_connect=connect_seconds,
            sock_read=read_seconds,
        )
        self._session: aiohttp.ClientSession | None = None

    async def carry(self, exchange: Exchange[T]) -> T:
        """Carry an exchange to its end.

        Raises:
            ProviderUnavailable: the bank did not answer.
        """
        try:
            request = next(exchange)
            while True:
                request = exchange.send(await self._answer(request))
        except StopIteration as end:
            result: T = end.value
            return result

    async def close(self) -> None:
        """Close the connections; may be called twice."""
        if self._session is not None:
            await self._session.close()

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
