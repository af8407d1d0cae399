"""Coming in and going out: password, second factor, one's own account."""

from __future__ import annotations

import asyncio
import io

import segno
from markupsafe import Markup
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.agent_desk import staff_words
from connectors.agent_desk.answers import done, field, inner
from connectors.agent_desk.door import Core, Door, Refused, Seat, check_form
from connectors.agent_desk.render import page
from connectors.agent_desk.session import PATH, Browser, token_of
from quita.domain.errors import NotAllowed
from quita.services.accounts import MIN_PASSWORD, UnfitUser


def add_entrance(routes: Blueprint, core: Core, door: Door) -> None:
    """Add the routes."""

    @routes.get("/sign-in")
    async def sign_in_page(request: Request) -> HTTPResponse:
        browser = door.browser(request)
        form = _form(request, browser)
        # Who is signed in keeps a cookie that ends when it was to end.
        return form if browser.known else door.give(form, browser.token)

    @routes.post("/sign-in")
    async def sign_in(request: Request) -> HTTPResponse:
        browser = door.browser(request)
        check_form(request, browser)
        login, password = request.form.get("login", ""), request.form.get("password", "")
        try:
            user = await asyncio.to_thread(core().accounts.sign_in, login, password)
        except NotAllowed:
            return _form(request, browser, login, "throttled", 429)
        if user is None:
            return _form(request, browser, login, "wrong", 401)
        token, awaits = await asyncio.to_thread(core().sessions.open, user)
        onwards = inner(request.form.get("next"))
        to = f"{PATH}/second-factor?next={onwards}" if awaits else onwards
        return door.give(response.redirect(to, status=303), token)

    @routes.get("/second-factor")
    async def second_factor_page(request: Request) -> HTTPResponse:
        seat, _ = await door.somebody(request)
        return _code_form(request, seat.browser)

    @routes.post("/second-factor")
    async def second_factor(request: Request) -> HTTPResponse:
        seat, _ = await door.somebody(request)
        check_form(request, seat.browser)
        code, guess = field(request, "code"), f"code:{seat.user.id}"
        try:
            await asyncio.to_thread(core().accounts.admit, guess)
        except NotAllowed:
            return _code_form(request, seat.browser, "throttled", 429)
        give = core().sessions.give_code
        if not await asyncio.to_thread(give, seat.browser.token, seat.user, code):
            return _code_form(request, seat.browser, "wrong", 401)
        await asyncio.to_thread(core().accounts.succeed, guess)
        return response.redirect(inner(request.form.get("next")), status=303)

    @routes.get("/password")
    async def password_page(request: Request) -> HTTPResponse:
        seat = await door.passed(request)
        return _password_form(seat)

    @routes.post("/password")
    async def password(request: Request) -> HTTPResponse:
        seat = await door.passed(request)
        check_form(request, seat.browser)
        if seat.user.password_until is None:  # chosen already, in another tab
            return response.redirect(PATH, status=303)
        chosen = str(request.form.get("password", ""))
        if chosen != str(request.form.get("again", "")):
            return _password_form(seat, "different", 400)
        try:
            await asyncio.to_thread(core().accounts.choose_password, seat.user, chosen)
        except UnfitUser as problem:
            return _password_form(seat, problem.what, 400)
        await asyncio.to_thread(core().sessions.end_others, seat.browser.token, seat.user)
        return response.redirect(PATH, status=303)

    @routes.post("/sign-out")
    async def sign_out(request: Request) -> HTTPResponse:
        browser = door.browser(request)
        check_form(request, browser)
        await asyncio.to_thread(core().sessions.end, browser.token)
        out = response.redirect(f"{PATH}/sign-in", status=303)
        return door.give(out, token_of(None)[0])

    @routes.get("/account")
    async def account(request: Request) -> HTTPResponse:
        seat = await door.enter(request)
        return await asyncio.to_thread(_account, core, seat)

    @routes.post("/account/factor")
    async def factor(request: Request) -> HTTPResponse:
        seat = await door.act(request, None)
        secret, code = field(request, "secret"), field(request, "code")
        if not await asyncio.to_thread(core().sessions.enrol, seat.user, secret, code):
            return await asyncio.to_thread(_account, core, seat, secret, "wrong")
        return done(request, f"{PATH}/account")

    @routes.post("/account/factor-off")
    async def factor_off(request: Request) -> HTTPResponse:
        seat = await door.act(request, None)
        try:
            drop = core().sessions.drop_factor
            await asyncio.to_thread(drop, seat.user, field(request, "code"))
        except NotAllowed:
            raise Refused(403, "code") from None
        return done(request, f"{PATH}/account")

    @routes.post("/account/available")
    async def available(request: Request) -> HTTPResponse:
        seat = await door.act(request, None)
        there = request.form.get("available") == "yes"
        await asyncio.to_thread(core().sessions.set_available, seat.user, there)
        return done(request, inner(request.form.get("next")))


def _form(
    request: Request, browser: Browser, login: str = "", problem: str = "", status: int = 200
) -> HTTPResponse:
    onwards = inner(request.args.get("next") or request.form.get("next"))
    return page(
        "sign_in.html", status, csrf=browser.csrf, login=login, problem=problem, next=onwards
    )


def _code_form(
    request: Request, browser: Browser, problem: str = "", status: int = 200
) -> HTTPResponse:
    onwards = inner(request.args.get("next") or request.form.get("next"))
    return page("code.html", status, csrf=browser.csrf, problem=problem, next=onwards)


def _password_form(seat: Seat, problem: str = "", status: int = 200) -> HTTPResponse:
    told = staff_words.PROBLEMS[problem] if problem else ""
    return page("password.html", status, seat=seat, problem=told, shortest=MIN_PASSWORD)


def _account(core: Core, seat: Seat, secret: str = "", problem: str = "") -> HTTPResponse:
    sessions = core().sessions
    profile = sessions.profile(seat.user.id)
    secret = secret or sessions.new_secret()
    drawn = io.BytesIO()
    code = segno.make(sessions.uri(secret, seat.user.login), error="m")
    code.save(drawn, kind="svg", scale=4, border=2, xmldecl=False, svgns=False, omitsize=False)
    picture = Markup(drawn.getvalue().decode())
    return page(
        "account.html",
        seat=seat,
        profile=profile,
        secret=secret,
        picture=picture,
        problem=problem,
    )
