"""Runs turns on an event loop of their own, so that understanding never holds up a web hook.

Rasa computes inside its coroutines, some 50 ms at a time; on the server's own loop every web hook
that comes meanwhile would wait for it. Acknowledging goes before answering.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from quita.services.inbox import Claimed

SWITCH_SECONDS = (
    0.0005  # how long one thread may keep the interpreter from another; 0.005 by itself
)


class Runner(Protocol):
    """Answers turns."""

    async def run(self, claimed: Claimed, worker: str) -> bool: ...


class TurnLoop:
    """Answers turns by a runner, on a thread with its own loop."""

    def __init__(self, runner: Runner, close: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Take who answers; everything it awaits belongs to this loop from its first turn on.

        Args:
            close: ends what the runner holds open, on this loop.
        """
        self._runner, self._close = runner, close
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="turns", daemon=True)

    def start(self) -> None:
        """Begin; from now on threads of this process take turns more often."""
        sys.setswitchinterval(SWITCH_SECONDS)
        self._thread.start()

    async def run(self, claimed: Claimed, worker: str) -> bool:
        """Answer a turn, and wait for it on the caller's own loop."""
        turn = self._runner.run(claimed, worker)
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(turn, self._loop))

    def stop(self) -> None:
        """End; turns under way must have ended before."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
