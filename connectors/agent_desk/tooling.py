"""What agents do beside answering: notes, labels, snoozes, drafts, presence, the CPF whole."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.agent_desk.answers import address, done, field
from connectors.agent_desk.door import Core, Door, Refused
from quita.domain.identity import cpf_text
from quita.domain.permissions import Permission

LONGEST = 4096  # characters of a note or a draft, before the core's own limits


def add_tools(routes: Blueprint, core: Core, door: Door) -> None:
    """Add the routes."""

    @routes.post("/conversations/<conversation_id:str>/note")
    async def note(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.act(request, Permission.ANNOTATE)
        text = field(request, "text", LONGEST)
        await asyncio.to_thread(core().desk_tools.note, conversation_id, seat.user, text)
        return done(request, address(conversation_id))

    @routes.post("/conversations/<conversation_id:str>/label")
    async def label(request: Request, conversation_id: str) -> HTTPResponse:
        await door.act(request, Permission.ANNOTATE)
        on = request.form.get("off") != "yes"
        put, name = core().desk_tools.label, field(request, "label")
        await asyncio.to_thread(put, conversation_id, name, on=on)
        return done(request, address(conversation_id))

    @routes.post("/conversations/<conversation_id:str>/snooze")
    async def snooze(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.act(request, Permission.ANNOTATE)
        minutes = field(request, "minutes", 6)
        if not (minutes.isascii() and minutes.isdecimal()):
            raise Refused(400, "unfit")
        until = core().clock() + timedelta(minutes=int(minutes))
        await asyncio.to_thread(core().desk_tools.snooze, conversation_id, seat.user, until)
        return done(request, address(conversation_id))

    @routes.post("/conversations/<conversation_id:str>/wake")
    async def wake(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.act(request, Permission.ANNOTATE)
        await asyncio.to_thread(core().desk_tools.wake, conversation_id, seat.user)
        return done(request, address(conversation_id))

    @routes.post("/conversations/<conversation_id:str>/draft")
    async def draft(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.act(request, Permission.ANSWER)
        text = str(request.form.get("text", ""))
        await asyncio.to_thread(core().desk_tools.save_draft, conversation_id, seat.user, text)
        return done(request, address(conversation_id))

    @routes.post("/conversations/<conversation_id:str>/presence")
    async def presence(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.act(request, Permission.READ)
        typing = request.form.get("typing") == "yes"
        present = core().desk_tools.present
        await asyncio.to_thread(present, conversation_id, seat.user, typing=typing)
        return done(request, address(conversation_id))

    @routes.post("/conversations/<conversation_id:str>/unmask")
    async def unmask(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.act(request, Permission.UNMASK)
        reason = field(request, "reason")
        cpf = await asyncio.to_thread(core().desk_tools.unmask, conversation_id, seat.user, reason)
        return done(request, address(conversation_id), cpf=cpf_text(cpf))
