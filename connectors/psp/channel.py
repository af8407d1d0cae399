"""The bank's callbacks: the body only hints which charges to look up at the bank."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.psp.callback import parse_boleto_callback, parse_callback
from connectors.routing import handler
from quita.bootstrap import Container, container
from quita.domain.errors import Conflict, MalformedWebhook
from quita.services.ports import PixHint

log = structlog.get_logger(__name__)


class PspInput(InputChannel):
    """`/webhooks/psp/pix` and `/webhooks/psp/boleto`; mutual TLS ends at the proxy.

    Bacen, API Pix 2.9, Webhook; the bank's own for boletos.
    """

    def __init__(self, core: Container | None = None) -> None:
        """Take a container for tests; Rasa makes the channel without one."""
        self._given = core

    @classmethod
    def name(cls) -> str:
        """Give the channel's name, which is part of its address."""
        return "psp"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Give the routes."""
        routes = Blueprint("psp", __name__)
        routes.add_route(handler(self._pix), "/pix", methods=["POST"], name="pix")
        routes.add_route(handler(self._boleto), "/boleto", methods=["POST"], name="boleto")
        return routes

    async def _pix(self, request: Request) -> HTTPResponse:
        return await self._noticed(request, _pix_hints)

    async def _boleto(self, request: Request) -> HTTPResponse:
        return await self._noticed(request, _boleto_hints)

    async def _noticed(
        self, request: Request, read: Callable[[bytes], list[PixHint]]
    ) -> HTTPResponse:
        try:
            hints = read(request.body)
        except MalformedWebhook as error:
            log.warning("psp.malformed", reason=error.reason, bytes=len(request.body))
            return response.text("malformed", status=400)
        core = self._given or container()
        try:
            await asyncio.to_thread(core.payments.notice, hints)
        except Conflict:
            return response.text("busy, try again", status=503)
        return response.text("ok")


def _pix_hints(raw: bytes) -> list[PixHint]:
    read = parse_callback(raw)
    return [PixHint(one.txid, one.end_to_end_id, one.refunded) for one in read if one.txid]


def _boleto_hints(raw: bytes) -> list[PixHint]:
    return [PixHint(txid) for txid in parse_boleto_callback(raw)]
