"""One listening address that changes hands: nothing that arrives meanwhile is refused."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from sanic import Sanic
from sanic.server.async_server import AsyncioServer

BACKLOG = 1024  # connections that wait to be taken; the kernel has its own limit too
HANDED = b"address"
LOOK_EVERY = 0.05  # seconds


class Address:
    """Listens from the start to the end, and accepts while it is open."""

    def __init__(self, host: str, port: int) -> None:
        """Bind and listen.

        Raises:
            OSError: something else has the port.
        """
        self._socket = socket.create_server((host, port), backlog=BACKLOG)

    @property
    def port(self) -> int:
        """Give the port; where 0 was asked for, the one that was found."""
        return int(self._socket.getsockname()[1])

    def hand(self, receiver: socket.socket) -> bool:
        """Hand it to another process; False where that one is gone."""
        with suppress(OSError):
            socket.send_fds(receiver, [HANDED], [self._socket.fileno()])
            return True
        return False

    def duplicate(self) -> socket.socket:
        """Give a socket that may be closed while this one goes on listening."""
        return self._socket.dup()

    def close(self) -> None:
        """Listen no longer."""
        self._socket.close()


def handed(sender: socket.socket) -> socket.socket | None:
    """Wait for an address that another process hands over; None where that one is gone."""
    message, descriptors, _, _ = socket.recv_fds(sender, len(HANDED), 1)
    return socket.socket(fileno=descriptors[0]) if message == HANDED else None


class Serving:
    """An app on an address, again and again."""

    def __init__(self, app: Sanic, listener: Callable[[], socket.socket]) -> None:
        """Take the app and what gives a socket to accept from, which is closed after it."""
        self._app, self._listener = app, listener
        self._server: AsyncioServer | None = None
        self._accepted: set[Any] = set()

    async def open(self) -> None:
        """Accept; nothing where it does already."""
        if self._server is None:
            made = await self._app.create_server(
                sock=self._listener(),
                return_asyncio_server=True,
                backlog=BACKLOG,
                asyncio_server_kwargs={"start_serving": False},
            )
            assert made is not None  # it would be, had it served until now
            if not self._app.state.is_started:
                await made.startup()
            await made.start_serving()
            self._server = made

    async def shut(self) -> None:
        """Accept no more; what was accepted is answered."""
        server, self._server = self._server, None
        if server is not None and server.server is not None:
            self._accepted = server.connections
            server.server.close()

    async def drain(self, seconds: float) -> None:
        """Let what was accepted end, for so long."""
        for connection in tuple(self._accepted):
            connection.close_if_idle()
        ends = time.monotonic() + seconds
        while self._accepted and time.monotonic() < ends:
            await asyncio.sleep(LOOK_EVERY)
