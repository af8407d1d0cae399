"""Who may ask how often: a pace for each, in this process's memory, by whatever names somebody."""

from __future__ import annotations

from datetime import datetime

from quita.domain.pace import Bucket
from quita.services.ports import Clock

REMEMBERED = 20_000  # names; past that, those who may do everything again are forgotten


class RateLimits:
    """One pace for many names.

    Each process counts by itself: with several, an attacker gets that many times as much, which
    the length of codes bears.
    """

    def __init__(self, bucket: Bucket, clock: Clock, remembered: int = REMEMBERED) -> None:
        """Take the pace and how many names are remembered."""
        self._bucket, self._clock, self._remembered = bucket, clock, remembered
        self._full_at: dict[str, datetime] = {}

    def wait(self, name: str) -> float:
        """Count one for a name; give 0 where it may, else the seconds that it must wait."""
        now = self._clock()
        full_at = self._full_at.get(name)
        wait = self._bucket.wait(full_at, now)
        if wait:
            return wait.total_seconds()
        if full_at is None and len(self._full_at) >= self._remembered:
            self._forget(now)
        self._full_at[name] = self._bucket.after(full_at, now)
        return 0.0

    def left(self, name: str) -> bool:
        """Say whether a name may do one more, counting nothing."""
        return not self._bucket.wait(self._full_at.get(name), self._clock())

    def _forget(self, now: datetime) -> None:
        """Drop whoever may do everything again; where that is nobody, whoever came first."""
        self._full_at = {name: at for name, at in self._full_at.items() if at > now}
        for name in list(self._full_at)[: len(self._full_at) - self._remembered + 1]:
            del self._full_at[name]
