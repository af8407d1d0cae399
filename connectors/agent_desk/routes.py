"""The desk's addresses: each checks who asks, calls one service, and shows a page."""

from __future__ import annotations

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.agent_desk.answers import inner, part_of, problem
from connectors.agent_desk.casework import add_casework
from connectors.agent_desk.chats import add_chats
from connectors.agent_desk.door import CodeAwaited, Core, Door, PasswordAwaited, Refused, SignedOut
from connectors.agent_desk.entrance import add_entrance
from connectors.agent_desk.linking import add_linking
from connectors.agent_desk.listing import add_listing
from connectors.agent_desk.live import Hub
from connectors.agent_desk.media import media_routes
from connectors.agent_desk.numbers import add_numbers
from connectors.agent_desk.pages import add_pages
from connectors.agent_desk.receipts import add_receipts
from connectors.agent_desk.render import STATIC
from connectors.agent_desk.session import PATH
from connectors.agent_desk.staff import add_staff
from connectors.agent_desk.streaming import BEAT, add_stream
from connectors.agent_desk.supervision import add_supervision
from connectors.agent_desk.tooling import add_tools
from connectors.agent_desk.voice import add_voice
from quita.domain.errors import (
    AlreadyDecided,
    BeyondPolicy,
    Conflict,
    InvalidInput,
    InvalidMedia,
    NotAllowed,
    NotFound,
    NotOwner,
    NotReadable,
    NotVerified,
    OfferNotAvailable,
    QuitaError,
    WindowClosed,
)

PROBLEMS: dict[type[QuitaError], tuple[int, str]] = {  # the first that fits says it
    AlreadyDecided: (409, "decided"),
    BeyondPolicy: (409, "beyond_policy"),
    NotVerified: (409, "unverified"),
    OfferNotAvailable: (409, "offer"),
    NotOwner: (409, "not_owner"),
    WindowClosed: (409, "window"),
    NotReadable: (403, "role"),
    NotAllowed: (409, "beyond"),
    Conflict: (409, "busy"),
    NotFound: (404, "not_found"),
    InvalidMedia: (400, "file"),
    InvalidInput: (400, "unfit"),
}


def desk_blueprint(core: Core, pulse: float = BEAT) -> Blueprint:
    """Make the desk's routes; `core` gives the container when the first request comes."""
    routes, door, hub = Blueprint("agent_desk"), Door(core), Hub(core)
    routes.static("/static", STATIC, name="static")
    for add in (
        add_entrance,
        add_listing,
        add_chats,
        add_pages,
        add_tools,
        add_casework,
        add_linking,
        add_supervision,
        add_staff,
        add_receipts,
        media_routes,
        add_voice,
        add_numbers,
    ):
        add(routes, core, door)
    add_stream(routes, core, door, hub, pulse)
    _problems(routes, door)
    return routes


def _problems(routes: Blueprint, door: Door) -> None:
    @routes.exception(SignedOut)
    async def signed_out(request: Request, _: SignedOut) -> HTTPResponse:
        if part_of(request):
            return problem(request, door, 401, "signed_out")
        onwards = f"?next={request.path}" if inner(request.path) == request.path else ""
        return response.redirect(f"{PATH}/sign-in{onwards}", status=303)

    @routes.exception(CodeAwaited, PasswordAwaited)
    async def awaited(request: Request, what: Exception) -> HTTPResponse:
        if part_of(request):
            return problem(request, door, 401, "signed_out")
        place = "second-factor" if isinstance(what, CodeAwaited) else "password"
        return response.redirect(f"{PATH}/{place}", status=303)

    @routes.exception(Refused)
    async def refused(request: Request, error: Refused) -> HTTPResponse:
        return problem(request, door, error.status, error.problem)

    @routes.exception(*PROBLEMS)
    async def forbidden_by_the_core(request: Request, error: QuitaError) -> HTTPResponse:
        status, name = next(v for kind, v in PROBLEMS.items() if isinstance(error, kind))
        return problem(request, door, status, name)
