"""The assistant's side: takes the address over once everything else of it has started."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic

from connectors.stand_in.address import Serving, handed
from connectors.stand_in.child import READY, SOCKET_VARIABLE

STOPS_WITHIN = 5.0  # seconds for requests under way
log = structlog.get_logger(__name__)


class TakeOver(InputChannel):
    """The last channel of credentials.yml; without a stand-in above it does nothing."""

    @classmethod
    def name(cls) -> str:
        """Give the channel's name."""
        return "take_over"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Give listeners, and no route."""
        routes = Blueprint("take_over")
        descriptor = os.environ.get(SOCKET_VARIABLE)
        if descriptor is not None:
            self._stand_in = socket.socket(fileno=int(descriptor))
            routes.listener("after_server_start")(self._take)
            routes.listener("before_server_stop")(self._leave)
            routes.listener("after_server_stop")(self._drain)
        return routes

    async def _take(self, app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        self._stand_in.sendall(READY)
        address = await loop.run_in_executor(None, handed, self._stand_in)
        if address is None:
            return self._orphaned(app)
        self._serving = Serving(app, lambda: address)
        await self._serving.open()
        loop.add_reader(self._stand_in.fileno(), self._orphaned, app)

    async def _leave(self, _app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        loop.remove_reader(self._stand_in.fileno())
        await self._serving.shut()

    async def _drain(self, _app: Sanic, _: asyncio.AbstractEventLoop) -> None:
        await self._serving.drain(STOPS_WITHIN)

    def _orphaned(self, app: Sanic) -> None:
        """End: whoever starts the stand-in again starts an assistant below it, at this address."""
        log.error("stand_in.gone")
        app.stop()
