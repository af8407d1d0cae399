"""The public addresses: /privacidade, /verificar, /health/live, /health/ready."""

from __future__ import annotations

from collections.abc import Callable

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.pages.health import readiness
from connectors.pages.render import page
from quita.bootstrap import Container, company_facts
from quita.settings import Settings


def public_blueprint(core: Callable[[], Container]) -> Blueprint:
    """Make the routes; `core` gives the container when the first request comes."""
    routes = Blueprint("pages")

    @routes.get("/privacidade")
    async def privacy(request: Request) -> HTTPResponse:
        return _company_page("privacy.html", core().settings)

    @routes.get("/verificar")
    async def verify(request: Request) -> HTTPResponse:
        return _company_page("verify.html", core().settings)

    @routes.get("/health/live")
    async def live(request: Request) -> HTTPResponse:
        return response.text("ok")

    @routes.get("/health/ready")
    async def ready(request: Request) -> HTTPResponse:
        found = await readiness(core(), getattr(request.app.ctx, "agent", None))
        status = 503 if found.reasons else 200
        return response.json(found.document(), status, {"Cache-Control": "no-store"})

    return routes


def _company_page(template: str, settings: Settings) -> HTTPResponse:
    company = settings.company
    facts = company_facts(settings)
    return page(template, **facts, city=company.city, dpo_email=company.dpo_email)
