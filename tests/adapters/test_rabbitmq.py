"""Events reach RabbitMQ confirmed and persistent, and wait where it is away or nobody listens."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import aio_pika
import pytest

from quita.adapters.database.unit_of_work import Database
from quita.adapters.publisher import RETRY, Publisher
from quita.adapters.rabbitmq import RabbitSink
from quita.domain.events import AGREEMENT_CREATED, HANDOFF_CLOSED, Event
from tests.conftest import FakeClock
from tests.loopback_proxy import Proxy, proxying

DEFAULT = "amqp://guest:guest@127.0.0.1:5672/"
SOURCE = "https://quita.example"
WAIT = 10.0


@dataclass
class Broker:
    """A broker, an exchange of this test's own on it, and a queue where it is asked for."""

    url: str
    exchange: str

    def listen(self, pattern: str) -> None:
        """Bind the queue of this test."""
        asyncio.run(self._bind(pattern))

    def got(self) -> list[Any]:
        """Take what lies in the queue."""
        return asyncio.run(self._take())

    def forget(self) -> None:
        """Delete queue and exchange."""
        asyncio.run(self._delete())

    async def _bind(self, pattern: str) -> None:
        async with await aio_pika.connect(self.url, timeout=WAIT) as connection:
            channel = await connection.channel()
            topic = aio_pika.ExchangeType.TOPIC
            exchange = await channel.declare_exchange(self.exchange, topic, durable=True)
            queue = await channel.declare_queue(self.exchange, durable=True)
            await queue.bind(exchange, pattern)

    async def _take(self) -> list[Any]:
        async with await aio_pika.connect(self.url, timeout=WAIT) as connection:
            channel = await connection.channel()
            queue = await channel.declare_queue(self.exchange, passive=True)
            found = []
            while (message := await queue.get(no_ack=True, fail=False)) is not None:
                found.append(message)
            return found

    async def _delete(self) -> None:
        async with await aio_pika.connect(self.url, timeout=WAIT) as connection:
            channel = await connection.channel()
            await channel.queue_delete(self.exchange)
            await channel.exchange_delete(self.exchange)


@pytest.fixture
def broker() -> Iterator[Broker]:
    url = os.environ.get("QUITA_AMQP_URL") or DEFAULT
    made = Broker(url, f"quita_test_{uuid4().hex}")
    try:
        asyncio.run(made._delete())
    except (OSError, asyncio.TimeoutError, aio_pika.exceptions.AMQPError) as error:
        pytest.skip(f"no RabbitMQ answers at 127.0.0.1:5672 (QUITA_AMQP_URL): {error!r}")
    yield made
    made.forget()


@pytest.fixture
def sink(broker: Broker) -> Iterator[RabbitSink]:
    opened = RabbitSink(broker.url, broker.exchange)
    yield opened
    opened.close()


@pytest.fixture
def proxy(broker: Broker) -> Iterator[Proxy]:
    with proxying(broker.url) as between:
        yield between


def write(database: Database, clock: FakeClock, event_id: str, kind: str) -> None:
    with database() as tx:
        tx.events.add(Event(event_id, kind, "s1", clock(), {"n": event_id}))


def publisher(database: Database, clock: FakeClock, *sinks: Any) -> Publisher:
    return Publisher(database, clock, SOURCE, sinks)


def test_an_event_arrives_once_persistent_and_under_its_type(
    database: Database, clock: FakeClock, broker: Broker, sink: RabbitSink
) -> None:
    broker.listen("quita.handoff.*.v1")
    write(database, clock, "e1", HANDOFF_CLOSED)
    assert publisher(database, clock, sink).publish_due() == 1
    assert publisher(database, clock, sink).publish_due() == 0
    (message,) = broker.got()
    document = json.loads(message.body)
    assert (document["id"], document["type"]) == ("e1", HANDOFF_CLOSED)
    assert message.routing_key == message.type == HANDOFF_CLOSED
    assert message.message_id == "e1"
    assert message.delivery_mode == aio_pika.DeliveryMode.PERSISTENT
    assert message.content_type == "application/cloudevents+json"


def test_an_event_that_nobody_listens_for_waits_until_somebody_does(
    database: Database, clock: FakeClock, broker: Broker, sink: RabbitSink
) -> None:
    broker.listen("quita.handoff.*.v1")
    write(database, clock, "e1", AGREEMENT_CREATED)
    assert publisher(database, clock, sink).publish_due() == 0
    broker.listen("quita.agreement.*.v1")
    clock.now += RETRY
    assert publisher(database, clock, sink).publish_due() == 1
    assert [json.loads(message.body)["id"] for message in broker.got()] == ["e1"]


def test_what_a_lost_connection_swallowed_is_sent_again_on_a_new_one(
    database: Database, clock: FakeClock, broker: Broker, proxy: Proxy
) -> None:
    broker.listen("#")
    through = RabbitSink(proxy.url, broker.exchange, timeout=WAIT)
    write(database, clock, "e1", HANDOFF_CLOSED)
    assert publisher(database, clock, through).publish_due() == 1
    proxy.cut()
    write(database, clock, "e2", HANDOFF_CLOSED)
    assert publisher(database, clock, through).publish_due() == 0
    clock.now += RETRY
    assert publisher(database, clock, through).publish_due() == 1
    through.close()
    assert [json.loads(message.body)["id"] for message in broker.got()] == ["e1", "e2"]


def test_a_broker_that_is_away_loses_nothing_and_holds_no_other_sink_up(
    database: Database, clock: FakeClock
) -> None:
    class Other:
        name = "other"

        def __init__(self) -> None:
            self.got: list[str] = []

        def take(self, event: Event, body: bytes) -> bool:
            self.got.append(event.id)
            return True

        def close(self) -> None:
            self.got.clear()

    away, other = RabbitSink("amqp://guest:guest@127.0.0.1:9/", "none", timeout=2), Other()
    write(database, clock, "e1", HANDOFF_CLOSED)
    both = publisher(database, clock, away, other)
    assert both.publish_due() == 0
    clock.now += RETRY + timedelta(seconds=1)
    assert both.publish_due() == 0
    assert other.got == ["e1"]
    with database() as tx:
        assert [event.id for event in tx.events.unpublished(clock() + RETRY, 10)] == ["e1"]
        assert tx.events.taken_by("e1") == {"other"}
    both.close()
    assert other.got == []
