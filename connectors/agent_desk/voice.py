"""Answers by voice: a recording or a file, posted by the page's script as it is."""

from __future__ import annotations

import asyncio

import structlog
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.agent_desk.answers import address, deliver, done, problem
from connectors.agent_desk.door import Core, Door, Refused, check_token
from connectors.bodies import TooLarge, read_body
from quita.domain.errors import InvalidMedia
from quita.domain.media import MEGABYTE, limit_of
from quita.domain.permissions import Permission

log = structlog.get_logger(__name__)
_PROBLEMS = ("size", "hash", "channels")  # reasons with words of their own; the others are types
_MAX_KEY = 80  # characters


def add_voice(routes: Blueprint, core: Core, door: Door) -> None:
    """Add the route."""

    @routes.post("/conversations/<conversation_id:str>/voice", stream=True)
    async def voice(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.enter(request, Permission.ANSWER)
        check_token(request.headers.get("x-csrf") or "", seat.browser)
        key = request.args.get("key") or ""
        if not 0 < len(key) <= _MAX_KEY:
            raise Refused(400, "unfit")
        cap = core().settings.media.max_megabytes * MEGABYTE
        try:
            data = await read_body(request, limit_of("voice", cap))
            told = data, request.args.get("sha256"), key
            await asyncio.to_thread(core().voice_notes.send, conversation_id, seat.user, *told)
        except TooLarge:
            return problem(request, door, 413, "voice_size")
        except InvalidMedia as unfit:
            log.warning("desk.voice_refused", reason=str(unfit))
            reason = str(unfit).partition(":")[0]
            named = reason if reason in _PROBLEMS else "type"
            return problem(request, door, 415, f"voice_{named}")
        deliver(request, conversation_id)
        return done(request, address(conversation_id))
