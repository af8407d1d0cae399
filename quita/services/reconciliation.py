"""Comparing the bank's list of received Pix with the books: what a lost callback left is found.

Every open charge is polled by itself; this also finds money on charges that were closed, and
refunds, which no charge is polled for (API Pix 2.9, `GET /pix`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from quita.services.looks import look_again
from quita.services.ports import Clock, PixProvider, PixReceived, UnitOfWork, UnitOfWorkFactory

WORK = "pix:received"
EVERY, RETRY = timedelta(hours=1), timedelta(minutes=5)
OVERLAP = timedelta(hours=6)  # a bank may list a Pix later than it took it
STEP = timedelta(days=1)  # banks bound what one question may span


class Reconciliation:
    """Compares, an hour after the last time; safe to run in any number of processes."""

    def __init__(self, uow: UnitOfWorkFactory, clock: Clock) -> None:
        """Wire the ports."""
        self._uow, self._clock = uow, clock

    def run(self, provider: PixProvider) -> int:
        """Have every charge looked up whose list of payments is not ours; give how many will be.

        A day of the list is a step of its own: what a failing bank interrupts goes on from there.

        Raises:
            ProviderError: the bank did not list them; it is asked again in five minutes.
        """
        now = self._clock()
        with self._uow() as tx:
            reached = tx.marks.claim(WORK, now, now + RETRY)
        if reached is None:
            return 0
        count, start = 0, reached - OVERLAP
        while start < now:
            end = min(start + STEP, now)
            listed = provider.received(start, end)
            with self._uow() as tx:
                count += sum(self._compare(tx, item, now) for item in listed)
                tx.marks.reached(WORK, end, now + (EVERY if end == now else RETRY))
            start = end
        return count

    def _compare(self, tx: UnitOfWork, item: PixReceived, now: datetime) -> bool:
        known = tx.charges.payment(item.end_to_end_id)
        if known is not None and known.refunded == item.refunded:
            return False
        charge = tx.charges.by_txid(item.txid)
        if charge is None or not look_again(tx, charge, now):
            return False
        details = {"txid": item.txid, "payment": item.end_to_end_id}
        tx.events.audit("system", "payment:found_in_list", charge.id, details, now)
        return True
