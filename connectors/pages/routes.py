"""The public addresses: pages, papers and pictures at signed addresses, health, metrics."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.pages.code_check import CodeCheck
from connectors.pages.health import readiness
from connectors.pages.metrics import CONTENT_TYPE, metrics
from connectors.pages.papers import PRIVATE, add_papers
from connectors.pages.render import page
from quita.adapters.database.health import outbox_lag
from quita.adapters.paper.boleto import draw_boleto
from quita.adapters.qr import qr_png
from quita.bootstrap import Container, company_facts
from quita.domain.errors import NotFound
from quita.settings import Settings


def public_blueprint(core: Callable[[], Container]) -> Blueprint:
    """Make the routes; `core` gives the container when the first request comes."""
    routes = Blueprint("pages")
    add_papers(routes, core)

    @routes.get("/privacidade")
    async def privacy(request: Request) -> HTTPResponse:
        return _company_page("privacy.html", core().settings)

    CodeCheck(core).add_routes(routes)

    @routes.get("/boleto/<token:str>")
    async def boleto(request: Request, token: str) -> HTTPResponse:
        charge_id = core().boleto_links.id_of(token)
        try:
            if charge_id is None:
                raise NotFound("not signed by us")
            pdf = await asyncio.to_thread(_boleto_pdf, core(), charge_id)
        except NotFound:
            return response.text("Este boleto não vale mais. Peça outro na conversa.", 404)
        return response.raw(pdf, headers=PRIVATE, content_type="application/pdf")

    @routes.get("/pix/<token:str>")
    async def picture(request: Request, token: str) -> HTTPResponse:
        charge_id = core().qr_links.id_of(token)
        try:
            if charge_id is None:
                raise NotFound("not signed by us")
            code = await asyncio.to_thread(core().charges.payable_code, charge_id)
        except NotFound:
            return response.text("Este código não vale mais. Peça outro na conversa.", 404)
        png = await asyncio.to_thread(qr_png, code)
        return response.raw(png, headers=PRIVATE, content_type="image/png")

    @routes.get("/health/live")
    async def live(request: Request) -> HTTPResponse:
        return response.text("ok")

    @routes.get("/health/ready")
    async def ready(request: Request) -> HTTPResponse:
        found = await readiness(core(), getattr(request.app.ctx, "agent", None))
        status = 503 if found.reasons else 200
        return response.json(found.document(), status, {"Cache-Control": "no-store"})

    @routes.get("/metrics")
    async def watched(request: Request) -> HTTPResponse:
        found = await asyncio.to_thread(_metrics, core())
        return response.text(found, content_type=CONTENT_TYPE)

    return routes


def _metrics(core: Container) -> str:
    lag = outbox_lag(core.database.engine, core.clock(), core.settings.channels)
    return metrics(core.number_health.report() if lag else None, lag)


def _boleto_pdf(core: Container, charge_id: str) -> bytes:
    return draw_boleto(core.boleto_papers.paper(charge_id))


def _company_page(template: str, settings: Settings) -> HTTPResponse:
    company = settings.company
    facts = company_facts(settings)
    values: dict[str, Any] = {**facts, "city": company.city, "dpo_email": company.dpo_email}
    return page(template, **values)
