"""Takes messages out of the outbox and to the Graph API, in order within a conversation.

The claim, the bodies and the record of each answer are here once; the two loops below differ only
in how they wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, cast

import structlog

from quita.adapters.whatsapp.bodies import to_graph_bodies
from quita.adapters.whatsapp.client_async import AsyncWhatsAppClient
from quita.adapters.whatsapp.client_sync import WhatsAppClient
from quita.adapters.whatsapp.errors import Action, backoff
from quita.adapters.whatsapp.payloads import Payload, Recipient
from quita.adapters.whatsapp.responses import Accepted, Answer, Refused
from quita.domain.records import OutboxMessage, OutboxState
from quita.services.ports import Clock, UnitOfWorkFactory

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=30)
RECONCILE = timedelta(seconds=30)  # how long a status web hook may take to tell what happened
STOPPED = timedelta(minutes=1)  # a dead token or a banned number: look again later
MAX_ATTEMPTS = 12
_BSUID_PREFIX = "BR."


class WhatsAppDelivery:
    """Delivers what is due; safe to run in any number of processes."""

    def __init__(self, uow: UnitOfWorkFactory, clock: Clock, worker: str) -> None:
        """Wire the ports; `worker` names this process in leases."""
        self._uow, self._clock, self._worker = uow, clock, worker

    async def run_async(
        self, client: AsyncWhatsAppClient, conversation_id: str | None = None
    ) -> int:
        """Deliver one conversation's due messages; give how many were claimed."""
        messages = await asyncio.to_thread(self._claim, conversation_id)
        for message in messages:
            for body in bodies_of(message):
                await asyncio.to_thread(self._sending, message)
                answer = await client.send(body)
                if not await asyncio.to_thread(self._record, message, answer):
                    break
            else:
                continue
            break
        if messages:
            await asyncio.to_thread(self._release, messages[0].conversation_id)
        return len(messages)

    def run_sync(self, client: WhatsAppClient) -> int:
        """Deliver one conversation's due messages; give how many were claimed."""
        messages = self._claim(None)
        for message in messages:
            for body in bodies_of(message):
                self._sending(message)
                if not self._record(message, client.send(body)):
                    break
            else:
                continue
            break
        if messages:
            self._release(messages[0].conversation_id)
        return len(messages)

    def _claim(self, conversation_id: str | None) -> list[OutboxMessage]:
        now = self._clock()
        with self._uow() as tx:
            return tx.outbox.claim(now, self._worker, now + LEASE, conversation_id)

    def _sending(self, message: OutboxMessage) -> None:
        with self._uow() as tx:
            tx.outbox.sending(message.id)

    def _release(self, conversation_id: str) -> None:
        with self._uow() as tx:
            tx.outbox.release(conversation_id, self._worker)

    def _record(self, message: OutboxMessage, answer: Answer) -> bool:
        """Write down what became of a message; False where the rest must wait for it."""
        now = self._clock()
        with self._uow() as tx:
            if isinstance(answer, Accepted):
                tx.outbox.sent(message.id, answer.wamid, now)
                return True
            if isinstance(answer, Refused):
                error = f"{answer.code}: {answer.title}"
                wait = self._wait(message, answer)
                if wait is None:
                    log.warning("outbox.failed", message=message.id, error=error)
                    tx.outbox.failed(message.id, error)
                    return True
                tx.outbox.retry(message.id, OutboxState.QUEUED, error, now + wait)
                return False
            tx.outbox.retry(message.id, OutboxState.UNCLEAR, answer.reason, now + RECONCILE)
            return False

    def _wait(self, message: OutboxMessage, answer: Refused) -> timedelta | None:
        if answer.action is Action.STOP_ALL:
            log.error("outbox.stopped", code=answer.code, title=answer.title)
            return STOPPED
        if answer.action is Action.RETRY and message.attempts < MAX_ATTEMPTS:
            return timedelta(seconds=backoff(message.attempts + 1, answer.code))
        return None


def bodies_of(message: OutboxMessage) -> Iterator[dict[str, Any]]:
    """Give the Graph API's bodies of an outbox message, its id in the callback data."""
    bsuid = message.reply_to.startswith(_BSUID_PREFIX)
    recipient = Recipient(bsuid=message.reply_to) if bsuid else Recipient(phone=message.reply_to)
    yield from to_graph_bodies(cast(Payload, message.payload), recipient, message.id)
