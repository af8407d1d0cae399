"""`/webhooks/sms/status`: the gateway's delivery reports, and what people answer by SMS."""

from __future__ import annotations

import asyncio

import structlog
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.sms_link.chat import received
from connectors.sms_link.guard import Core
from quita.adapters.sms.profiles import STATUS_PATH, Reply, read_post, signed
from quita.domain.errors import Conflict, MalformedWebhook
from quita.domain.web_chat import MAX_BODY

log = structlog.get_logger(__name__)


class SmsHook:
    """Verify, parse, act."""

    def __init__(self, core: Core) -> None:
        """Take what gives the container."""
        self._core = core

    def add_routes(self, routes: Blueprint) -> None:
        """Put the route in place."""

        @routes.post("/webhooks/sms/status", name="sms_status")
        async def status(request: Request) -> HTTPResponse:
            return await self._status(request)

    async def _status(self, request: Request) -> HTTPResponse:
        core, body = self._core(), request.body
        gateway = core.settings.sms
        query = f"?{request.query_string}" if request.query_string else ""
        url = f"{core.settings.public_url}{STATUS_PATH}{query}"
        if gateway is None or not signed(gateway, url, body, request.headers):
            log.warning("sms.bad_signature", bytes=len(body))
            return response.text("bad signature", 403)
        try:
            if len(body) > MAX_BODY:
                raise MalformedWebhook("too large")
            told = read_post(gateway.profile, body, request.args.get("ref"))
        except MalformedWebhook as error:
            log.warning("sms.malformed", reason=error.reason)
            return response.text("malformed", 400)
        try:
            if isinstance(told, Reply):
                new = await asyncio.to_thread(
                    core.sms.reply, told.phone, told.text, told.external_id
                )
                if new:
                    received(request)
            elif told is not None:
                report = (told.state, told.external_id, told.our_id, told.error)
                known = await asyncio.to_thread(core.sms.report, *report)
                if not known:
                    log.warning("sms.unknown_message")
        except Conflict:
            return response.text("busy, try again", 503)
        except Exception:
            # Not acknowledged, so not lost: what nobody thought of is told again by the gateway.
            log.exception("sms.not_stored", bytes=len(body))
            return response.text("try again", 503)
        return response.text("ok")
