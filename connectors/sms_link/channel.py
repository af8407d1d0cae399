"""The SMS link as a Rasa channel: its pages, its chat, and the way in for the dispatcher."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic

from connectors.sms_link.chat import Chat
from connectors.sms_link.files import Files
from connectors.sms_link.guard import Guard
from connectors.sms_link.hub import Hub
from connectors.sms_link.landing import Landing
from connectors.sms_link.link_api import LinkApi
from connectors.sms_link.sms_hook import SmsHook
from connectors.sms_link.stream import Events
from quita.bootstrap import Container, container
from quita.domain.conversation import Channel
from quita.services.inbox import Claimed


class SmsLinkInput(InputChannel):
    """`/l/<code>` and `/chat`; what Rasa would do with a message is the dispatcher's."""

    def __init__(self, core: Container | None = None) -> None:
        """Take a container for tests; Rasa makes the channel without one."""
        self._given = core

    @property
    def _core(self) -> Container:
        return self._given or container()

    @classmethod
    def name(cls) -> str:
        """Give the channel's name."""
        return "sms_link"

    def url_prefix(self) -> str:
        """Give an absolute address, which Rasa does not put under /webhooks/."""
        return "/"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Give the routes."""
        routes = Blueprint("sms_link", __name__)
        guard = Guard(lambda: self._core)
        hub = Hub(lambda: self._core.web_chat.feed)
        for part in (
            Landing(lambda: self._core, guard),
            Chat(lambda: self._core, guard, hub),
            Events(lambda: self._core, guard, hub),
            Files(lambda: self._core, guard),
            SmsHook(lambda: self._core),
            LinkApi(lambda: self._core),
        ):
            part.add_routes(routes)

        async def start(app: Sanic, _: object) -> None:
            app.ctx.browsers = Browsers(self._core, hub)
            app.ctx.browsers_hub = asyncio.ensure_future(hub.run())

        async def stop(app: Sanic, _: object) -> None:
            hub.stop()
            await app.ctx.browsers_hub

        routes.listener("after_server_start")(start)
        routes.listener("before_server_stop")(stop)
        return routes


class Browsers:
    """What the dispatcher needs of this channel."""

    def __init__(self, core: Container, hub: Hub) -> None:
        """Take the container and the streams."""
        self._core, self._hub = core, hub

    async def deliver(self, conversation_id: str) -> None:
        """Hand over a conversation's due messages, and wake its streams."""
        while await asyncio.to_thread(self._delivered, conversation_id):
            self._hub.poke()

    def _delivered(self, conversation_id: str) -> int:
        with self._core.database.reading() as tx:  # most are WhatsApp's: those wait for no writer
            conversation = tx.conversations.get(conversation_id)
        ours = conversation is not None and conversation.channel is Channel.SMS_LINK
        return self._core.web_delivery.run(conversation_id) if ours else 0

    async def show_typing(self, claimed: Claimed) -> None:
        """Tell the browser that an answer is being written."""
        self._hub.typing(claimed.conversation.address_id)
