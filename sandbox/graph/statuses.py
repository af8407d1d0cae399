"""Moves each message of the business along: sent, delivered, read, or failed."""

from __future__ import annotations

import asyncio

from sandbox.graph.ledger import Ledger, Message
from sandbox.graph.phones import Phones
from sandbox.graph.webhooks import Webhooks
from sandbox.hub import Hub


class Progress:
    """One small task a message; what a stop left behind is taken up at start."""

    def __init__(
        self, ledger: Ledger, phones: Phones, webhooks: Webhooks, hub: Hub, delay: float
    ) -> None:
        """Take the pause before each step, in seconds."""
        self._ledger = ledger
        self._phones = phones
        self._webhooks = webhooks
        self._hub = hub
        self._delay = delay
        self._tasks: set[asyncio.Task[None]] = set()
        hub.on_open = self._chat_opened

    def start(self) -> None:
        """Take up the messages that are still on their way."""
        for message in self._ledger.unfinished():
            self.begin(message)

    async def stop(self) -> None:
        """Leave the messages where they are."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def begin(self, message: Message) -> None:
        """Follow one message from here on."""
        task = asyncio.create_task(self._follow(message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def phone_on(self, phone: str) -> None:
        """Deliver what waited while the phone was off."""
        for message in self._ledger.of(phone, "out"):
            if message.status == "sent":
                self.begin(message)

    async def _follow(self, message: Message) -> None:
        await asyncio.sleep(self._delay)
        if message.fail_code is not None:
            self._step(message, "failed")
            return
        if self._step(message, "sent"):
            await asyncio.sleep(self._delay)
        phone = self._phones.get(message.phone)
        if phone is None or not phone.powered:
            return
        self._step(message, "delivered")
        if self._hub.is_open(message.phone):
            await asyncio.sleep(self._delay)
            self._step(message, "read")

    def _chat_opened(self, phone: str) -> None:
        owner = self._phones.get(phone)
        if owner is None or not owner.powered:
            return
        for message in self._ledger.of(phone, "out"):
            if message.status == "delivered":
                self._step(message, "read")

    def _step(self, message: Message, status: str) -> bool:
        if not self._ledger.advance(message.wamid, status):
            return False
        self._webhooks.status(self._phones.get(message.phone), message, status)
        return True
