"""The switchboard's routes for what WhatsApp tells beside messages."""

from __future__ import annotations

from aiohttp import web

from sandbox.control import described, json_object, phone_number, refused
from sandbox.graph.phones import digits
from sandbox.graph.updates import BadUpdate, Updates


class UpdatesControl:
    """The routes `/sandbox/updates` and `/sandbox/phones/<phone>/moves`."""

    def __init__(self, updates: Updates) -> None:
        """Take what sends them."""
        self._updates = updates

    def add_routes(self, app: web.Application) -> None:
        """Put the routes in place."""
        app.router.add_post("/sandbox/updates", self.send)
        app.router.add_post("/sandbox/phones/{phone}/moves", self.move)

    async def send(self, request: web.Request) -> web.Response:
        """Send the update that `kind` names."""
        try:
            self._updates.send(await json_object(request))
        except (BadUpdate, ValueError) as problem:
            raise refused(str(problem)) from None
        return web.Response(status=204)

    async def move(self, request: web.Request) -> web.Response:
        """Let a person change number: `to`."""
        to = digits(str((await json_object(request)).get("to", "")))
        if not 8 <= len(to) <= 15:
            raise refused("to is a phone of 8 to 15 digits, with its country code")
        return web.json_response(described(self._updates.move(phone_number(request), to)))
