"""The stream of what happens, as server-sent events."""

from __future__ import annotations

import asyncio

from sanic import Blueprint
from sanic.request import Request

from connectors.agent_desk.door import CodeAwaited, Core, Door, SignedOut
from connectors.agent_desk.live import Hub
from connectors.agent_desk.render import HEADERS
from quita.domain.permissions import Permission

BEAT = 15.0  # seconds between signs of life, each of which asks whether the session still holds
SIGNED_OUT = "event: signed-out\ndata: {}\n\n"
RELOAD = "event: reload\ndata: {}\n\n"


def add_stream(routes: Blueprint, core: Core, door: Door, hub: Hub) -> None:
    """Add the route, and end the streams with the server."""

    @routes.get("/live")
    async def live(request: Request) -> None:
        seat = await door.enter(request, Permission.READ)
        last = request.headers.get("last-event-id") or request.args.get("after") or ""
        stream = await hub.join(int(last) if last.isascii() and last.isdecimal() else None)
        headers = {**HEADERS, "X-Accel-Buffering": "no"}
        answer = await request.respond(content_type="text/event-stream", headers=headers)
        seen = core().desk_tools.seen
        try:
            await asyncio.to_thread(seen, seat.user)
            await answer.send("retry: 2000\n\n")
            while not stream.lost:
                try:
                    event = await asyncio.wait_for(stream.queue.get(), BEAT)
                except asyncio.TimeoutError:
                    try:
                        await door.enter(request, Permission.READ)
                    except (SignedOut, CodeAwaited):
                        await answer.send(SIGNED_OUT)
                        return
                    await asyncio.to_thread(seen, seat.user)
                    event = ": still here\n\n"
                if not event:
                    return
                await answer.send(event)
            await answer.send(RELOAD)
        finally:
            hub.leave(stream)

    @routes.before_server_stop
    async def stop(*_: object) -> None:
        await hub.close()
