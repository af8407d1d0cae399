"""The desk's addresses: each checks who asks, calls one service, and shows a page."""

from __future__ import annotations

import asyncio
import re
from hashlib import sha256
from secrets import token_urlsafe

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.agent_desk import view
from connectors.agent_desk.door import Core, Door, Refused, Seat, SignedOut, check_form
from connectors.agent_desk.media import media_routes
from connectors.agent_desk.numbers import add_numbers
from connectors.agent_desk.render import STATIC, page
from connectors.agent_desk.session import PATH, Session
from quita.domain.errors import Conflict, NotAllowed, NotFound, QuitaError
from quita.domain.records import Payload

MAX_REPLY = 4096  # characters, as WhatsApp has it
PROBLEMS: dict[type[QuitaError], tuple[int, str]] = {
    NotAllowed: (409, "not_owner"),
    Conflict: (409, "busy"),
    NotFound: (404, "not_found"),
}
_INNER = re.compile(rf"{PATH}(/numbers|/conversations/[\w-]+)?")


def desk_blueprint(core: Core) -> Blueprint:
    """Make the desk's routes; `core` gives the container when the first request comes."""
    routes, door = Blueprint("agent_desk"), Door(core)
    routes.static("/static", STATIC, name="static")
    _entrance(routes, core, door)
    _reading(routes, core, door)
    _answering(routes, core, door)
    _handing_over(routes, core, door)
    media_routes(routes, core, door)
    add_numbers(routes, core, door)
    _problems(routes, door)
    return routes


def _entrance(routes: Blueprint, core: Core, door: Door) -> None:
    @routes.get("/sign-in")
    async def sign_in_page(request: Request) -> HTTPResponse:
        session = door.session(request)
        form = _sign_in_form(request, session)
        # Who is signed in keeps a cookie that ends when it was to end.
        return form if session.user_id else door.sessions.give(form, session)

    @routes.post("/sign-in")
    async def sign_in(request: Request) -> HTTPResponse:
        session = door.session(request)
        check_form(request, session)
        login, password = request.form.get("login", ""), request.form.get("password", "")
        try:
            user = await asyncio.to_thread(core().accounts.sign_in, login, password)
        except NotAllowed:
            return _sign_in_form(request, session, login, "throttled", 429)
        if user is None:
            return _sign_in_form(request, session, login, "wrong", 401)
        to = response.redirect(_inner(request.form.get("next")), status=303)
        return door.sessions.give(to, Session(user.id))

    @routes.post("/sign-out")
    async def sign_out(request: Request) -> HTTPResponse:
        check_form(request, door.session(request))
        return door.sessions.give(response.redirect(f"{PATH}/sign-in", status=303), Session())


def _reading(routes: Blueprint, core: Core, door: Door) -> None:
    @routes.get("/")
    async def queue(request: Request) -> HTTPResponse:
        seat = await door.reader(request)
        trays = await asyncio.to_thread(_trays, core, seat)
        return page("queue.html", seat=seat, trays=trays)

    @routes.get("/conversations/<conversation_id:str>")
    async def conversation(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.reader(request)
        chat = await asyncio.to_thread(_chat, core, seat, conversation_id)
        key = token_urlsafe(12)
        return page("conversation.html", seat=seat, chat=chat, key=key, max_reply=MAX_REPLY)


def _answering(routes: Blueprint, core: Core, door: Door) -> None:
    @routes.post("/conversations/<conversation_id:str>/reply")
    async def reply(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.actor(request)
        payload, key = _reply_of(request, conversation_id)
        write = core().ownership.reply
        await asyncio.to_thread(write, conversation_id, seat.user.id, payload, key)
        return _deliver_and_show(request, conversation_id)

    @routes.post("/conversations/<conversation_id:str>/give-back")
    async def give_back(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.actor(request)
        said = core().phrases.say("utter_returned_by_agent")
        give = core().ownership.give_back
        await asyncio.to_thread(give, conversation_id, seat.user.id, said)
        return _deliver_and_show(request, conversation_id)


def _handing_over(routes: Blueprint, core: Core, door: Door) -> None:
    @routes.post("/conversations/<conversation_id:str>/claim")
    async def claim(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.actor(request)
        await asyncio.to_thread(core().ownership.claim, conversation_id, seat.user.id)
        return response.redirect(_address(conversation_id), status=303)

    @routes.post("/conversations/<conversation_id:str>/close")
    async def close(request: Request, conversation_id: str) -> HTTPResponse:
        seat = await door.actor(request)
        await asyncio.to_thread(core().ownership.close, conversation_id, seat.user.id)
        return response.redirect(PATH, status=303)


def _problems(routes: Blueprint, door: Door) -> None:
    @routes.exception(SignedOut)
    async def signed_out(request: Request, _: SignedOut) -> HTTPResponse:
        onwards = f"?next={request.path}" if _inner(request.path) == request.path else ""
        return response.redirect(f"{PATH}/sign-in{onwards}", status=303)

    @routes.exception(Refused)
    async def refused(request: Request, error: Refused) -> HTTPResponse:
        return _problem_page(request, door, error.status, error.problem)

    @routes.exception(*PROBLEMS)
    async def forbidden_by_the_core(request: Request, error: QuitaError) -> HTTPResponse:
        status, problem = next(v for kind, v in PROBLEMS.items() if isinstance(error, kind))
        return _problem_page(request, door, status, problem)


def _problem_page(request: Request, door: Door, status: int, problem: str) -> HTTPResponse:
    draft = "" if status == 413 else request.form.get("text", "")  # so that it can be copied
    csrf = door.session(request).csrf
    return page("problem.html", status, problem=problem, draft=draft, csrf=csrf)


def _sign_in_form(
    request: Request, session: Session, login: str = "", problem: str = "", status: int = 200
) -> HTTPResponse:
    onwards = _inner(request.args.get("next") or request.form.get("next"))
    return page(
        "sign_in.html", status, csrf=session.csrf, login=login, problem=problem, next=onwards
    )


def _trays(core: Core, seat: Seat) -> view.Trays:
    rows = core().desk.queue()
    names = core().accounts.names(view.agents_of(rows))
    return view.trays(rows, names, seat.user.id, core().clock())


def _chat(core: Core, seat: Seat, conversation_id: str) -> view.Page:
    story = core().desk.transcript(conversation_id)
    names = core().accounts.names(view.agents_of([story.row], story.entries))
    return view.conversation(story, names, seat.user.id, core().clock())


def _reply_of(request: Request, conversation_id: str) -> tuple[Payload, str]:
    """Read a reply and its key of idempotency.

    The words are part of the key: a form that the browser kept is sent once for each text.

    Raises:
        Refused: no words, too many, or no key.
    """
    text = request.form.get("text", "").replace("\r\n", "\n").strip()
    given = request.form.get("key", "")
    if not text or not given:
        raise Refused(400, "empty")
    if len(text) > MAX_REPLY:
        raise Refused(400, "too_long")
    whole = "\n".join((conversation_id, given, text)).encode("utf-8", "surrogatepass")
    return {"kind": "text", "text": text}, sha256(whole).hexdigest()


def _deliver_and_show(request: Request, conversation_id: str) -> HTTPResponse:
    wake = request.app.ctx.__dict__.get("wake_outbox")
    if wake:
        wake(conversation_id)
    return response.redirect(_address(conversation_id), status=303)


def _address(conversation_id: str) -> str:
    return f"{PATH}/conversations/{conversation_id}"


def _inner(address: str | None) -> str:
    """Give an address of the desk, and its queue for any other: nobody is led away from it."""
    return address if address and _INNER.fullmatch(address) else PATH
