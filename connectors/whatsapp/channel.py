"""WhatsApp as a Rasa channel: verified, stored, acknowledged; then answered by the dispatcher."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic

from connectors.calm import Calm
from connectors.dispatcher import Dispatcher
from connectors.routing import handler
from connectors.turn_loop import TurnLoop
from connectors.whatsapp.door import Door
from connectors.whatsapp.holding import Reader
from quita.bootstrap import Container, container
from quita.domain.conversation import Channel
from quita.rasa.dialogue import RasaDialogue
from quita.services.inbox import Claimed


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
        routes, door = Blueprint("whatsapp", __name__), self._door
        routes.add_route(handler(door.verify), "/webhook", methods=["GET"], name="verify")
        routes.add_route(handler(door.receive), "/webhook", methods=["POST"], name="receive")
        routes.listener("after_server_start")(self._start)
        routes.listener("before_server_stop")(self._stop)
        return routes

    async def _start(self, app: Sanic, _: object) -> None:
        core = self._core
        client = core.whatsapp_async()
        delivery = core.delivery

        async def deliver(conversation_id: str) -> None:
            await app.ctx.browsers.deliver(conversation_id)
            while await delivery.run_async(client, conversation_id):
                pass

        async def show_typing(claimed: Claimed) -> None:
            if claimed.conversation.channel is Channel.SMS_LINK:
                await app.ctx.browsers.show_typing(claimed)
                return
            latest = claimed.turn.messages[-1].external_id
            await client.mark_read(latest, typing=True, number_id=claimed.number_id)

        media = core.turn_media()
        dialogue = RasaDialogue(app.ctx.agent, core.clock, core.carry_over.slots)
        turns = TurnLoop(core.turns(dialogue, media), media.close)
        turns.start()
        app.ctx.turns = turns
        app.ctx.dispatcher = Dispatcher(
            core.inbox, turns, core.worker, deliver, show_typing, self._calm
        )
        app.ctx.wake_outbox = app.ctx.dispatcher.deliver_soon
        app.ctx.dispatching = asyncio.ensure_future(app.ctx.dispatcher.run())
        app.ctx.whatsapp_client = client

        async def read_held() -> int:
            new, released, read = await self._door.read_held()
            if new:
                app.ctx.dispatcher.received()
            for conversation_id in released:
                app.ctx.dispatcher.deliver_soon(conversation_id)
            return read

        app.ctx.reader = Reader(read_held, self._calm.wait, self._door.held)
        app.ctx.reading = asyncio.ensure_future(app.ctx.reader.run())

    async def _stop(self, app: Sanic, _: object) -> None:
        app.ctx.reader.stop()
        await app.ctx.reading
        await app.ctx.dispatcher.stop()
        await app.ctx.dispatching
        app.ctx.turns.stop()
        self._door.close()
        await app.ctx.whatsapp_client.close()
