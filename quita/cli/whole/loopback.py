"""The world outside, in a thread with its own loop: the sandbox of a system that plays."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

from aiohttp import web

from quita.domain.errors import Misconfigured
from quita.services.ports import Clock
from sandbox.server import create_app
from sandbox.settings import SandboxSettings

HOST = "127.0.0.1"
PORTS = range(20_000, 32_000)
STARTS_WITHIN = 30.0  # seconds
T = TypeVar("T")
_given: set[int] = set()


class Loopback:
    """Runs the sandbox until it is stopped."""

    def __init__(self, settings: SandboxSettings, clock: Clock) -> None:
        """Take what is served and the time that it shares with the other processes."""
        self._settings, self._clock = settings, clock
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="loopback")
        self._sandbox: web.AppRunner | None = None

    def start(self) -> None:
        """Serve; returns once it listens."""
        self._thread.start()
        self.call(self.serve())

    def stop(self) -> None:
        """Stop serving; harmless where nothing was started."""
        if self._thread.is_alive():
            self.call(self.cleanup())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(STARTS_WITHIN)

    async def serve(self) -> None:
        """Start the servers, on this thread's loop."""
        app = create_app(self._settings, self._clock)
        self._sandbox = web.AppRunner(app, handler_cancellation=True)
        await self._sandbox.setup()
        await web.TCPSite(self._sandbox, HOST, self._settings.port).start()

    async def cleanup(self) -> None:
        """Stop the servers, on this thread's loop."""
        if self._sandbox is not None:
            await self._sandbox.cleanup()

    def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something on the loop and give what it gives."""
        done: Future[T] = asyncio.run_coroutine_threadsafe(work, self._loop)
        return done.result(STARTS_WITHIN)


def free_ports(count: int) -> list[int]:
    """Give ports that nobody listens on now, and that this process was never given before.

    They lie below those that the system gives to outgoing connections (32768 and up on Linux):
    minutes may pass before their servers listen, and any connection could take one meanwhile.

    Raises:
        Misconfigured: there are not so many.
    """
    found: list[int] = []
    for port in random.SystemRandom().sample(PORTS, len(PORTS)):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((HOST, port))
            if port not in _given:
                found.append(port)
        if len(found) == count:
            _given.update(found)
            return found
    raise Misconfigured(f"no {count} free ports on {HOST}")
