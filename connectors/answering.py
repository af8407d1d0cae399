"""What answers in this process: the dispatcher with what it delivers by; it belongs to no channel.

Browsers are always delivered to; WhatsApp where it is set.
"""

from __future__ import annotations

import asyncio

from sanic import Sanic

from connectors.calm import Calm
from connectors.dispatcher import Dispatcher
from connectors.turn_loop import TurnLoop
from quita.adapters.whatsapp.client_async import AsyncWhatsAppClient
from quita.bootstrap import Container
from quita.domain.conversation import Channel
from quita.services.dialogue import Dialogue
from quita.services.inbox import Claimed


class Answering:
    """Takes turns and delivers their replies, from the server's start to its stop."""

    def __init__(self, app: Sanic, core: Container, dialogue: Dialogue, calm: Calm) -> None:
        """Take the server's app, in which other channels find the dispatcher.

        Raises:
            Misconfigured: WhatsApp is set in part.
        """
        self._app, self._core = app, core
        self._client: AsyncWhatsAppClient | None = None
        if core.settings.whatsapp_or_none() is not None:
            self._client = core.whatsapp_async()
        media = core.turn_media()
        self._turns = TurnLoop(core.turns(dialogue, media), media.close)
        self.dispatcher = Dispatcher(
            core.inbox, self._turns, core.worker, self._deliver, self._show_typing, calm
        )

    def start(self) -> None:
        """Begin to answer."""
        self._turns.start()
        self._app.ctx.dispatcher = self.dispatcher
        self._app.ctx.wake_outbox = self.dispatcher.deliver_soon
        self._dispatching = asyncio.ensure_future(self.dispatcher.run())

    async def stop(self) -> None:
        """Let what is under way end."""
        await self.dispatcher.stop()
        await self._dispatching
        self._turns.stop()
        if self._client is not None:
            await self._client.close()

    async def _deliver(self, conversation_id: str) -> None:
        await self._app.ctx.browsers.deliver(conversation_id)
        if self._client is not None:
            while await self._core.delivery.run_async(self._client, conversation_id):
                pass

    async def _show_typing(self, claimed: Claimed) -> None:
        if claimed.conversation.channel is Channel.SMS_LINK:
            await self._app.ctx.browsers.show_typing(claimed)
        elif self._client is not None:
            latest = claimed.turn.messages[-1].external_id
            await self._client.mark_read(latest, typing=True, number_id=claimed.number_id)
