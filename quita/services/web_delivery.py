"""Hands the outbox to browsers: what is due becomes `sent`, in order, and their streams show it.

Nothing leaves here, so nothing can be unclear: a browser that is away reads it when it is back.
Whoever wrote by SMS is answered by SMS: each message becomes one there, once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from quita.domain.conversation import Channel
from quita.domain.records import OutboxMessage
from quita.domain.sms import measure, plain, words_of
from quita.services.access import conversation_of
from quita.services.ports import Clock, UnitOfWork, UnitOfWorkFactory
from quita.services.ports.sms import SmsMessage

LEASE = timedelta(seconds=30)


class WebDelivery:
    """Safe to run in any number of processes."""

    def __init__(self, uow: UnitOfWorkFactory, clock: Clock, worker: str) -> None:
        """Wire the ports; `worker` names this process in leases."""
        self._uow, self._clock, self._worker = uow, clock, worker

    def run(self, conversation_id: str | None = None) -> int:
        """Hand over one conversation's due messages; give how many."""
        now = self._clock()
        with self._uow() as tx:
            due = tx.outbox.claim(now, self._worker, now + LEASE, conversation_id, Channel.SMS_LINK)
            for message in due:
                if message.reply_to.startswith("+"):
                    _by_sms(tx, message, now)
                tx.outbox.sent(message.id, message.id, now)
            if due:
                tx.outbox.release(due[0].conversation_id, self._worker)
        return len(due)


def _by_sms(tx: UnitOfWork, message: OutboxMessage, now: datetime) -> None:
    body = plain(words_of(message.payload))
    length = measure(body)
    address_id = conversation_of(tx, message.conversation_id).address_id
    sms = SmsMessage(
        message.id,
        f"outbox:{message.id}",
        message.reply_to,
        body,
        address_id,
        None,
        length.encoding,
        length.parts,
    )
    tx.sms.add(sms, now)
