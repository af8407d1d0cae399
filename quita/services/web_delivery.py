"""Hands the outbox to browsers: what is due becomes `sent`, in order, and their streams show it.

Nothing leaves here, so nothing can be unclear: a browser that is away reads it when it is back.
"""

from __future__ import annotations

from datetime import timedelta

from quita.domain.conversation import Channel
from quita.services.ports import Clock, UnitOfWorkFactory

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
                tx.outbox.sent(message.id, message.id, now)
            if due:
                tx.outbox.release(due[0].conversation_id, self._worker)
        return len(due)
