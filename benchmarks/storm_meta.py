"""Meta in a storm: posts web hooks until they are taken, takes messages, reports their statuses."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import aiohttp
from aiohttp import web

from benchmarks.storm_plan import Posting
from connectors.whatsapp.signature import HEADER, sign
from quita.cli.sandbox_settings import PROVIDER_DEFAULTS

NUMBER = PROVIDER_DEFAULTS["WHATSAPP_PHONE_NUMBER_ID"]
SECRET = PROVIDER_DEFAULTS["WHATSAPP_APP_SECRET"]
ANSWERS_WITHIN = 30.0  # seconds
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 5.0  # before a web hook that nobody took comes again
STATUS_DELAY = 0.15
MILLISECONDS = 1000.0
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Taken:
    """One message that the Graph API was handed."""

    at: float
    phone: str
    callback: str


@dataclass
class StormMeta:
    """One business number, as the assistant sees it."""

    webhook_url: str = ""
    graph_url: str = ""
    acknowledged: list[float] = field(default_factory=list)  # milliseconds
    refused: int = 0  # web hooks that had to come again
    taken: list[Taken] = field(default_factory=list)
    reported: dict[str, float] = field(default_factory=dict)  # callbacks: when a status was taken

    async def open(self) -> None:
        """Listen on a free port, and keep it."""
        self._ids, self._random = itertools.count(), random.Random(5)
        self._tasks: set[asyncio.Task[Any]] = set()
        connector = aiohttp.TCPConnector(limit=0)
        timeout = aiohttp.ClientTimeout(total=ANSWERS_WITHIN)
        self._session = aiohttp.ClientSession(timeout=timeout, connector=connector)
        app = web.Application()
        app.router.add_post("/graph/{version}/{number}/messages", self._messages)
        app.router.add_get("/graph/{version}/{number}", self._number)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        self._site = web.TCPSite(self._runner, HOST, 0)
        await self._site.start()
        self._port = self._runner.addresses[0][1]
        self.graph_url = f"http://{HOST}:{self._port}/graph/v23.0"

    async def close(self) -> None:
        """Stop everything."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._session.close()
        await self._runner.cleanup()

    async def outage(self, seconds: float) -> None:
        """Refuse connections to the Graph API for some seconds; web hooks go on."""
        await self._site.stop()
        await asyncio.sleep(seconds)
        self._site = web.TCPSite(self._runner, HOST, self._port)
        await self._site.start()

    async def write_all(self, postings: Sequence[Posting]) -> None:
        """Post a storm at its own pace, whether or not anybody answers, until all is taken."""
        began = perf_counter()
        posts = []
        for posting in postings:
            await asyncio.sleep(max(posting.at - (perf_counter() - began), 0))
            posts.append(self._spawn(self._deliver(_message(posting))))
        await asyncio.gather(*posts)

    async def reported_all(self) -> None:
        """Wait until every status was taken."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _deliver(self, value: dict[str, Any]) -> None:
        """Post until it is answered 200, as Meta does for seven days."""
        body = _envelope(value)
        headers = {"Content-Type": "application/json", HEADER: sign(SECRET, body)}
        pause = FIRST_PAUSE
        while True:
            posted = perf_counter()
            try:
                async with self._session.post(
                    self.webhook_url, data=body, headers=headers
                ) as answer:
                    await answer.read()
                    if answer.status == 200:
                        self.acknowledged.append((perf_counter() - posted) * MILLISECONDS)
                        return
            except (aiohttp.ClientError, asyncio.TimeoutError):
                pass  # killed, or not there yet: it comes again
            self.refused += 1
            await asyncio.sleep(pause * self._random.uniform(0.8, 1.2))
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _messages(self, request: web.Request) -> web.Response:
        body = await request.json()
        if body.get("status") == "read":
            return web.json_response({"success": True})
        callback = body.get("biz_opaque_callback_data", "")
        self.taken.append(Taken(perf_counter(), body["to"], callback))
        wamid = f"wamid.out{next(self._ids)}"
        self._spawn(self._report(wamid, body["to"], callback))
        found = {"messages": [{"id": wamid}], "contacts": [{"input": body["to"]}]}
        return web.json_response({"messaging_product": "whatsapp", **found})

    async def _number(self, request: web.Request) -> web.Response:
        return web.json_response({"id": NUMBER, "quality_rating": "GREEN"})

    async def _report(self, wamid: str, phone: str, callback: str) -> None:
        """Report what became of a message; now and then the later status comes first."""
        statuses = ["sent", "delivered"]
        if self._random.random() < 0.1:
            statuses.reverse()
        for status in statuses:
            await asyncio.sleep(STATUS_DELAY)
            now = str(int(time.time()))
            entry = {"id": wamid, "status": status, "timestamp": now, "recipient_id": phone}
            await self._deliver({"statuses": [{**entry, "biz_opaque_callback_data": callback}]})
            self.reported.setdefault(callback, perf_counter())


def _message(posting: Posting) -> dict[str, Any]:
    message = {
        "from": posting.phone,
        "id": posting.wamid,
        "timestamp": str(posting.second),
        "type": "text",
        "text": {"body": posting.text},
    }
    contact = {"profile": {"name": "Alguém"}, "wa_id": posting.phone}
    return {"contacts": [contact], "messages": [message]}


def _envelope(value: dict[str, Any]) -> bytes:
    metadata = {"display_phone_number": "551140000000", "phone_number_id": NUMBER}
    whole = {"messaging_product": "whatsapp", "metadata": metadata, **value}
    change = {"field": "messages", "value": whole}
    entry = {"id": "104400000000001", "changes": [change]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
