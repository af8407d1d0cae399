"""Fetches what people sent from Meta, with aiohttp.

Meta, "Media": the link in a web hook lives five minutes, the id seven days; a fresh link is asked
for by the id. Links want the Bearer token too, so it is sent to Meta's hosts and the Graph API's
own alone, and never along a redirect.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from quita.adapters.whatsapp.endpoint import CONNECT_SECONDS, Endpoint
from quita.domain.errors import InvalidMedia, ProviderRefused, ProviderUnavailable
from quita.domain.media import MediaItem

READ_SECONDS = 20.0  # of a whole download
MAX_ANSWER = 64 * 1024  # bytes of a description
METAS_HOSTS = (".fbsbx.com", ".facebook.com", ".whatsapp.net", ".fbcdn.net")
_UNKNOWN_ID = 100  # Meta's code for an object that does not exist, also once it is too old
_PIECE = 64 * 1024


class AsyncMediaClient:
    """Fulfils the port MediaSource; belongs to the loop it is first used in."""

    def __init__(
        self,
        graph_url: str,
        phone_number_id: str,
        access_token: str,
        *,
        total_seconds: float = READ_SECONDS,
    ) -> None:
        """Connects to nothing yet; raises Misconfigured for settings that cannot work."""
        self._endpoint = Endpoint(graph_url, phone_number_id, access_token)
        self._timeout = aiohttp.ClientTimeout(total=total_seconds, sock_connect=CONNECT_SECONDS)
        self._session: aiohttp.ClientSession | None = None

    async def fetch(self, item: MediaItem, limit: int) -> bytes:
        """Give a file's bytes, by its link while that lives, else by asking for a fresh one.

        Raises:
            InvalidMedia: it has more than `limit` bytes.
            ProviderRefused: Meta has no such file (any more).
            ProviderUnavailable: it did not answer, or asked to try later.
        """
        try:
            if item.link and self._trusted(item.link):
                status, data = await self._get(item.link, limit)
                if status == 200:
                    return data
            return await self._by_id(item.provider_id, limit)
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            raise ProviderUnavailable(f"Meta did not answer: {type(error).__name__}") from None

    async def close(self) -> None:
        """Closes the connections; may be called twice."""
        if self._session is not None:
            await self._session.close()

    async def _by_id(self, provider_id: str, limit: int) -> bytes:
        status, body = await self._get(self._endpoint.object_url(provider_id), MAX_ANSWER)
        found = _object(body)
        if status != 200:
            raise _refusal(status, found)
        link, size = found.get("url"), found.get("file_size")
        if not isinstance(link, str) or not self._trusted(link):
            # Not for good: should Meta take another host, METAS_HOSTS is set right in time.
            raise ProviderUnavailable("Meta gave no link of its own")
        if isinstance(size, int) and size > limit:
            raise InvalidMedia(f"size: {size} bytes, of at most {limit}")
        status, data = await self._get(link, limit)
        if status != 200:
            raise ProviderUnavailable(f"the download was answered {status}")
        return data

    async def _get(self, url: str, limit: int) -> tuple[int, bytes]:
        # A session belongs to the running loop, so it cannot be made in the constructor.
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
        headers = {"Authorization": self._endpoint.authorization}
        async with self._session.get(url, headers=headers, allow_redirects=False) as answer:
            read = bytearray()
            async for piece in answer.content.iter_chunked(_PIECE):
                read += piece
                if len(read) > limit:
                    raise InvalidMedia(f"size: more than {limit} bytes")
            return answer.status, bytes(read)

    def _trusted(self, link: str) -> bool:
        """Whether the token may go there."""
        try:
            asked, own = urlsplit(link), urlsplit(self._endpoint.graph_url)
            if (asked.scheme, asked.netloc) == (own.scheme, own.netloc):
                return True
            host = asked.hostname or ""
        except ValueError:
            return False
        return asked.scheme == "https" and host.endswith(METAS_HOSTS)


def _object(body: bytes) -> dict[str, Any]:
    try:
        tree = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return tree if isinstance(tree, dict) else {}


def _refusal(status: int, answer: dict[str, Any]) -> ProviderRefused | ProviderUnavailable:
    error = answer.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    said = f"Meta answered {status}, code {code}"
    gone = status == 404 or (status == 400 and code == _UNKNOWN_ID)
    return ProviderRefused(said) if gone else ProviderUnavailable(said)
