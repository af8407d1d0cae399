"""Sends events to the company's web hook: CloudEvents, signed, at least once."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta

import requests
import structlog

from quita.services.ports import Clock, UnitOfWorkFactory

log = structlog.get_logger(__name__)

BATCH = 20
RETRY = timedelta(seconds=30)
TIMEOUT = (3.0, 10.0)  # seconds to connect, to read


class WebhookPublisher:
    """Publishes what the outbox of events holds; without an address it only waits."""

    def __init__(
        self, uow: UnitOfWorkFactory, clock: Clock, source: str, url: str | None, secret: str | None
    ) -> None:
        """Take where to publish; `source` is this installation's public address."""
        self._uow, self._clock = uow, clock
        self._source, self._url, self._secret = source, url, secret
        self._session = requests.Session()

    def publish_due(self) -> int:
        """Send due events, oldest first; give how many were taken."""
        if self._url is None:
            return 0
        with self._uow() as tx:
            due = tx.events.unpublished(self._clock(), BATCH)
        done = 0
        for event in due:
            body = json.dumps(event.cloud_event(self._source), ensure_ascii=False).encode()
            taken = self._post(body)
            with self._uow() as tx:
                if taken:
                    tx.events.published(event.id, self._clock())
                else:
                    tx.events.retry_at(event.id, self._clock() + RETRY)
            done += taken
        return done

    def _post(self, body: bytes) -> bool:
        assert self._url is not None
        stamp = str(int(self._clock().timestamp()))
        headers = {"Content-Type": "application/cloudevents+json", "X-Quita-Timestamp": stamp}
        if self._secret:
            headers["X-Quita-Signature"] = signature(self._secret, stamp, body)
        try:
            answer = self._session.post(self._url, body, headers=headers, timeout=TIMEOUT)
        except requests.RequestException as error:
            log.warning("events.unpublished", error=type(error).__name__)
            return False
        return answer.ok


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Sign a body: HMAC-SHA256 of "<timestamp>.<body>"."""
    digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={digest.hexdigest()}"
