"""Who may do what from a browser: cookies, where a request comes from, how much it may bring."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import structlog
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors import bodies
from connectors.client_address import client_address
from quita.bootstrap import Container
from quita.domain.pace import Bucket
from quita.domain.web_chat import LASTS, MAX_BODY, WebSession
from quita.services.rate_limits import RateLimits

log = structlog.get_logger(__name__)

Core = Callable[[], Container]
COOKIE = "quita_chat"
# Many people share an address (CGNAT): only what nobody does by mistake so often is counted.
MISSES = Bucket(timedelta(seconds=30), burst=20)  # codes that are none
BEGUN = Bucket(timedelta(seconds=5), burst=40)  # new sessions
WRITTEN = Bucket(timedelta(seconds=1), burst=30)  # messages of a session
FILES = Bucket(timedelta(seconds=20), burst=10)  # of a session
STREAMS = Bucket(timedelta(seconds=2), burst=20)  # reconnections of a session


class Refused(Exception):
    """Answered with a status and a word that the page's script knows."""

    def __init__(self, status: int, reason: str, wait: float = 0.0) -> None:
        """Take the status, the reason, and the seconds after which to come again."""
        super().__init__(reason)
        self.status, self.reason, self.wait = status, reason, wait


class Guard:
    """Lets requests in."""

    def __init__(self, core: Core) -> None:
        """Take what gives the container, asked when the first request comes."""
        self._core = core
        self._limits: dict[Bucket, RateLimits] = {}

    def limits(self, rate: Bucket) -> RateLimits:
        """Give the counters of a rate."""
        if rate not in self._limits:
            self._limits[rate] = RateLimits(rate, self._core().clock)
        return self._limits[rate]

    def pace(self, rate: Bucket, name: str) -> None:
        """Count one for somebody.

        Raises:
            Refused: it is too much (429).
        """
        wait = self.limits(rate).wait(name)
        if wait > 0:
            log.warning("web.paced", rate=rate, wait=round(wait, 1))
            raise Refused(429, "slow_down", wait)

    def address(self, request: Request) -> str:
        """Give the address that asks."""
        return client_address(request, self._core().settings.trusted_proxies)

    @property
    def secure(self) -> bool:
        """Whether browsers reach us over HTTPS."""
        return self._core().settings.public_url.startswith("https://")

    @property
    def cookie_name(self) -> str:
        """The cookie's name: over HTTPS no other host and no plain page can put one there."""
        return f"__Host-{COOKIE}" if self.secure else COOKIE

    def token(self, request: Request) -> str | None:
        """Give the cookie of a browser."""
        return request.cookies.get(self.cookie_name)

    def give(self, response: HTTPResponse, token: str | None) -> HTTPResponse:
        """Put a session into a response's cookie; None takes it away."""
        response.cookies[self.cookie_name] = token or ""
        cookie = response.cookies[self.cookie_name]
        cookie["path"] = "/"
        cookie["max-age"] = int(LASTS.total_seconds()) if token else 0
        cookie["httponly"], cookie["samesite"] = True, "Lax"
        cookie["secure"] = self.secure
        return response

    async def session(self, request: Request) -> WebSession:
        """Give the session of a request.

        Raises:
            Refused: there is none (401).
        """
        found = await asyncio.to_thread(self._core().web_chat.session, self.token(request))
        if found is None:
            raise Refused(401, "no_session")
        return found

    def check_origin(self, request: Request) -> None:
        """Let a change pass that our own pages ask for.

        Raises:
            Refused: another site's page asks, or nobody says which (403).
        """
        site = request.headers.get("sec-fetch-site")
        origin = request.headers.get("origin")
        ours = {request.headers.get("host", ""), urlsplit(self._core().settings.public_url).netloc}
        if site is not None and site != "same-origin":
            raise Refused(403, "origin")
        if origin is not None and urlsplit(origin).netloc not in ours:
            raise Refused(403, "origin")
        if site is None and origin is None:
            raise Refused(403, "origin")


async def read_body(request: Request, limit: int) -> bytes:
    """Read a streamed body; `limit` is bytes.

    Raises:
        Refused: it is too large (413).
    """
    try:
        return await bodies.read_body(request, limit)
    except bodies.TooLarge:
        raise Refused(413, "too_large") from None


async def read_json(request: Request) -> dict[str, Any]:
    """Read a small JSON object.

    Raises:
        Refused: it is none (400), or too large (413).
    """
    try:
        found = json.loads(await read_body(request, MAX_BODY))
    except (ValueError, RecursionError):
        raise Refused(400, "malformed") from None
    if not isinstance(found, dict):
        raise Refused(400, "malformed")
    return found
