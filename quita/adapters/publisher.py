"""Sends events to the company: CloudEvents, to signed web hooks and RabbitMQ, at least once."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

import requests
import structlog

from quita.domain.events import Event
from quita.services.ports import Clock, UnitOfWorkFactory

log = structlog.get_logger(__name__)

CONTENT_TYPE = "application/cloudevents+json"
BATCH = 20
RETRY = timedelta(seconds=30)
TIMEOUT = (3.0, 10.0)  # seconds to connect, to read


class Sink(Protocol):
    """Somewhere events go; False where it did not take one for certain."""

    name: str

    def take(self, event: Event, body: bytes) -> bool: ...

    def close(self) -> None: ...


class Publisher:
    """Publishes what the table of events holds to every sink; without any it only waits.

    An event is done when all have taken it; who took it is not asked again while another sink is
    away. A sink may get an event twice, if this process dies before it is written down.
    """

    def __init__(
        self, uow: UnitOfWorkFactory, clock: Clock, source: str, sinks: Sequence[Sink]
    ) -> None:
        """Take where to publish; `source` is this installation's public address."""
        self._uow, self._clock, self._source, self._sinks = uow, clock, source, sinks

    def publish_due(self) -> int:
        """Send due events, oldest first; give how many every sink has now taken."""
        if not self._sinks:
            return 0
        with self._uow() as tx:
            due = tx.events.unpublished(self._clock(), BATCH)
            before = {event.id: tx.events.taken_by(event.id) for event in due}
        return sum(self._publish(event, before[event.id]) for event in due)

    def close(self) -> None:
        """Close the sinks' connections."""
        for sink in self._sinks:
            sink.close()

    def _publish(self, event: Event, before: set[str]) -> bool:
        body = json.dumps(event.cloud_event(self._source), ensure_ascii=False).encode()
        asked = [sink for sink in self._sinks if sink.name not in before]
        took = {sink.name for sink in asked if sink.take(event, body)}
        done = len(took) == len(asked)
        now = self._clock()
        with self._uow() as tx:
            if done:
                tx.events.published(event.id, now)
                return True
            for name in took:
                tx.events.taken(event.id, name, now)
            tx.events.retry_at(event.id, now + RETRY)
        return False


class WebhookSink:
    """The company's web hook: signed CloudEvents."""

    name = "webhook"

    def __init__(self, clock: Clock, url: str, secret: str | None) -> None:
        """Take the address and the shared secret."""
        self._clock, self._url, self._secret = clock, url, secret
        self._session = requests.Session()

    def take(self, event: Event, body: bytes) -> bool:
        """Post one event."""
        stamp = str(int(self._clock().timestamp()))
        headers = {"Content-Type": CONTENT_TYPE, "X-Quita-Timestamp": stamp}
        if self._secret:
            headers["X-Quita-Signature"] = signature(self._secret, stamp, body)
        try:
            answer = self._session.post(self._url, body, headers=headers, timeout=TIMEOUT)
        except requests.RequestException as error:
            log.warning("events.unpublished", sink=self.name, error=type(error).__name__)
            return False
        return answer.ok

    def close(self) -> None:
        """Close the session."""
        self._session.close()


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Sign a body: HMAC-SHA256 of "<timestamp>.<body>"."""
    digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={digest.hexdigest()}"
