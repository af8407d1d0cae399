"""Keeps the address: the assistant has it while it lives, the stand-in while it does not."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable

import structlog

from connectors.stand_in.address import Address, Serving
from connectors.stand_in.child import Child

log = structlog.get_logger(__name__)
SHORT_LIFE = 10.0  # seconds; what ended sooner is not started again at once
PAUSE = 2.0  # seconds
STOPS_WITHIN = 2.0  # seconds for requests under way


class Keeping:
    """Starts the assistant again and again, until it is stopped."""

    def __init__(
        self,
        address: Address,
        serving: Serving,
        start: Callable[[], Awaitable[Child]],
        pause: float = PAUSE,
    ) -> None:
        """Take the address, the stand-in's own server on it, and what starts the assistant.

        Args:
            pause: seconds before what lived only shortly is started again.
        """
        self._address, self._serving, self._start = address, serving, start
        self._pause = pause
        self._child: Child | None = None
        self._served = False
        self._stopping = asyncio.Event()

    async def run(self) -> int:
        """Keep on; give the exit code.

        That is 0 once stopped, and the assistant's own where the first one cannot even start: a
        wrong setting would not get right by trying again.
        """
        while not self._stopping.is_set():
            await self._serving.open()
            began = time.monotonic()
            self._child = await self._start()
            if self._stopping.is_set():  # it was asked for while that one was being made
                self._child.terminate()
            handing = asyncio.ensure_future(self._hand_over(self._child))
            code = await self._child.ended()
            handing.cancel()
            await asyncio.wait([handing])
            self._child.close()
            if self._stopping.is_set():
                break
            log.warning("assistant.ended", code=code)
            if code > 0 and not self._served:
                return code
            if time.monotonic() - began < SHORT_LIFE:
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), self._pause)
        await self._serving.shut()
        await self._serving.drain(STOPS_WITHIN)
        return 0

    async def stop(self) -> None:
        """Ask the assistant to end, and take what comes until it has."""
        self._stopping.set()
        if self._child is not None:
            self._child.terminate()
        await self._serving.open()

    async def _hand_over(self, child: Child) -> None:
        """Let the assistant have the address once it can answer."""
        if await child.ready() and child.hand(self._address):
            self._served = True
            log.info("assistant.serves")
            if not self._stopping.is_set():
                await self._serving.shut()
