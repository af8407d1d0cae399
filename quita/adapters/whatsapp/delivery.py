"""Takes messages out of the outbox and to the Graph API, in order within a conversation.

The claim, the bodies and the record of each answer are here once; the two loops below differ only
in how they wait.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

import structlog

from quita.adapters.whatsapp.bodies import to_graph_bodies
from quita.adapters.whatsapp.client_async import AsyncWhatsAppClient
from quita.adapters.whatsapp.client_sync import WhatsAppClient
from quita.adapters.whatsapp.errors import Action, backoff
from quita.adapters.whatsapp.payloads import Payload, Recipient
from quita.adapters.whatsapp.responses import Accepted, Answer, Refused
from quita.domain.errors import InvalidInput
from quita.domain.records import OutboxMessage, OutboxState
from quita.services.ports import Clock, UnitOfWorkFactory

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=30)
RECONCILE = timedelta(seconds=30)  # how long a status web hook may take to tell what happened
STOPPED = timedelta(minutes=1)  # a dead token or a banned number: look again later
MAX_ATTEMPTS = 12
UNCLEAR = "unclear: the channel may have it"


@dataclass(frozen=True)
class Piece:
    """One body of a message; `number` counts from 1."""

    message: OutboxMessage
    number: int
    last: bool
    body: dict[str, Any]


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
            sending = await asyncio.to_thread(self._bodies, message)
            for piece in sending or ():
                await asyncio.to_thread(self._sending, message)
                if not await asyncio.to_thread(self._record, piece, await client.send(piece.body)):
                    sending = None
                    break
            if sending is None:
                break
        if messages:
            await asyncio.to_thread(self._release, messages[0].conversation_id)
        return len(messages)

    def run_sync(self, client: WhatsAppClient) -> int:
        """Deliver one conversation's due messages; give how many were claimed."""
        messages = self._claim(None)
        for message in messages:
            sending = self._bodies(message)
            for piece in sending or ():
                self._sending(message)
                if not self._record(piece, client.send(piece.body)):
                    sending = None
                    break
            if sending is None:
                break
        if messages:
            self._release(messages[0].conversation_id)
        return len(messages)

    def _bodies(self, message: OutboxMessage) -> list[Piece] | None:
        """Give what is left to send of a message; None where what follows must wait for it."""
        if message.state is OutboxState.UNCLEAR and message.error != UNCLEAR:
            # A process died while sending it: the channel may have it, and its status may come.
            with self._uow() as tx:
                until = self._clock() + RECONCILE
                tx.outbox.retry(message.id, OutboxState.UNCLEAR, UNCLEAR, until)
            return None
        try:
            pieces = pieces_of(message)
        except InvalidInput as error:
            pieces, reason = [], str(error)
        else:
            reason = "nothing to say"
        if not pieces:
            log.error("outbox.unsendable", message=message.id, reason=reason)
            with self._uow() as tx:
                tx.outbox.failed(message.id, reason)
        return pieces

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

    def _record(self, piece: Piece, answer: Answer) -> bool:
        """Write down what became of a piece; False where the rest must wait for it."""
        now, message = self._clock(), piece.message
        with self._uow() as tx:
            if isinstance(answer, Accepted):
                if piece.last:
                    tx.outbox.sent(message.id, answer.wamid, now)
                else:
                    tx.outbox.piece_sent(message.id, piece.number)
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
            log.warning("outbox.unclear", message=message.id, reason=answer.reason)
            tx.outbox.retry(message.id, OutboxState.UNCLEAR, UNCLEAR, now + RECONCILE)
            return False

    def _wait(self, message: OutboxMessage, answer: Refused) -> timedelta | None:
        if answer.action is Action.STOP_ALL:
            log.error("outbox.stopped", code=answer.code, title=answer.title)
            return STOPPED
        retried = answer.action in (Action.RETRY, Action.RETRY_AFTER_24H)
        if retried and message.attempts < MAX_ATTEMPTS:
            return timedelta(seconds=backoff(message.attempts + 1, answer.code))
        return None


def pieces_of(message: OutboxMessage) -> list[Piece]:
    """Give what is left to send of a message, each piece with its own callback data.

    Raises:
        InvalidInput: no payload that the channel can say.
    """
    bodies = to_graph_bodies(
        cast(Payload, message.payload), Recipient.of(message.reply_to), message.id
    )
    numbered = enumerate(bodies, start=1)
    return [
        Piece(message, number, number == len(bodies), body)
        for number, body in numbered
        if number > message.pieces_sent
    ]
