"""Further pages of what a conversation's pane shows first: older messages, older contacts."""

from __future__ import annotations

import asyncio

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.agent_desk import contact_words, view
from connectors.agent_desk.answers import part_of
from connectors.agent_desk.door import Core, Door, Seat
from connectors.agent_desk.render import page
from quita.domain.permissions import Permission
from quita.domain.timeline import Mark


def add_pages(routes: Blueprint, core: Core, door: Door) -> None:
    """Add the routes."""

    @routes.get("/conversations/<conversation_id:str>/messages")
    async def messages(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.enter(request, Permission.READ)
        before = before_of(request)
        shown = await asyncio.to_thread(_messages, core, seat, conversation_id, before)
        return page("_messages.html", page=shown)

    @routes.get("/conversations/<conversation_id:str>/contacts")
    async def contacts(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.enter(request, Permission.READ)
        await asyncio.to_thread(core().desk.check_readable, conversation_id, seat.user)
        read = core().contact_line.page
        found = await asyncio.to_thread(read, conversation_id, before_of(request))
        template = "_contacts.html" if part_of(request) else "contacts.html"
        return page(template, seat=seat, line=found, id=conversation_id, said=contact_words)


def before_of(request: Request) -> Mark | None:
    """Read before which place a page is asked for.

    Raises:
        InvalidInput: it is no place.
    """
    text = request.args.get("before")
    return Mark.read(text) if text else None


def _messages(core: Core, seat: Seat, conversation_id: str, before: Mark | None) -> view.Page:
    container = core()
    container.desk.check_readable(conversation_id, seat.user)
    names = {one.id: one.name for one in container.accounts.everybody()}
    story = container.desk.transcript(conversation_id, before)
    return view.conversation(story, names, seat.user.id, container.clock())
