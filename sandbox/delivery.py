"""Delivers web hooks until they are taken, in order within a lane at first try.

The queue is in the database, so what a stop left behind goes out at the next start. A web hook
that fails steps aside: later ones of its lane go ahead, as with the real providers.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from sandbox.faults import SLOW_HOOK, Faults
from sandbox.store import Store

ATTEMPT_SECONDS = 20.0
LONGEST_PAUSE_SECONDS = 30.0
DISORDER_SECONDS = 1.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Route:
    """How one kind of web hook travels.

    Attributes:
        fault_target: whose faults hit it.
        headers: what to add for a body (a signature).
        accepts: which HTTP statuses mean "taken".
        on_attempt: told whether the receiver took it, with the delivery's reference.
        url: where it goes now, whatever address it was queued with; None keeps that address.
    """

    fault_target: str
    headers: Callable[[bytes], Mapping[str, str]]
    accepts: Callable[[int], bool]
    on_attempt: Callable[[str, bool], None]
    url: str | None = None


class Courier:
    """Posts what is queued, retrying with a growing pause."""

    def __init__(self, store: Store, faults: Faults, retry_seconds: float) -> None:
        """Take the store that keeps the queue and the first pause between tries."""
        self._store = store
        self._faults = faults
        self._retry_seconds = retry_seconds
        self._routes: dict[str, Route] = {}
        self._lanes: dict[str, deque[int]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None

    def add_route(self, kind: str, route: Route) -> None:
        """Say how a kind of web hook travels."""
        self._routes[kind] = route

    def enqueue(self, lane: str, kind: str, url: str, payload: object, ref: str = "") -> None:
        """Queue one web hook; it survives a restart from here on."""
        body = json.dumps(payload, ensure_ascii=False).encode()
        number = self._store.insert(
            "INSERT INTO deliveries (lane, kind, url, body, ref) VALUES (?, ?, ?, ?, ?)",
            lane,
            kind,
            url,
            body,
            ref,
        )
        if self._session is not None:
            self._append(lane, number)

    async def start(self) -> None:
        """Begin to deliver, first of all what an earlier run left behind."""
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ATTEMPT_SECONDS))
        for row in self._store.all("SELECT id, lane FROM deliveries ORDER BY id"):
            self._append(row["lane"], row["id"])

    async def stop(self) -> None:
        """Stop delivering; what is left stays queued."""
        session, self._session = self._session, None
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if session is not None:
            await session.close()

    def waiting(self) -> int:
        """Give how many web hooks nobody took yet."""
        row = self._store.one("SELECT COUNT(*) AS n FROM deliveries")
        return int(row["n"]) if row else 0

    def _append(self, lane: str, number: int) -> None:
        queue = self._lanes.get(lane)
        if queue is None:
            self._lanes[lane] = deque([number])
            self._spawn(self._drain(lane))
        else:
            queue.append(number)

    async def _drain(self, lane: str) -> None:
        queue = self._lanes[lane]
        try:
            while queue:
                number = queue.popleft()
                if self._overtaken(number):
                    self._spawn(self._retry(number, DISORDER_SECONDS))
                elif not await self._attempt(number):
                    self._spawn(self._retry(number, self._retry_seconds))
        finally:
            del self._lanes[lane]

    def _overtaken(self, number: int) -> bool:
        row = self._store.one("SELECT kind FROM deliveries WHERE id = ?", number)
        target = self._routes[row["kind"]].fault_target if row else ""
        return self._faults.take_hook(target, "webhook_disorder")

    async def _retry(self, number: int, pause: float) -> None:
        while True:
            await asyncio.sleep(pause)
            if await self._attempt(number):
                return
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _attempt(self, number: int) -> bool:
        row = self._store.one("SELECT * FROM deliveries WHERE id = ?", number)
        if row is None:
            return True
        route = self._routes[row["kind"]]
        await self._faults.dawdle(route.fault_target, SLOW_HOOK)
        taken = await self._post(route.url or row["url"], row["body"], route)
        if taken and self._faults.take_hook(route.fault_target, "webhook_duplicates"):
            await self._post(route.url or row["url"], row["body"], route)
        if taken:
            self._store.write("DELETE FROM deliveries WHERE id = ?", number)
        route.on_attempt(row["ref"], taken)
        return taken

    async def _post(self, url: str, body: bytes, route: Route) -> bool:
        if self._session is None:
            return False
        headers = {"Content-Type": "application/json", **route.headers(body)}
        try:
            async with self._session.post(url, data=body, headers=headers) as response:
                await response.read()
                taken = route.accepts(response.status)
                if not taken:
                    log.info("web hook to %s answered %s", url, response.status)
                return taken
        except (aiohttp.ClientError, asyncio.TimeoutError) as problem:
            log.debug("web hook to %s: %s", url, type(problem).__name__)
            return False

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (problem := task.exception()):
            log.error("delivery stopped", exc_info=problem)
