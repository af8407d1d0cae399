"""`/l/<code>`: what somebody sees who opens the link of an SMS, and the way on to WhatsApp."""

from __future__ import annotations

import asyncio
import math
from urllib.parse import quote

import structlog
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.sms_link import words
from connectors.sms_link.guard import MISSES, Core, Guard
from connectors.sms_link.render import landing, values_of
from quita.bootstrap import company_facts
from quita.domain.links import LinkState, Step, is_robot, read_code
from quita.settings import Settings

log = structlog.get_logger(__name__)
# Gone is said of what there was; unknown codes are not found.
STATUS = {LinkState.EXPIRED: 410, LinkState.REVOKED: 410, LinkState.UNKNOWN: 404}


class Landing:
    """The page and its WhatsApp button."""

    def __init__(self, core: Core, guard: Guard) -> None:
        """Take what gives the container, and who lets requests in."""
        self._core, self._guard = core, guard

    def add_routes(self, routes: Blueprint) -> None:
        """Put the routes in place."""

        async def page(request: Request, code: str) -> HTTPResponse:
            return await self._page(request, code)

        routes.add_route(page, "/l/<code:str>", methods=["GET", "HEAD"], name="landing")

        @routes.get("/l/<code:str>/whatsapp", name="whatsapp")
        async def whatsapp(request: Request, code: str) -> HTTPResponse:
            return await self._whatsapp(request, code)

    async def _page(self, request: Request, code: str) -> HTTPResponse:
        asking = self._guard.address(request)
        if not self._guard.limits(MISSES).left(asking):
            return self._too_many()
        state = await asyncio.to_thread(self._core().links.opened, code, _step(request))
        if state is not LinkState.OPEN:
            return self._gone(asking, state)
        settings = self._core().settings
        facts = values_of(company_facts(settings), code=read_code(code))
        to_whatsapp = f"/l/{read_code(code)}/whatsapp" if settings.whatsapp_number else None
        return landing("landing.html", whatsapp=to_whatsapp, **facts)

    async def _whatsapp(self, request: Request, code: str) -> HTTPResponse:
        asking = self._guard.address(request)
        if not self._guard.limits(MISSES).left(asking):
            return self._too_many()
        settings, links = self._core().settings, self._core().links
        if not settings.whatsapp_number:
            return response.redirect(f"/l/{quote(code)}")
        if _step(request) is Step.ROBOT:
            return response.redirect(whatsapp_url(settings))
        reference = await asyncio.to_thread(links.pressed_whatsapp, code)
        if reference is None:
            state = await asyncio.to_thread(links.state, code)
            return self._gone(asking, state)
        headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
        return response.redirect(whatsapp_url(settings, reference), headers=headers)

    def _gone(self, asking: str, state: LinkState) -> HTTPResponse:
        if state is LinkState.UNKNOWN:
            self._guard.limits(MISSES).wait(asking)
            log.warning("link.unknown", address=asking)
        return self._explained(state.value, STATUS[state])

    def _too_many(self) -> HTTPResponse:
        answer = self._explained("slow", 429)
        answer.headers["Retry-After"] = str(math.ceil(MISSES.interval.total_seconds()))
        return answer

    def _explained(self, why: str, status: int) -> HTTPResponse:
        settings = self._core().settings
        heading, explanation = words.GONE[why]
        facts = values_of(company_facts(settings), heading=heading, explanation=explanation)
        url = whatsapp_url(settings) if settings.whatsapp_number else None
        return landing("gone.html", status, code=None, whatsapp=url, **facts)


def whatsapp_url(settings: Settings, reference: str | None = None) -> str:
    """Give the address that opens WhatsApp with a first message, which the person sends."""
    if reference is None:
        text = words.WHATSAPP_PLAIN
    else:
        text = words.WHATSAPP_TEXT.format(reference=reference)
    return f"{settings.whatsapp_click_url}/{settings.whatsapp_number}?text={quote(text)}"


def _step(request: Request) -> Step:
    """Say whether somebody opened a page, or a robot fetched it."""
    headers = request.headers
    purpose = f"{headers.get('sec-purpose', '')} {headers.get('purpose', '')}"
    robot = request.method == "HEAD" or is_robot(headers.get("user-agent", ""), purpose)
    return Step.ROBOT if robot else Step.PAGE
