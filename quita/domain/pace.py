"""How fast messages may leave and people may ask: token buckets by the generic cell rate algorithm.

A bucket is one moment, the "theoretical arrival time": when it would be full again. So a database
keeps one value a bucket, and every process reads the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

# No bucket of ours is ever so far from full: a clock that was set back since wrote it, and must not
# hold messages up until it is reached again.
FARTHEST = timedelta(hours=1)


@dataclass(frozen=True)
class Bucket:
    """A pace: one message or request each `interval`, and up to `burst` at once after a rest."""

    interval: timedelta
    burst: int

    def wait(self, full_at: datetime | None, now: datetime) -> timedelta:
        """Give how long the next one must wait; nothing where it may go now."""
        if full_at is None or full_at > now + FARTHEST:
            return timedelta(0)
        return max(full_at - self.interval * (self.burst - 1) - now, timedelta(0))

    def after(self, full_at: datetime | None, now: datetime) -> datetime:
        """Give the bucket after one more, sent now or as soon as its wait is over."""
        if full_at is None or full_at > now + FARTHEST:
            return now + self.interval
        return max(full_at, now) + self.interval


def slowed(bucket: Bucket, share: float) -> Bucket:
    """Give a bucket with a share (above 0, up to 1) of another one's pace, burst included."""
    return Bucket(bucket.interval / share, max(1, int(bucket.burst * share)))
