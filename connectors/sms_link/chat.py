"""`/chat`: the page, what a browser sends, and what it asks for."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any
from urllib.parse import parse_qs, quote

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.sms_link.guard import BEGUN, WRITTEN, Core, Guard, Refused, read_body, read_json
from connectors.sms_link.hub import Hub
from connectors.sms_link.landing import whatsapp_url
from connectors.sms_link.render import asset, chat_page, landing, values_of, version
from connectors.sms_link.shown import held_of, message_of, pix_of
from quita.adapters.qr import qr_png
from quita.bootstrap import company_facts
from quita.domain.errors import Conflict, InvalidInput
from quita.domain.web_chat import MAX_BODY, WebSession

PRIVATE = {"Cache-Control": "no-store, private", "X-Robots-Tag": "noindex"}
FOREVER = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
}
MAX_SEEN = 200  # messages that a browser reports at once

Handler = Callable[..., Coroutine[Any, Any, Any]]


def answered(handler: Handler) -> Handler:
    """Answer what is refused with its status and a word."""

    @wraps(handler)
    async def plain(*arguments: Any, **named: Any) -> Any:
        try:
            return await handler(*arguments, **named)
        except Refused as refused:
            headers = dict(PRIVATE)
            if refused.wait:
                headers["Retry-After"] = str(math.ceil(refused.wait))
            return response.json({"error": refused.reason}, refused.status, headers)
        except InvalidInput:
            return response.json({"error": "malformed"}, 400, PRIVATE)
        except Conflict:
            return response.json({"error": "busy"}, 503, {**PRIVATE, "Retry-After": "1"})

    return plain


class Chat:
    """Everything under /chat but the stream and files."""

    def __init__(self, core: Core, guard: Guard, hub: Hub) -> None:
        """Take what gives the container, who lets requests in, and the streams."""
        self._core, self._guard, self._hub = core, guard, hub

    def add_routes(self, routes: Blueprint) -> None:
        """Put the routes in place."""
        post: dict[str, Any] = {
            "methods": ["POST"],
            "stream": True,
        }  # read by hand, and only as far as allowed
        routes.add_route(answered(self._open), "/chat/open", name="open", **post)
        routes.add_route(answered(self._page), "/chat", name="page")
        routes.add_route(answered(self._history), "/chat/history", name="history")
        routes.add_route(answered(self._since), "/chat/since", name="since")
        routes.add_route(answered(self._write), "/chat/messages", name="write", **post)
        routes.add_route(answered(self._seen), "/chat/seen", name="seen", **post)
        routes.add_route(answered(self._leave), "/chat/leave", name="leave", **post)
        routes.add_route(answered(self._qr), "/chat/qr/<message_id:str>", name="qr")
        routes.add_route(answered(self._static), "/chat/static/<at:str>/<name:str>", name="static")

    async def _open(self, request: Request) -> HTTPResponse:
        self._guard.check_origin(request)
        form = parse_qs((await read_body(request, MAX_BODY)).decode("utf-8", "replace"))
        code = form.get("code", [""])[0] or None
        token = self._guard.token(request)
        self._guard.pace(BEGUN, self._guard.address(request))
        begun = await asyncio.to_thread(self._core().web_chat.begin, code, token)
        if begun is None:
            return response.redirect(f"/l/{quote(code or '')}", status=303)
        answer = response.redirect("/chat", status=303)
        return self._guard.give(answer, begun.token) if begun.token else answer

    async def _page(self, request: Request) -> HTTPResponse:
        settings = self._core().settings
        facts = values_of(company_facts(settings))
        url = whatsapp_url(settings) if settings.whatsapp_number else None
        try:
            await self._guard.session(request)
        except Refused:
            heading = "Vamos conversar?"
            explanation = (
                "Para sua segurança, a conversa que estava aberta aqui terminou, ou ainda não "
                "começou. É só escolher por onde prefere falar."
            )
            said = {"heading": heading, "explanation": explanation, "code": None, "whatsapp": url}
            return landing("gone.html", 200, **facts, **said)
        return chat_page(**facts, whatsapp=url)

    async def _history(self, request: Request) -> HTTPResponse:
        session = await self._guard.session(request)
        history = await asyncio.to_thread(self._core().web_chat.history, session)
        return self._messages(session, history)

    async def _since(self, request: Request) -> HTTPResponse:
        session = await self._guard.session(request)
        after = number(request.args.get("after"))
        feed = self._core().web_chat.feed
        return self._messages(
            session, await asyncio.to_thread(feed.after, session.address_id, after)
        )

    async def _write(self, request: Request) -> HTTPResponse:
        self._guard.check_origin(request)
        session = await self._guard.session(request)
        body = await read_json(request)
        self._guard.pace(WRITTEN, session.id)
        chat, given = self._core().web_chat, {k: str(v) for k, v in body.items()}
        if "choice" in given:
            choice = (given.get("id", ""), given.get("to", ""), given["choice"])
            new = await asyncio.to_thread(chat.press, session, *choice)
        else:
            text = (given.get("id", ""), given.get("text", ""))
            new = await asyncio.to_thread(chat.write, session, *text)
        if new:
            received(request)
        return response.json({"stored": True, "new": bool(new)}, 200, PRIVATE)

    async def _seen(self, request: Request) -> HTTPResponse:
        self._guard.check_origin(request)
        session = await self._guard.session(request)
        body = await read_json(request)
        ids = body.get("ids")
        if not isinstance(ids, list) or len(ids) > MAX_SEEN:
            raise Refused(400, "malformed")
        read, saw = body.get("read") is True, self._core().web_chat.saw
        await asyncio.to_thread(lambda: saw(session, map(str, ids), read=read))
        return response.empty(headers=PRIVATE)

    async def _leave(self, request: Request) -> HTTPResponse:
        self._guard.check_origin(request)
        session = await self._guard.session(request)
        await asyncio.to_thread(self._core().web_chat.leave, session)
        self._hub.end(session.address_id)
        return self._guard.give(response.redirect("/chat", status=303), None)

    async def _qr(self, request: Request, message_id: str) -> HTTPResponse:
        session = await self._guard.session(request)
        feed = self._core().web_chat.feed
        found = await asyncio.to_thread(feed.sent_to, session.address_id, [message_id])
        code = pix_of(found[0].payload) if found else None
        if code is None:
            raise Refused(404, "no_code")
        png = await asyncio.to_thread(qr_png, code)
        return response.raw(png, headers=PRIVATE, content_type="image/png")

    async def _static(self, request: Request, at: str, name: str) -> HTTPResponse:
        found = asset(name)
        if found is None:
            raise Refused(404, "no_file")
        body, kind = found
        headers = FOREVER if at == version() else PRIVATE
        return response.raw(body, headers=headers, content_type=f"{kind}; charset=utf-8")

    def _messages(self, session: WebSession, messages: Any) -> HTTPResponse:
        public_url = self._core().settings.public_url
        shown = [message_of(one, public_url) for one in messages]
        held = held_of(self._hub.held(session.address_id))
        return response.json({"messages": shown, "held": held}, 200, PRIVATE)


def received(request: Request) -> None:
    """Tell the dispatcher that somebody wrote."""
    dispatcher = getattr(request.app.ctx, "dispatcher", None)
    if dispatcher is not None:
        dispatcher.received()


def number(given: str | None) -> int:
    """Read a number that a browser tells; what is none is 0."""
    return int(given) if given and given.isascii() and given.isdecimal() and len(given) < 19 else 0
