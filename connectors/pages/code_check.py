"""`/verificar`: says of a pasted code whether it was issued here, and nothing else of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs

import structlog
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.client_address import client_address
from connectors.pages.render import page
from quita.bootstrap import Container, company_facts
from quita.domain.pace import Bucket
from quita.services.rate_limits import RateLimits
from quita.services.verification import MAX_TEXT, CodeKind, Verdict

log = structlog.get_logger(__name__)
PACE = Bucket(timedelta(seconds=20), burst=15)  # codes of one address: people check a few
MAX_BODY = 16 * 1024  # bytes: the longest code with everything in it escaped


@dataclass(frozen=True)
class Told:
    """What the page says of a code; `tone` is good, bad or plain."""

    tone: str
    heading: str
    text: str


OURS = Told("good", "Sim, é nosso.", "Este código saiu daqui e ainda vale.")
OLD = Told(
    "plain",
    "É nosso, mas não vale mais.",
    "Não pague por ele. Se precisar, peça outro na conversa.",
)
NOT_OURS = Told(
    "bad",
    "Não é nosso.",
    "Não fomos nós que geramos este código. Não pague, e fale com o seu banco se já pagou.",
)
UNREADABLE = Told(
    "plain",
    "Não deu para ler.",
    "Isto não parece um código inteiro. Copie de novo, do começo ao fim, e cole outra vez.",
)
TOO_MANY = Told(
    "plain",
    "Um momento.",
    "Foram muitas consultas em pouco tempo. Espere um minuto e tente de novo.",
)


class CodeCheck:
    """The page and its form."""

    def __init__(self, core: Callable[[], Container]) -> None:
        """Take what gives the container when the first request comes."""
        self._core = core

    def add_routes(self, routes: Blueprint) -> None:
        """Put the routes in place."""

        @routes.get("/verificar", name="verify")
        async def show(request: Request) -> HTTPResponse:
            return self._page(None)

        @routes.post("/verificar", name="check")
        async def check(request: Request) -> HTTPResponse:
            return await self._check(request)

    @cached_property
    def _pace(self) -> RateLimits:
        return RateLimits(PACE, self._core().clock)

    async def _check(self, request: Request) -> HTTPResponse:
        asking = client_address(request, self._core().settings.trusted_proxies)
        wait = self._pace.wait(asking)
        if wait > 0:
            log.warning("verify.paced", address=asking)
            answer = self._page(TOO_MANY, 429)
            answer.headers["Retry-After"] = str(int(wait) + 1)
            return answer
        if len(request.body) > MAX_BODY:
            return self._page(UNREADABLE, 413)
        form = parse_qs(request.body.decode("utf-8", "replace"))
        pasted = form.get("code", [""])[0][: MAX_TEXT + 1]
        verdict = await asyncio.to_thread(self._core().verification.check, pasted)
        return self._page(told(verdict))

    def _page(self, verdict: Told | None, status: int = 200) -> HTTPResponse:
        settings = self._core().settings
        values: dict[str, Any] = {**company_facts(settings), "city": settings.company.city}
        kept = verdict is None
        return page("verify.html", status, kept=kept, forms=True, verdict=verdict, **values)


def told(verdict: Verdict) -> Told:
    """Give what is said of a code."""
    if verdict.kind is CodeKind.UNREADABLE:
        return UNREADABLE
    if not verdict.issued:
        return NOT_OURS
    return OURS if verdict.usable else OLD
