"""What people sent, for agents to see and hear: `/desk/media/<id>`, a file at a time.

A file comes from a stranger. It is offered to be saved, never shown as a page of ours; pictures and
recordings that a page of the desk names are shown and played all the same.
"""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, raw

from connectors.agent_desk.door import Core, Door
from connectors.ranges import ranged
from quita.domain.media import ENDINGS
from quita.domain.permissions import Permission
from quita.services.media import Opened


def media_routes(routes: Blueprint, core: Core, door: Door) -> None:
    """Add the address of files to the desk's."""

    @routes.get("/media/<media_id:str>")
    async def medium(request: Request, media_id: str) -> HTTPResponse:
        seat = await door.enter(request, Permission.READ)
        opened = await asyncio.to_thread(core().media.open, media_id, seat.user)
        return _file(request, opened)


def _file(request: Request, opened: Opened) -> HTTPResponse:
    item = opened.item
    status, part, told = ranged(request, opened.data)
    ending = ENDINGS.get(item.mime_type or "", "")
    name = item.filename or f"{item.kind}-{item.id[:8]}{ending}"
    return raw(
        part,
        status,
        content_type=item.mime_type or "application/octet-stream",
        headers={
            **told,
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
