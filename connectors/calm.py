"""Acknowledging goes before answering: new work waits while web hooks queue to be stored.

Meta repeats what is not answered soon, so a storm that is acknowledged late grows by itself.
"""

from __future__ import annotations

import asyncio
from time import monotonic
from types import TracebackType

BUSY = 3  # web hooks under way at which answering waits
PATIENCE = 0.5  # seconds: a long storm must not silence the assistant altogether
LOOK_EVERY = 0.01


class Calm:
    """Counts web hooks under way; used as a context around each one."""

    def __init__(self) -> None:
        """Nothing is under way."""
        self._under_way = 0

    def __enter__(self) -> None:
        """Begin one."""
        self._under_way += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End one."""
        self._under_way -= 1

    @property
    def busy(self) -> bool:
        """Say whether so many are under way that answering waits."""
        return self._under_way >= BUSY

    async def wait(self) -> None:
        """Let web hooks go first, for half a second at most."""
        ends = monotonic() + PATIENCE
        while self.busy and monotonic() < ends:
            await asyncio.sleep(LOOK_EVERY)
