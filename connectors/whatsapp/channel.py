"""WhatsApp as a Rasa channel: verified, stored, acknowledged; then answered by the dispatcher.

Without its settings the web hook is not there, and the dispatcher answers the other channel alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic

from connectors.answering import Answering
from connectors.calm import Calm
from connectors.whatsapp.door import Door, tell
from connectors.whatsapp.holding import Reader
from quita.bootstrap import Container, container
from quita.rasa.dialogue import RasaDialogue


class WhatsAppInput(InputChannel):
    """`/webhooks/whatsapp/webhook`, GET and POST."""

    def __init__(self, core: Container | None = None) -> None:
        """Take a container for tests; Rasa makes the channel without one."""
        self._given = core
        self._calm = Calm()
        self._door = Door(lambda: self._core, self._calm)

    @property
    def _core(self) -> Container:
        return self._given or container()

    @classmethod
    def name(cls) -> str:
        """Give the channel's name, which is part of its address."""
        return "whatsapp"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Give the routes; what Rasa would do with a message is the dispatcher's."""
        routes = Blueprint("whatsapp", __name__)
        self._door.add_routes(routes)
        routes.listener("after_server_start")(self._start)
        routes.listener("before_server_stop")(self._stop)
        return routes

    async def _start(self, app: Sanic, _: object) -> None:
        core = self._core
        dialogue = RasaDialogue(app.ctx.agent, core.clock, core.carry_over.slots)
        self._answering = Answering(app, core, dialogue, self._calm)
        self._answering.start()

        self._reader = Reader(self._read_held, self._calm.wait, self._door.held)
        self._reading = asyncio.ensure_future(self._reader.run())

    async def _stop(self, _app: Sanic, _: object) -> None:
        self._reader.stop()
        await self._reading
        await self._answering.stop()
        self._door.close()

    async def _read_held(self) -> int:
        new, released, read = await self._door.read_held()
        tell(self._answering.dispatcher, new, released)
        return read
