"""Token buckets: so much at once, then so much a second."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Rate:
    """How much is allowed: `burst` at once, and one more each `every` seconds."""

    burst: int
    every: float


@dataclass
class TokenBucket:
    """What is left for somebody, since a moment."""

    left: float
    since: datetime

    def take(self, rate: Rate, now: datetime) -> float:
        """Take one; give 0, or the seconds after which there will be one (nothing is taken)."""
        self._refill(rate, now)
        if self.left >= 1:
            self.left -= 1
            return 0.0
        return (1 - self.left) * rate.every

    def has_one(self, rate: Rate, now: datetime) -> bool:
        """Say whether one may be taken."""
        self._refill(rate, now)
        return self.left >= 1

    def full(self, rate: Rate, now: datetime) -> bool:
        """Say whether everything is there again, so that nothing needs to be remembered."""
        self._refill(rate, now)
        return self.left >= rate.burst

    def _refill(self, rate: Rate, now: datetime) -> None:
        passed = max(0.0, (now - self.since).total_seconds())
        self.left = min(float(rate.burst), self.left + passed / rate.every)
        self.since = now
