"""In a storm web hooks are kept many at a time as they came, and read when it is calmer."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

import structlog

log = structlog.get_logger(__name__)
AT_ONCE = 200  # bodies in one transaction
POLL = 1.0  # seconds; finds what other processes kept, or a crash left


class Group:
    """Keeps what comes while a transaction runs by the next one: one commit for all of them."""

    def __init__(self, hold: Callable[[list[bytes]], None]) -> None:
        """Take what keeps bodies, in a thread."""
        self._hold = hold
        self._waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="holding")
        self._work: asyncio.Task[None] | None = None

    async def add(self, body: bytes) -> None:
        """Return once a body is kept; raises what keeping it raised."""
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((body, kept))
        if self._work is None or self._work.done():
            self._work = asyncio.ensure_future(self._keep())
        await kept

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown()

    async def _keep(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
            problem: Exception | None = None
            try:
                await loop.run_in_executor(self._thread, self._hold, [body for body, _ in batch])
            except Exception as error:
                problem = error
            for _, kept in batch:
                if kept.done():
                    continue  # whoever posted it hung up
                if problem is None:
                    kept.set_result(None)
                else:
                    kept.set_exception(problem)


class Reader:
    """Reads what is held until it is stopped."""

    def __init__(
        self,
        read: Callable[[], Awaitable[int]],
        calm: Callable[[], Awaitable[None]],
        held: asyncio.Event,
    ) -> None:
        """Take what reads some and says how many, what waits for calm, and who wakes it."""
        self._read, self._calm, self._held = read, calm, held
        self._stopping = False

    async def run(self) -> None:
        """Read on; whatever fails is logged and tried again."""
        while not self._stopping:
            await self._calm()
            self._held.clear()
            try:
                read = await self._read()
            except Exception:
                # The database may be away for a while: what is held stays so.
                log.exception("holding.not_read")
                read = 0
            if not read and not self._stopping:
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._held.wait(), POLL)

    def stop(self) -> None:
        """Read nothing new."""
        self._stopping = True
        self._held.set()
