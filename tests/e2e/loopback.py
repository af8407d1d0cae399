"""The world outside, in a thread with its own loop: the sandbox, and a way to the action server."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

import aiohttp
from aiohttp import web

from sandbox.server import create_app
from sandbox.settings import SandboxSettings

HOST = "127.0.0.1"
PORTS = range(20_000, 32_000)
STARTS_WITHIN = 30.0  # seconds
T = TypeVar("T")


class ActionsDoor:
    """Passes calls on to the action server; shut, it refuses connections as a dead server does."""

    def __init__(self, port: int, actions_url: str) -> None:
        """Take the port to listen on, and where the action server is."""
        self._port, self._actions_url = port, actions_url
        self._session: aiohttp.ClientSession | None = None
        self._site: web.TCPSite | None = None
        app = web.Application(client_max_size=64 * 1024 * 1024)  # a tracker and a domain
        app.router.add_post("/webhook", self._pass_on)
        self._runner = web.AppRunner(app)

    async def start(self) -> None:
        """Listen."""
        self._session = aiohttp.ClientSession()
        await self._runner.setup()
        await self.open()

    async def stop(self) -> None:
        """Close for good."""
        await self._runner.cleanup()
        if self._session is not None:
            await self._session.close()

    async def open(self) -> None:
        """Take connections."""
        self._site = web.TCPSite(self._runner, HOST, self._port)
        await self._site.start()

    async def shut(self) -> None:
        """Refuse connections until it is opened again."""
        if self._site is not None:
            await self._site.stop()

    async def _pass_on(self, request: web.Request) -> web.Response:
        assert self._session is not None
        body, headers = await request.read(), {"Content-Type": request.content_type}
        async with self._session.post(self._actions_url, data=body, headers=headers) as answer:
            return web.Response(
                status=answer.status, body=await answer.read(), content_type=answer.content_type
            )


class Loopback:
    """Runs the sandbox and the door until it is stopped."""

    def __init__(self, settings: SandboxSettings, door: ActionsDoor) -> None:
        """Take what is served."""
        self._settings, self._door = settings, door
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="loopback")
        self._sandbox: web.AppRunner | None = None

    def start(self) -> None:
        """Serve; returns once both listen."""
        self._thread.start()
        self._call(self._serve())

    def stop(self) -> None:
        """Stop serving."""
        self._call(self._cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(STARTS_WITHIN)

    def open_door(self) -> None:
        """Let the assistant reach the action server."""
        self._call(self._door.open())

    def shut_door(self) -> None:
        """Keep the assistant from the action server."""
        self._call(self._door.shut())

    async def _serve(self) -> None:
        await self._door.start()
        self._sandbox = web.AppRunner(create_app(self._settings), handler_cancellation=True)
        await self._sandbox.setup()
        await web.TCPSite(self._sandbox, HOST, self._settings.port).start()

    async def _cleanup(self) -> None:
        await self._door.stop()
        if self._sandbox is not None:
            await self._sandbox.cleanup()

    def _call(self, work: Coroutine[Any, Any, T]) -> T:
        done: Future[T] = asyncio.run_coroutine_threadsafe(work, self._loop)
        return done.result(STARTS_WITHIN)


def free_ports(count: int) -> list[int]:
    """Give ports that nobody listens on now, all different.

    They lie below those that the system gives to outgoing connections (32768 and up on Linux):
    minutes may pass before their servers listen, and any connection could take one meanwhile.
    """
    found: list[int] = []
    for port in random.SystemRandom().sample(PORTS, len(PORTS)):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((HOST, port))
            found.append(port)
        if len(found) == count:
            return found
    raise AssertionError(f"no {count} free ports")
