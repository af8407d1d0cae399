"""The stream of what happens, as server-sent events."""

from __future__ import annotations

import asyncio

from sanic import Blueprint
from sanic.request import Request

from connectors.agent_desk.door import (
    CodeAwaited,
    Core,
    Door,
    PasswordAwaited,
    Refused,
    SignedOut,
)
from connectors.agent_desk.live import Hub
from connectors.agent_desk.render import HEADERS
from quita.domain.permissions import Permission

BEAT = 15.0  # seconds between signs of life, each of which asks whether the session still holds
SIGNED_OUT = "event: signed-out\ndata: {}\n\n"
RELOAD = "event: reload\ndata: {}\n\n"


def add_stream(routes: Blueprint, core: Core, door: Door, hub: Hub, pulse: float) -> None:
    """Add the route, and end the streams with the server; `pulse` is BEAT but in tests."""

    @routes.get("/live")
    async def live(request: Request) -> None:
        seat = await door.enter(request, Permission.READ)
        last = request.headers.get("last-event-id") or request.args.get("after") or ""
        stream = await hub.join(
            int(last) if last.isascii() and last.isdecimal() else None, seat.may("read_along")
        )
        headers = {**HEADERS, "X-Accel-Buffering": "no"}
        answer = await request.respond(content_type="text/event-stream", headers=headers)
        seen, now = core().desk_tools.seen, asyncio.get_running_loop().time
        try:
            await asyncio.to_thread(seen, seat.user)
            await answer.send("retry: 2000\n\n")
            beat = now() + pulse
            while not stream.lost:
                try:
                    event = await asyncio.wait_for(stream.queue.get(), max(beat - now(), 0))
                except asyncio.TimeoutError:
                    event = ": still here\n\n"
                if now() >= beat:  # also where events leave no silence
                    try:
                        await door.enter(request, Permission.READ)
                    except (SignedOut, CodeAwaited, PasswordAwaited, Refused):
                        await answer.send(SIGNED_OUT)
                        return
                    await asyncio.to_thread(seen, seat.user)
                    beat = now() + pulse
                if not event:
                    return
                await answer.send(event)
            await answer.send(RELOAD)
        finally:
            hub.leave(stream)

    @routes.before_server_stop
    async def stop(*_: object) -> None:
        await hub.close()
