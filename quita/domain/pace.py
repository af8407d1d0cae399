"""How fast messages may leave: token buckets by the generic cell rate algorithm, pure.

A bucket is one moment, the "theoretical arrival time": when it would be full again. So a database
keeps one value a bucket, and every process reads the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Bucket:
    """A pace: one message each `interval`, and up to `burst` at once after a rest."""

    interval: timedelta
    burst: int

    def wait(self, full_at: datetime | None, now: datetime) -> timedelta:
        """Give how long the next message must wait; nothing where it may go now."""
        if full_at is None:
            return timedelta(0)
        return max(full_at - self.interval * (self.burst - 1) - now, timedelta(0))

    def after(self, full_at: datetime | None, now: datetime) -> datetime:
        """Give the bucket after one more message, sent now or as soon as its wait is over."""
        return max(full_at or now, now) + self.interval


def slowed(bucket: Bucket, share: float) -> Bucket:
    """Give a bucket with a share (above 0, up to 1) of another one's pace, burst included."""
    return Bucket(bucket.interval / share, max(1, int(bucket.burst * share)))
