"""Who may ask how often: token buckets in this process's memory, by whatever names somebody."""

from __future__ import annotations

from quita.domain.token_bucket import Rate, TokenBucket
from quita.services.ports import Clock

REMEMBERED = 20_000  # names; past that, those who may do everything again are forgotten


class RateLimits:
    """One rate for many names.

    Each process counts by itself: with several, an attacker gets that many times as much, which
    the length of codes bears.
    """

    def __init__(self, rate: Rate, clock: Clock, remembered: int = REMEMBERED) -> None:
        """Take the rate and how many names are remembered."""
        self._rate, self._clock, self._remembered = rate, clock, remembered
        self._buckets: dict[str, TokenBucket] = {}

    def wait(self, name: str) -> float:
        """Count one for a name; give 0 where it may, else the seconds that it must wait."""
        return self._bucket(name).take(self._rate, self._clock())

    def left(self, name: str) -> bool:
        """Say whether a name may do one more, counting nothing."""
        bucket = self._buckets.get(name)
        return bucket is None or bucket.has_one(self._rate, self._clock())

    def _bucket(self, name: str) -> TokenBucket:
        now = self._clock()
        bucket = self._buckets.get(name)
        if bucket is None:
            if len(self._buckets) >= self._remembered:
                self._forget()
            bucket = self._buckets[name] = TokenBucket(float(self._rate.burst), now)
        return bucket

    def _forget(self) -> None:
        """Drop whoever may do everything again; where that is nobody, whoever came first."""
        now, rate = self._clock(), self._rate
        self._buckets = {n: b for n, b in self._buckets.items() if not b.full(rate, now)}
        for name in list(self._buckets)[: len(self._buckets) - self._remembered + 1]:
            del self._buckets[name]
