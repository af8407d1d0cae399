"""The sign that an answer is being written: shown again while it is, and not once it is there.

Meta, "Typing indicators": the sign ends by itself after 25 seconds, or at the reply. One that
arrived after the reply would stand there for nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

AGAIN = 20.0  # seconds, so that the next one is there before the last one ends
MOST = 6  # signs of one turn: two minutes, past which nobody believes them
IN_FLIGHT = 1.0  # seconds for a sign that is under way when the answer is there


@asynccontextmanager
async def typing(
    show: Callable[[], Awaitable[object]],
    *,
    again: float = AGAIN,
    most: int = MOST,
    in_flight: float = IN_FLIGHT,
) -> AsyncIterator[None]:
    """Show the sign while the block runs; at its end none is under way any more."""
    answered = asyncio.Event()
    showing = asyncio.ensure_future(_show(show, answered, again, most))
    try:
        yield
    finally:
        answered.set()
        await asyncio.wait({showing}, timeout=in_flight)
        showing.cancel()


async def _show(
    show: Callable[[], Awaitable[object]], answered: asyncio.Event, again: float, most: int
) -> None:
    for _ in range(most):
        await show()
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(answered.wait(), again)
            return
