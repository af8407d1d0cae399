"""Plays Meta: signed web hooks in, Graph calls out, both on the same clock.

The sandbox is not used for this, so that its own work delays no measurement; like it, and like
Meta, this reports each message as sent, delivered and read by web hooks of their own.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import aiohttp
from aiohttp import web

from benchmarks.figures import NotMeasured
from connectors.whatsapp.signature import HEADER, sign
from quita.cli.sandbox_settings import PROVIDER_DEFAULTS

ANSWER_WITHIN = 20.0  # seconds; longer means that no reply is coming
QUIET = 0.3  # seconds without a message, after which a turn is over
MILLISECONDS = 1000.0
BUSINESS = {"display_phone_number": "551140000000"}


@dataclass(frozen=True)
class Answered:
    """One turn: milliseconds from the POST of the web hook to its 200 and to the first reply."""

    acknowledged: float
    replied: float
    messages: int


class Meta:
    """WhatsApp as one assistant sees it."""

    def __init__(self) -> None:
        """Nothing is open yet."""
        self.webhook_url = ""  # set when an assistant runs
        self.graph_url = ""
        self._number = PROVIDER_DEFAULTS["WHATSAPP_PHONE_NUMBER_ID"]
        self._secret = PROVIDER_DEFAULTS["WHATSAPP_APP_SECRET"]
        self._ids = itertools.count()
        self._arrived: defaultdict[str, asyncio.Queue[float]] = defaultdict(asyncio.Queue)
        self._statuses: set[asyncio.Task[None]] = set()
        app = web.Application()
        app.router.add_post("/graph/{version}/{number}/messages", self._messages)
        self._runner = web.AppRunner(app, access_log=None)
        self._session: aiohttp.ClientSession

    async def open(self) -> None:
        """Listen on a free port."""
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN),
            connector=aiohttp.TCPConnector(limit=0),
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.graph_url = f"http://{host}:{port}/graph/v23.0"

    async def close(self) -> None:
        """Stop listening and reporting."""
        for task in self._statuses:
            task.cancel()
        await asyncio.gather(*self._statuses, return_exceptions=True)
        await self._session.close()
        await self._runner.cleanup()

    async def turn(self, phone: str, text: str, messages: int | None = None) -> Answered:
        """Write one message and wait for what it brings.

        Args:
            messages: how many replies make the turn; None waits until it is quiet, which only
                an idle assistant's silence can tell.

        Raises:
            NotMeasured: no reply came.
        """
        arrived = self._arrived[phone]
        while not arrived.empty():
            arrived.get_nowait()
        posted = perf_counter()
        acknowledged = await self.write(phone, text)
        try:
            first = await asyncio.wait_for(arrived.get(), ANSWER_WITHIN)
            for _ in range((messages or 1) - 1):
                await asyncio.wait_for(arrived.get(), ANSWER_WITHIN)
        except asyncio.TimeoutError:
            raise NotMeasured(f"no reply to {text!r} within {ANSWER_WITHIN:.0f} s") from None
        count = messages or 1 + await _until_quiet(arrived)
        return Answered(acknowledged, (first - posted) * MILLISECONDS, count)

    async def write(self, phone: str, text: str) -> float:
        """Post one text message; give the milliseconds until it was acknowledged."""
        message = {
            "from": phone,
            "id": self._new_id(),
            "timestamp": str(int(time.time())),
            "type": "text",
            "text": {"body": text},
        }
        contact = {"profile": {"name": "Benchmark"}, "wa_id": phone}
        return await self._post({"contacts": [contact], "messages": [message]})

    async def settled(self, seconds: float) -> None:
        """Wait until nobody got a message for some seconds."""
        while True:
            before = sum(queue.qsize() for queue in self._arrived.values())
            await asyncio.sleep(seconds)
            if sum(queue.qsize() for queue in self._arrived.values()) == before:
                return

    async def _post(self, value: dict[str, Any]) -> float:
        change = {
            "field": "messages",
            "value": {
                "messaging_product": "whatsapp",
                "metadata": {**BUSINESS, "phone_number_id": self._number},
                **value,
            },
        }
        entry = {"id": "104400000000001", "changes": [change]}
        body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
        headers = {"Content-Type": "application/json", HEADER: sign(self._secret, body)}
        posted = perf_counter()
        async with self._session.post(self.webhook_url, data=body, headers=headers) as answer:
            await answer.read()
            if answer.status != 200:
                raise NotMeasured(f"the web hook answered {answer.status}")
        return (perf_counter() - posted) * MILLISECONDS

    async def _messages(self, request: web.Request) -> web.Response:
        at = perf_counter()
        body = await request.json()
        if body.get("status") == "read":
            return web.json_response({"success": True})
        wamid, phone = self._new_id(), body["to"]
        self._arrived[phone].put_nowait(at)
        report = self._report(wamid, phone, body.get("biz_opaque_callback_data"))
        task = asyncio.create_task(report)
        self._statuses.add(task)
        task.add_done_callback(self._statuses.discard)
        contacts = [{"input": phone, "wa_id": phone}]
        document = {"contacts": contacts, "messages": [{"id": wamid}]}
        return web.json_response({"messaging_product": "whatsapp", **document})

    async def _report(self, wamid: str, phone: str, callback: str | None) -> None:
        for status in ("sent", "delivered", "read"):
            entry = {
                "id": wamid,
                "status": status,
                "timestamp": str(int(time.time())),
                "recipient_id": phone,
            }
            if callback is not None:
                entry["biz_opaque_callback_data"] = callback
            # Whoever has stopped takes no status, and nothing measured waits for one.
            with suppress(aiohttp.ClientError, NotMeasured):
                await self._post({"statuses": [entry]})

    def _new_id(self) -> str:
        return f"wamid.bench{next(self._ids)}"


async def _until_quiet(arrived: asyncio.Queue[float]) -> int:
    count = 0
    with suppress(asyncio.TimeoutError):
        while True:
            await asyncio.wait_for(arrived.get(), QUIET)
            count += 1
    return count
