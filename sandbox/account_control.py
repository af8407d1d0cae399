"""The switchboard of the business account: rate and ban numbers, pause templates."""

from __future__ import annotations

from dataclasses import asdict

from aiohttp import web

from sandbox.control import json_object, refused
from sandbox.graph.account import Account


class AccountControl:
    """The routes under /sandbox/numbers and /sandbox/templates."""

    def __init__(self, account: Account) -> None:
        """Take the account."""
        self._account = account

    def add_routes(self, app: web.Application) -> None:
        """Put the routes in place."""
        app.router.add_put("/sandbox/numbers/{number}", self.change)
        app.router.add_put("/sandbox/templates/{name}", self.judge)

    async def change(self, request: web.Request) -> web.Response:
        """Rate, limit, ban or forgive a number: quality, tier, banned."""
        body = await json_object(request)
        wanted = {name: body.get(name) for name in ("quality", "tier", "banned")}
        try:
            number = self._account.change(request.match_info["number"], **wanted)
        except ValueError as problem:
            raise refused(str(problem)) from None
        return web.json_response(asdict(number))

    async def judge(self, request: web.Request) -> web.Response:
        """Approve, pause or disable a template: status, language (pt_BR), reason."""
        body = await json_object(request)
        if not isinstance(body.get("status"), str):
            raise refused("status is Meta's word: APPROVED, PAUSED, DISABLED, REJECTED, ...")
        language, reason = str(body.get("language", "pt_BR")), str(body.get("reason", "NONE"))
        self._account.judge(request.match_info["name"], language, body["status"], reason)
        return web.json_response({"success": True})
