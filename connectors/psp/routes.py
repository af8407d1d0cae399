"""The bank's callbacks: the body only hints which charges to look up at the bank.

Mutual TLS ends at the proxy. Bacen, API Pix 2.9, Webhook; the bank's own for boletos.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.psp.callback import parse_boleto_callback, parse_callback
from quita.bootstrap import Container
from quita.domain.errors import Conflict, MalformedWebhook
from quita.services.ports import PixHint

log = structlog.get_logger(__name__)


def psp_blueprint(core: Callable[[], Container]) -> Blueprint:
    """Make `/pix` and `/boleto`; `core` gives the container when the first request comes."""
    routes = Blueprint("psp", __name__)

    @routes.post("/pix")
    async def pix(request: Request) -> HTTPResponse:
        return await _noticed(core, request, _pix_hints)

    @routes.post("/boleto")
    async def boleto(request: Request) -> HTTPResponse:
        return await _noticed(core, request, _boleto_hints)

    return routes


async def _noticed(
    core: Callable[[], Container], request: Request, read: Callable[[bytes], list[PixHint]]
) -> HTTPResponse:
    try:
        hints = read(request.body)
    except MalformedWebhook as error:
        log.warning("psp.malformed", reason=error.reason, bytes=len(request.body))
        return response.text("malformed", status=400)
    try:
        await asyncio.to_thread(core().payments.notice, hints)
    except Conflict:
        return response.text("busy, try again", status=503)
    return response.text("ok")


def _pix_hints(raw: bytes) -> list[PixHint]:
    read = parse_callback(raw)
    return [PixHint(one.txid, one.end_to_end_id, one.refunded) for one in read if one.txid]


def _boleto_hints(raw: bytes) -> list[PixHint]:
    return [PixHint(txid) for txid in parse_boleto_callback(raw)]
