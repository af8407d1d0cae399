"""`/chat/files`: receipts that browsers send, refused before they are read where too large."""

from __future__ import annotations

import asyncio

import structlog
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.ranges import ranged
from connectors.sms_link.chat import PRIVATE, answered, received
from connectors.sms_link.guard import FILES, Core, Guard, Refused, read_body
from quita.domain.errors import InvalidMedia, NotFound

log = structlog.get_logger(__name__)


class Files:
    """Uploads."""

    def __init__(self, core: Core, guard: Guard) -> None:
        """Take what gives the container, and who lets requests in."""
        self._core, self._guard = core, guard

    def add_routes(self, routes: Blueprint) -> None:
        """Put the routes in place."""
        take, give = answered(self._take), answered(self._give)
        routes.add_route(take, "/chat/files", methods=["POST"], name="upload", stream=True)
        routes.add_route(give, "/chat/files/<upload:str>", methods=["GET"], name="uploaded")

    async def _take(self, request: Request) -> HTTPResponse:
        self._guard.check_origin(request)
        session = await self._guard.session(request)
        self._guard.pace(FILES, session.id)
        data = await read_body(request, self._core().web_files.most)
        told = request.args.get("id") or "", request.args.get("name") or ""
        try:
            kept = await asyncio.to_thread(self._core().web_files.take, session, *told, data)
        except InvalidMedia as problem:
            log.warning("web.file_refused", reason=str(problem), bytes=len(data))
            raise Refused(415, "type") from None
        if kept.new:
            received(request)
        return response.json({"stored": True, "upload": kept.id}, 200, PRIVATE)

    async def _give(self, request: Request, upload: str) -> HTTPResponse:
        session = await self._guard.session(request)
        try:
            data, mime = await asyncio.to_thread(self._core().web_files.give, session, upload)
        except NotFound:
            raise Refused(404, "no_file") from None
        status, part, told = ranged(request, data)
        headers = {
            **PRIVATE,
            **told,
            "Content-Security-Policy": "sandbox",
            "X-Content-Type-Options": "nosniff",
        }
        return response.raw(part, status, headers, mime)
