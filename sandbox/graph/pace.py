"""How fast a business may write to one person: Meta's pair rate limit."""

from __future__ import annotations

from sandbox.graph.errors import GraphError
from sandbox.settings import Clock

SECONDS_A_MESSAGE = 6.0  # Meta, "Throughput": 1 message in 6 s, a burst borrowed from later


class Pace:
    """One bucket a pair of numbers; in memory, since it refills within minutes."""

    def __init__(self, burst: int, clock: Clock) -> None:
        """Take how many messages may go at once."""
        self._burst = burst
        self._clock = clock
        self._used: dict[str, tuple[float, float]] = {}

    def spend(self, pair: str) -> None:
        """Count one message.

        Raises:
            GraphError: 131056 when the person got too many in a short time.
        """
        now = self._clock().timestamp()
        used, at = self._used.get(pair, (0.0, now))
        rested = now - at if now >= at else self._burst * SECONDS_A_MESSAGE  # a clock set back
        used = max(0.0, used - rested / SECONDS_A_MESSAGE)
        if used + 1 > self._burst:
            raise GraphError(131056)
        self._used[pair] = (used + 1, now)
