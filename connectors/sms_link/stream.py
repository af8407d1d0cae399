"""`/chat/events`: server-sent events, one stream a browser, resumed by the outbox's number."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

from sanic import Blueprint
from sanic.request import Request

from connectors.sms_link.chat import answered, number
from connectors.sms_link.guard import STREAMS, Core, Guard
from connectors.sms_link.hub import Hub, Stream
from connectors.sms_link.shown import held_of, message_of
from quita.domain.web_chat import WebSession

HEARTBEAT = 15.0  # seconds: proxies close what is silent, and a browser that left is noticed
RETRY = 2000  # milliseconds after which a browser connects again
HEADERS = {
    "Cache-Control": "no-store, no-transform",
    "X-Accel-Buffering": "no",
    "X-Content-Type-Options": "nosniff",
}


class Events:
    """The stream."""

    def __init__(self, core: Core, guard: Guard, hub: Hub) -> None:
        """Take what gives the container, who lets requests in, and the streams."""
        self._core, self._guard, self._hub = core, guard, hub

    def add_routes(self, routes: Blueprint) -> None:
        """Put the route in place."""
        routes.add_route(answered(self._follow), "/chat/events", methods=["GET"], name="events")

    async def _follow(self, request: Request) -> None:
        session = await self._guard.session(request)
        self._guard.pace(STREAMS, session.id)
        last = request.headers.get("last-event-id") or request.args.get("after")
        stream = self._hub.open(session.address_id, number(last))
        try:
            answer = await request.respond(headers=HEADERS, content_type="text/event-stream")
            assert answer is not None
            await answer.send(f"retry: {RETRY}\n\n")
            await self._pump(session, stream, answer)
            await answer.eof()
        finally:
            self._hub.close(session.address_id, stream)

    async def _pump(self, session: WebSession, stream: Stream, answer: Any) -> None:
        """Send what is new, until the stream is closed or the browser is gone."""
        address_id, core = session.address_id, self._core()
        if held := self._hub.held(address_id):
            await answer.send(event("held", held_of(held)))
        while not stream.closed:
            stream.wake.clear()
            if stream.dirty:
                stream.dirty = False
                feed = core.web_chat.feed
                for one in await asyncio.to_thread(feed.after, address_id, stream.cursor):
                    told = message_of(one, core.settings.public_url)
                    await answer.send(event("message", told, one.seq))
                    stream.cursor = one.seq
            signals, stream.signals = stream.signals, []
            for signal in signals:
                told = held_of(self._hub.held(address_id)) if signal == "held" else {}
                await answer.send(event(signal, told))
            if not await woken(stream):
                await answer.send(": \n\n")


async def woken(stream: Stream) -> bool:
    """Wait for news; False where none came for a while."""
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(stream.wake.wait(), HEARTBEAT)
        return True
    return False


def event(kind: str, data: Any, number: int | None = None) -> str:
    """Write one event; only messages carry a number, for only they are resumed."""
    head = f"id: {number}\n" if number is not None else ""
    return f"{head}event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
