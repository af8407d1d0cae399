"""Paces that all processes share: one row a bucket, read under a lock and written once.

One message costs two rows (its number's and its pair's) inside the transaction that marks it as
leaving, so that keeping the pace adds no transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from quita.adapters.database.repository import Repository
from quita.adapters.database.schema import send_slots
from quita.domain.pace import Bucket


class SqlSlots(Repository):
    """Fulfils the port Slots."""

    def take(
        self, buckets: Sequence[tuple[str, Bucket]], now: datetime, patience: timedelta
    ) -> timedelta:
        """Give how long to wait; where it is no longer than the patience, every bucket is charged.

        The order of the buckets must be the same for everybody.
        """
        full = {key: self._full_at(key, now) for key, _ in buckets}
        wait = max(bucket.wait(full[key], now) for key, bucket in buckets)
        if wait <= patience:
            for key, bucket in buckets:
                after = bucket.after(full[key], now)
                change = update(send_slots).where(send_slots.c.key == key)
                self._connection.execute(change.values(full_at=after))
        return wait

    def forget(self, before: datetime) -> int:
        """Delete buckets that have been full for long."""
        old = delete(send_slots).where(send_slots.c.full_at < before)
        return int(self._connection.execute(old).rowcount)

    def _full_at(self, key: str, now: datetime) -> datetime:
        query = select(send_slots.c.full_at).where(send_slots.c.key == key).with_for_update()
        found: datetime | None = self._connection.execute(query).scalar()
        if found is None:
            self._insert_once(send_slots, {"key": key, "full_at": now}, ["key"])
            found = self._connection.execute(query).scalar_one()
        return found
