"""Sends events to RabbitMQ: a durable topic exchange, persistent messages, confirmed by the broker.

The client (aio-pika) is the one that Rasa locks. It lives on an event loop of its own, in a thread,
so that its heartbeats go on while the worker does nothing.
"""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import aio_pika
import structlog
from aio_pika.abc import AbstractConnection, AbstractExchange
from aio_pika.exceptions import AMQPException
from pamqp.exceptions import PAMQPException

from quita.adapters.publisher import CONTENT_TYPE
from quita.domain.events import Event

log = structlog.get_logger(__name__)

EXCHANGE = "quita.events"
TIMEOUT = 10.0  # seconds to connect, and for one confirm
# What a lost, refused or absent broker raises; aiormq mixes its own with those of the system.
FAILURES = (AMQPException, PAMQPException, OSError, asyncio.TimeoutError, RuntimeError)


class RabbitSink:
    """A sink over one connection, opened when first needed and anew once it is lost.

    The routing key is the event's type, so a queue bound with `quita.handoff.*.v1` gets handoffs.
    A message that no queue is bound for comes back, and counts as not taken: it is sent again
    until somebody listens.
    """

    name = "rabbitmq"

    def __init__(self, url: str, exchange: str = EXCHANGE, timeout: float = TIMEOUT) -> None:
        """Take the broker's address; nothing connects yet."""
        self._url, self._exchange_name, self._timeout = url, exchange, timeout
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True, name="amqp")
        self._connection: AbstractConnection | None = None
        self._exchange: AbstractExchange | None = None

    def take(self, event: Event, body: bytes) -> bool:
        """Publish one event; True once the broker has confirmed that it keeps it."""
        if not self._thread.is_alive():
            self._thread.start()
        try:
            self._wait(self._publish(event, body))
        except FAILURES as error:
            log.warning("events.unpublished", sink=self.name, error=type(error).__name__)
            self._wait(self._drop())
            return False
        return True

    def close(self) -> None:
        """Close the connection and end the thread."""
        if self._thread.is_alive():
            self._wait(self._drop())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._loop.close()

    def _wait(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _publish(self, event: Event, body: bytes) -> None:
        exchange = self._exchange or await self._connect()
        message = aio_pika.Message(
            body,
            content_type=CONTENT_TYPE,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            message_id=event.id,
            type=event.type,
            timestamp=event.at,
        )
        sent = exchange.publish(message, event.type, mandatory=True, timeout=self._timeout)
        await asyncio.wait_for(sent, self._timeout)

    async def _connect(self) -> AbstractExchange:
        connect = aio_pika.connect(self._url, timeout=self._timeout)
        self._connection = await asyncio.wait_for(connect, self._timeout)
        channel = await self._connection.channel(publisher_confirms=True, on_return_raises=True)
        self._exchange = await channel.declare_exchange(
            self._exchange_name, aio_pika.ExchangeType.TOPIC, durable=True
        )
        return self._exchange

    async def _drop(self) -> None:
        """Forget the connection: the next event opens another one."""
        connection, self._connection, self._exchange = self._connection, None, None
        if connection is not None:
            try:
                await asyncio.wait_for(connection.close(), self._timeout)
            except FAILURES:
                log.info("events.connection_was_lost", sink=self.name)
