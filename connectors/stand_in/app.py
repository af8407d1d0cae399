"""What the stand-in answers: all that needs no model; for the rest it asks to wait a moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sanic import Blueprint, Sanic, response
from sanic.exceptions import MethodNotSupported, NotFound
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.calm import Calm
from connectors.pages.render import page
from connectors.pages.routes import public_blueprint
from connectors.psp.routes import psp_blueprint
from connectors.whatsapp.door import Door
from quita.bootstrap import Container, company_facts

COME_AGAIN = "8"  # seconds: the web chat, which tries five times, then bridges a whole start

STARTING = {
    "error": "starting",
    "title": "Um instante",
    "text": "O atendimento está voltando. O que você escreveu continua aqui: tente de novo já já.",
}


def stand_in_app(core: Callable[[], Container], name: str = "stand_in") -> Sanic:
    """Make the server: web hooks are held, public addresses work, anything else is told 503."""
    app = Sanic(name, configure_logging=False)
    app.config.update({"ACCESS_LOG": False, "MOTD": False})
    door = Door(core, Calm(), only_holds=True)
    whatsapp = Blueprint("whatsapp", __name__)
    door.add_routes(whatsapp)
    app.blueprint(whatsapp, url_prefix="/webhooks/whatsapp")
    app.blueprint(psp_blueprint(core), url_prefix="/webhooks/psp")
    app.blueprint(public_blueprint(core))

    async def not_now(request: Request, _: Exception) -> HTTPResponse:
        return _come_again(request, core())

    async def close(request: Request, _: HTTPResponse) -> None:
        # Who kept a connection would go on asking here once the assistant is back. Sanic 21.12
        # does not look at its own setting KEEP_ALIVE.
        if request.stream is not None:
            request.stream.keep_alive = False

    app.middleware(close, "response")
    for kind in (NotFound, MethodNotSupported):
        app.exception(kind)(not_now)
    return app


def _come_again(request: Request, core: Container) -> HTTPResponse:
    """Tell it by a page to whoever opens one, else as the pages' scripts read it."""
    if "text/html" in request.headers.get("accept", ""):
        facts: dict[str, Any] = {**company_facts(core.settings)}
        found = page("moment.html", 503, kept=False, **facts)
    else:
        found = response.json(STARTING, 503, {"Cache-Control": "no-store"})
    found.headers["Retry-After"] = COME_AGAIN
    return found
