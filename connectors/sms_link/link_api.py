"""`POST /api/links`: makes a link, and sends it, for the company's own systems."""

from __future__ import annotations

import asyncio
import hmac
from datetime import timedelta
from typing import Any

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.sms_link.chat import answered
from connectors.sms_link.guard import Core, Refused, read_json
from quita.domain.errors import ContactRefused, InvalidInput, NotFound
from quita.domain.links import LASTS
from quita.domain.sms import SmsReason
from quita.services.sms import Sent

BY = "api"
PRIVATE = {"Cache-Control": "no-store"}


class LinkApi:
    """One address, one token."""

    def __init__(self, core: Core) -> None:
        """Take what gives the container."""
        self._core = core

    def add_routes(self, routes: Blueprint) -> None:
        """Put the route in place."""
        handler = answered(self._create)
        routes.add_route(handler, "/api/links", methods=["POST"], name="links", stream=True)

    async def _create(self, request: Request) -> HTTPResponse:
        token, given = self._core().settings.api_token, request.headers.get("authorization", "")
        if token is None or not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            raise Refused(401, "token")
        body = await read_json(request)
        try:
            made = await asyncio.to_thread(self._make, body)
        except NotFound as problem:
            return response.json({"error": str(problem)}, 404, PRIVATE)
        except ContactRefused as problem:
            return response.json({"error": str(problem), "rule": problem.rule}, 409, PRIVATE)
        except InvalidInput as problem:
            return response.json({"error": str(problem)}, 400, PRIVATE)
        return response.json(made, 201, PRIVATE)

    def _make(self, body: dict[str, Any]) -> dict[str, Any]:
        core, days = self._core(), body.get("days", LASTS.days)
        asked = body.get("requested", False)
        if not isinstance(asked, bool):
            raise InvalidInput("requested is true or false")
        if isinstance(days, bool) or not isinstance(days, int):
            raise InvalidInput("days is a whole number")
        lasts = timedelta(days=days) if 0 < days < 1000 else timedelta(0)
        who, phone = str(body.get("person") or ""), str(body.get("sms") or "")
        if phone:
            reason = SmsReason.REQUESTED if asked else SmsReason.STARTED
            sent = core.sms.send_link(phone, who or None, BY, lasts, reason)
            made, sms = sent.made, _told(sent)
        else:
            made, sms = core.links.create(core.links.person_id(who), BY, lasts), None
        link = made.link
        until = link.expires_at.isoformat()
        return {"id": link.id, "url": made.url, "expires_at": until, "sms": sms}


def _told(sent: Sent) -> dict[str, Any]:
    """Tell what an SMS costs, and when it leaves: `not_before` is null where it goes now."""
    length, until = sent.prepared.length, sent.not_before
    cost = {"encoding": length.encoding, "units": length.units, "parts": length.parts}
    at = until.isoformat() if until else None
    return {**cost, "not_before": at, "waits_for": sent.waits_for}
