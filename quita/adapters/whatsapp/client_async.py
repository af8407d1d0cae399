"""Sends WhatsApp messages with aiohttp: a thin transport, for the assistant's event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import aiohttp

from quita.adapters.whatsapp.bodies import read_body
from quita.adapters.whatsapp.endpoint import (
    CONNECT_SECONDS,
    PRODUCT,
    TOTAL_SECONDS,
    UPLOAD_SECONDS,
    Endpoint,
    encode,
)
from quita.adapters.whatsapp.responses import (
    Answer,
    Refused,
    Unclear,
    marked_read,
    not_sent,
    parse_answer,
    parse_upload,
)

# Without a read timeout of its own, aiohttp raises ServerTimeoutError while connecting only; the
# total raises a plain TimeoutError.
_NOT_CONNECTED = (aiohttp.ClientConnectorError, aiohttp.ServerTimeoutError)


class AsyncWhatsAppClient:
    """The Messages API of one business number; belongs to the loop it is first used in."""

    def __init__(
        self,
        graph_url: str,
        phone_number_id: str,
        access_token: str,
        *,
        connect_seconds: float = CONNECT_SECONDS,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        """Connects to nothing yet; raises Misconfigured for settings that cannot work."""
        self._endpoint = Endpoint(graph_url, phone_number_id, access_token)
        self._timeout = aiohttp.ClientTimeout(total=total_seconds, sock_connect=connect_seconds)
        self._session: aiohttp.ClientSession | None = None

    async def send(self, body: dict[str, Any], number_id: str | None = None) -> Answer:
        """Posts one body from a number (the first by default). Raises nothing of the network."""
        try:
            return parse_answer(*await self._post_body(body, number_id))
        except _NOT_CONNECTED as error:
            return not_sent(type(error).__name__)
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            return Unclear(type(error).__name__)

    async def upload(
        self, data: bytes, mime_type: str, number_id: str | None = None
    ) -> str | Refused:
        """Posts a file, for a message of the same number; gives Meta's id of it.

        A file that may have arrived shows nothing to anybody: it is posted again.
        """
        form = aiohttp.FormData([PRODUCT])
        form.add_field("file", data, filename="file", content_type=mime_type)
        timeout = aiohttp.ClientTimeout(total=UPLOAD_SECONDS, sock_connect=CONNECT_SECONDS)
        url = self._endpoint.media_url(number_id)
        try:
            return parse_upload(*await self._post(url, form, timeout=timeout))
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            return not_sent(type(error).__name__)

    async def mark_read(self, message_id: str, typing: bool, number_id: str | None = None) -> bool:
        """Shows the blue ticks, and that we are typing if asked; False where it failed."""
        try:
            return marked_read(*await self._post_body(read_body(message_id, typing), number_id))
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return False

    async def close(self) -> None:
        """Closes the connections; may be called twice."""
        if self._session is not None:
            await self._session.close()

    async def _post_body(self, body: dict[str, Any], number_id: str | None) -> tuple[int, bytes]:
        as_json = {"Content-Type": "application/json"}
        return await self._post(self._endpoint.messages_url(number_id), encode(body), as_json)

    async def _post(
        self,
        url: str,
        data: bytes | aiohttp.FormData,
        headers: Mapping[str, str] | None = None,
        timeout: aiohttp.ClientTimeout | None = None,
    ) -> tuple[int, bytes]:
        # A session belongs to the running loop, so it cannot be made in the constructor.
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
        async with self._session.post(
            url,
            data=data,
            headers={**(headers or {}), "Authorization": self._endpoint.authorization},
            timeout=timeout or self._timeout,
            # A redirect is no answer of Meta's, and following it would carry the message along.
            allow_redirects=False,
        ) as answer:
            return answer.status, await answer.read()
