"""The phone's page and what its scripts ask for."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from sandbox.control import described
from sandbox.demo import Demo
from sandbox.graph.ledger import Ledger
from sandbox.graph.media import MediaStore
from sandbox.graph.phones import Phone, Phones, digits
from sandbox.graph.verification import Verification
from sandbox.hub import Event, Hub
from sandbox.pages import STATIC, day, document, page
from sandbox.phone.view import SEEN, Viewer
from sandbox.settings import SandboxSettings

CACHE = {"Cache-Control": "private, max-age=86400"}


class PhonePages:
    """The routes under /phone."""

    def __init__(
        self,
        settings: SandboxSettings,
        phones: Phones,
        ledger: Ledger,
        media: MediaStore,
        viewer: Viewer,
        demo: Demo,
        hub: Hub,
        verification: Verification,
    ) -> None:
        """Take the collaborators."""
        self._settings = settings
        self._phones = phones
        self._ledger = ledger
        self._media = media
        self._viewer = viewer
        self._demo = demo
        self._hub = hub
        self._verification = verification

    def add_routes(self, app: web.Application) -> None:
        """Put the routes in place."""
        app.router.add_get("/", self.home)
        app.router.add_get("/phone", self.phone)
        app.router.add_get("/phone/api/state", self.state)
        app.router.add_get("/phone/api/chats/{phone}", self.chat)
        app.router.add_get("/phone/api/events", self.events)
        app.router.add_get("/phone/media/{media_id}", self.media)
        app.router.add_static("/static", STATIC)

    async def home(self, request: web.Request) -> web.Response:
        """Lead to the phone."""
        raise web.HTTPFound("/phone")

    async def phone(self, request: web.Request) -> web.Response:
        """Show the page; its scripts do the rest."""
        return page("phone.html", settings=self._settings)

    async def state(self, request: web.Request) -> web.Response:
        """Give every phone, the demonstration's people and the state of the connection."""
        return web.json_response(
            {
                "after": self._hub.last(),
                "connection": self._verification.state,
                "phones": [self._listed(phone) for phone in self._phones.all()],
                "people": [_person(one) for one in self._demo.people()],
            }
        )

    async def chat(self, request: web.Request) -> web.Response:
        """Give a phone's chat."""
        after = self._hub.last()
        messages = self._ledger.of(digits(request.match_info["phone"]))
        return web.json_response(
            {"after": after, "messages": [self._viewer.bubble(one) for one in messages]}
        )

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Stream what changes, past `after` or the last event that the browser saw.

        `open` names the phone whose chat the browser shows: what arrives there counts as read.
        """
        opened = digits(request.query.get("open", ""))
        after = request.headers.get("Last-Event-ID") or request.query.get("after", "0")
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        if opened:
            self._hub.open_chat(opened)
        try:
            async for event in self._hub.follow(int(digits(after) or 0)):
                await response.write(self._line(event))
        except ConnectionResetError:
            return response
        finally:
            if opened:
                self._hub.close_chat(opened)
        return response

    async def media(self, request: web.Request) -> web.Response:
        """Give a file of a chat to the browser."""
        media = self._media.get(request.match_info["media_id"])
        if media is None:
            raise web.HTTPNotFound()
        start, stop = _range(request, len(media.data))
        whole = stop - start == len(media.data)
        return web.Response(
            body=media.data[start:stop],
            status=200 if whole else 206,
            headers={
                **CACHE,
                "Accept-Ranges": "bytes",
                "Content-Range": f"bytes {start}-{stop - 1}/{len(media.data)}",
                "Content-Type": media.mime_type,
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "sandbox",
            },
        )

    def _listed(self, phone: Phone) -> dict[str, Any]:
        messages = self._ledger.of(phone.phone)
        seen = [one for one in messages if one.direction == "in" or one.status in SEEN]
        return {
            **described(phone),
            "unread": sum(one.status == "delivered" for one in messages if one.direction == "out"),
            "held": sum(one.status == "sent" for one in messages if one.direction == "out"),
            "last": self._viewer.preview(seen[-1]) if seen else "",
        }

    def _line(self, event: Event | None) -> bytes:
        if event is None:
            return b": still here\n\n"
        data = json.dumps(self._told(event), ensure_ascii=False)
        return f"id: {event.seq}\nevent: {event.kind}\ndata: {data}\n\n".encode()

    def _told(self, event: Event) -> dict[str, Any]:
        told: dict[str, Any] = {"phone": event.phone}
        if event.kind == "connection":
            told["state"] = event.ref
        elif event.kind == "message":
            message = self._ledger.get(event.ref)
            told["message"] = self._viewer.bubble(message) if message else None
        phone = self._phones.get(event.phone)
        if phone is not None:
            told["listed"] = self._listed(phone)
        return told


def _range(request: web.Request, size: int) -> tuple[int, int]:
    """Give the bytes asked for: browsers learn a recording's length from its end."""
    try:
        start, stop, _ = request.http_range.indices(size)
    except ValueError:
        return 0, size
    return (start, stop) if start < stop else (0, size)


def _person(entry: dict[str, str]) -> dict[str, str | list[str]]:
    cpf = digits(entry["cpf"])
    return {
        **entry,
        "cpf": document(cpf),
        "cpf_parts": [cpf[:3], cpf[3:6], cpf[6:9]],
        "birth_date": day(entry["birth_date"]),
    }
