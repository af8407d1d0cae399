"""A channel on a real server, as Rasa puts it there, and a browser that fills in its forms."""

from __future__ import annotations

import re
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape
from typing import Any
from uuid import uuid4

from aiohttp import ClientResponse, ClientSession, CookieJar
from rasa.core.channels.channel import InputChannel, register
from sanic import Sanic

_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


class App(Sanic):
    """A Sanic that may be started many times in one process."""

    test_mode = True


@asynccontextmanager
async def serving(channel: InputChannel, **context: object) -> AsyncIterator[str]:
    """Serve a channel on an ephemeral port; `context` is what the server's app holds."""
    app = App(f"test_{uuid4().hex}", configure_logging=False)
    app.ctx.__dict__.update(context)
    register([channel], app, route="/webhooks/")
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
    await server.startup()
    await server.before_start()
    await server.after_start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        await server.before_stop()
        await server.close()
        await server.after_stop()


@dataclass(frozen=True)
class Fetched:
    """An answer whole, whatever it holds."""

    status: int
    content_type: str
    headers: Mapping[str, str]
    body: bytes


class Browser:
    """Keeps cookies and the hidden fields of the last page; follows no redirect by itself."""

    def __init__(self, base: str) -> None:
        """Open nothing yet."""
        self.session = ClientSession(base, cookie_jar=CookieJar(unsafe=True))
        self.fields: dict[str, str] = {}
        self.text = ""

    async def close(self) -> None:
        """Close the connections."""
        await self.session.close()

    def cookie(self, name: str) -> str:
        """Give a cookie's value."""
        return next(cookie.value for cookie in self.session.cookie_jar if cookie.key == name)

    def set_cookie(self, name: str, value: str) -> None:
        """Put a cookie there that the server did not give."""
        self.session.cookie_jar.update_cookies({name: value})

    async def get(self, path: str) -> ClientResponse:
        """Open a page and remember its hidden fields."""
        async with self.session.get(path, allow_redirects=False) as answer:
            self.text = await answer.text()
        self.fields = {name: unescape(value) for name, value in _HIDDEN.findall(self.text)}
        return answer

    async def fetch(self, path: str) -> Fetched:
        """Get what is no page."""
        async with self.session.get(path, allow_redirects=False) as answer:
            body = await answer.read()
        return Fetched(answer.status, answer.content_type, answer.headers, body)

    async def post(self, path: str, **fields: str) -> ClientResponse:
        """Send a form with the hidden fields of the page that is open."""
        sent = {**self.fields, **fields}
        async with self.session.post(path, data=sent, allow_redirects=False) as answer:
            self.text = await answer.text()
        return answer

    async def sign_in(self, login: str, password: str) -> ClientResponse:
        """Go through the entrance."""
        await self.get("/desk/sign-in")
        return await self.post("/desk/sign-in", login=login, password=password)

    async def post_for_script(self, path: str, **fields: str) -> dict[str, Any]:
        """Send a form as the page's script does; give what it is told."""
        sent, headers = {**self.fields, **fields}, {"X-Desk": "json"}
        async with self.session.post(path, data=sent, headers=headers) as answer:
            told: dict[str, Any] = await answer.json()
        return told
