"""Takes messages out of the outbox and to the Graph API, in order within a conversation.

What leaves next is decided in departure.py; here it is posted and the answer written down. The two
loops below differ only in how they wait.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

import structlog

from quita.adapters.whatsapp.client_async import AsyncWhatsAppClient
from quita.adapters.whatsapp.client_sync import WhatsAppClient
from quita.adapters.whatsapp.consequences import Consequences, Trouble
from quita.adapters.whatsapp.departure import Departure, Departures, translation_of
from quita.adapters.whatsapp.errors import of_message_alone
from quita.adapters.whatsapp.responses import Accepted, Answer, Refused
from quita.adapters.whatsapp.uploads import send_async, send_sync
from quita.domain.reconciling import STATUS_WITHIN
from quita.domain.records import OutboxState
from quita.services.ports import Clock, MediaFiles, UnitOfWork, UnitOfWorkFactory

log = structlog.get_logger(__name__)

DELIVERED_WITHIN = timedelta(seconds=2)
"""What follows waits this long for `delivered`: a phone that is off must not block it for ever."""

UNCLEAR = "unclear: the channel may have it"


class WhatsAppDelivery:
    """Delivers what is due; safe to run in any number of processes."""

    def __init__(
        self,
        uow: UnitOfWorkFactory,
        clock: Clock,
        worker: str,
        departures: Departures,
        consequences: Consequences,
        files: MediaFiles,
    ) -> None:
        """Wire the ports; `worker` names this process in leases."""
        self._uow, self._clock, self._worker = uow, clock, worker
        self._departures, self._consequences, self._files = departures, consequences, files

    async def run_async(
        self, client: AsyncWhatsAppClient, conversation_id: str | None = None
    ) -> int:
        """Send one piece of one conversation's first due message; 0 where nothing was due."""
        found = await asyncio.to_thread(self._departures.next, conversation_id)
        if isinstance(found, Departure):
            await asyncio.sleep(found.wait.total_seconds())
            answer = await send_async(client, self._files, found)
            await asyncio.to_thread(self._record, found, answer)
        return 0 if found is None else 1

    def run_sync(
        self, client: WhatsAppClient, pause: Callable[[float], object] = time.sleep
    ) -> int:
        """Send one piece of the longest-waiting message; 0 where nothing was due."""
        found = self._departures.next()
        if isinstance(found, Departure):
            pause(found.wait.total_seconds())
            self._record(found, send_sync(client, self._files, found))
        return 0 if found is None else 1

    def _record(self, sent: Departure, answer: Answer) -> None:
        """Write down what became of a piece, and let the conversation go."""
        message = sent.message
        with self._uow() as tx:
            if isinstance(answer, Accepted):
                self._accepted(tx, sent, answer)
            elif isinstance(answer, Refused):
                self._refused(tx, sent, answer)
            else:
                log.warning("outbox.unclear", message=message.id, reason=answer.reason)
                until = self._clock() + STATUS_WITHIN
                tx.outbox.retry(message.id, OutboxState.UNCLEAR, UNCLEAR, until)
            tx.outbox.release(message.conversation_id, self._worker)

    def _accepted(self, tx: UnitOfWork, sent: Departure, answer: Accepted) -> None:
        now, message = self._clock(), sent.message
        if sent.last:
            tx.outbox.sent(message.id, answer.wamid, now)
        else:
            tx.outbox.piece_sent(message.id, sent.piece, answer.wamid)
        until = now + DELIVERED_WITHIN
        tx.outbox.hold(message.id, message.conversation_id, answer.wamid, until)
        if sent.probing:
            self._consequences.resumed(tx, sent.number_id, "probe")

    def _refused(self, tx: UnitOfWork, sent: Departure, answer: Refused) -> None:
        message = sent.message
        trouble = Trouble(
            message.conversation_id,
            message.address_id,
            sent.number_id,
            message.attempts,
            answer.code,
            answer.title,
            answer.action,
            self._clock(),
            translation_of(message),
        )
        if sent.probing and of_message_alone(answer.action, answer.code):
            self._consequences.resumed(tx, sent.number_id, "probe")
        wait = self._consequences.of(tx, trouble)
        if wait is None:
            log.warning("outbox.failed", message=message.id, error=trouble.error)
            tx.outbox.failed(message.id, trouble.error)
        else:
            until = self._clock() + wait
            tx.outbox.retry(message.id, OutboxState.QUEUED, trouble.error, until)
