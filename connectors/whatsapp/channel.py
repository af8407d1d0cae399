"""WhatsApp as a Rasa channel: verified, stored, acknowledged; then answered by the dispatcher."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.calm import Calm
from connectors.dispatcher import Dispatcher
from connectors.routing import handler
from connectors.turn_loop import TurnLoop
from connectors.whatsapp.people_updates import PeopleUpdates
from connectors.whatsapp.receiving import Receiving
from connectors.whatsapp.reports import Reports
from connectors.whatsapp.signature import HEADER, valid_signature
from connectors.whatsapp.webhook import parse_webhook
from quita.bootstrap import Container, container
from quita.domain.conversation import Channel
from quita.domain.errors import Conflict, MalformedWebhook
from quita.rasa.dialogue import RasaDialogue
from quita.services.inbox import Claimed

log = structlog.get_logger(__name__)

STORING = 2  # web hooks that are stored at once; the database takes one writer at a time anyway


class WhatsAppInput(InputChannel):
    """`/webhooks/whatsapp/webhook`, GET and POST."""

    def __init__(self, core: Container | None = None) -> None:
        """Take a container for tests; Rasa makes the channel without one."""
        self._given = core
        # Threads of their own: an acknowledgement never queues behind what is being delivered.
        self._calm = Calm()
        self._storing = ThreadPoolExecutor(STORING, thread_name_prefix="storing")

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
        routes.add_route(handler(self._verify), "/webhook", methods=["GET"], name="verify")
        routes.add_route(handler(self._receive), "/webhook", methods=["POST"], name="receive")
        routes.listener("after_server_start")(self._start)
        routes.listener("before_server_stop")(self._stop)
        return routes

    async def _verify(self, request: Request) -> HTTPResponse:
        token = self._core.settings.require_whatsapp().verify_token
        given = request.args.get("hub.verify_token") or ""
        if not hmac.compare_digest(given.encode(), token.encode()):
            return response.text("wrong token", status=403)
        return response.text(request.args.get("hub.challenge") or "")

    async def _receive(self, request: Request) -> HTTPResponse:
        secret = self._core.settings.require_whatsapp().app_secret
        if not valid_signature(secret, request.body, request.headers.get(HEADER)):
            log.warning("whatsapp.bad_signature", bytes=len(request.body))
            return response.text("bad signature", status=403)
        try:
            stored, released = await self._stored(request.body)
        except MalformedWebhook as error:
            log.warning("whatsapp.malformed", reason=error.reason, bytes=len(request.body))
            return response.text("malformed", status=400)
        except Conflict:
            return response.text("busy, try again", status=503)
        if stored:
            request.app.ctx.dispatcher.received()
        for conversation_id in released:
            request.app.ctx.dispatcher.deliver_soon(conversation_id)
        return response.text("ok")

    async def _stored(self, body: bytes) -> tuple[int, set[str]]:
        loop = asyncio.get_running_loop()
        with self._calm:
            return await loop.run_in_executor(self._storing, self._store, body)

    def _store(self, body: bytes) -> tuple[int, set[str]]:
        core = self._core
        people = PeopleUpdates(core.contact, core.clock)
        reports = Reports(core.clock, core.consequences)
        receiving = Receiving(core.inbox, core.database, core.clock, people, reports)
        return receiving.store(parse_webhook(body)), receiving.released

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

    async def _stop(self, app: Sanic, _: object) -> None:
        await app.ctx.dispatcher.stop()
        await app.ctx.dispatching
        app.ctx.turns.stop()
        self._storing.shutdown()
        await app.ctx.whatsapp_client.close()
