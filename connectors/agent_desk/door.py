"""Who may pass: signed in, of a role that may, and with the token of its own form."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable
from dataclasses import dataclass

from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.agent_desk.session import COOKIE, Browser, give, token_of
from quita.bootstrap import Container
from quita.domain.permissions import Permission, may
from quita.domain.records import User

MAX_FORM = 64 * 1024  # bytes; a reply of 4,096 characters fits however it is encoded

Core = Callable[[], Container]


class SignedOut(Exception):
    """Nobody is signed in: to the entrance."""


class CodeAwaited(Exception):
    """The password was right, and the second factor is still to come."""


class PasswordAwaited(Exception):
    """Somebody else gave the password: its owner has to choose another one first."""


class Refused(Exception):
    """Answered with a page that says why."""

    def __init__(self, status: int, problem: str) -> None:
        """Take the HTTP status, and the name of what problem_words.py says."""
        super().__init__(problem)
        self.status, self.problem = status, problem


@dataclass(frozen=True)
class Seat:
    """Somebody at the desk."""

    user: User
    browser: Browser

    def may(self, name: str) -> bool:
        """Say whether this person has a permission, by its name, as templates ask."""
        return may(self.user.role, Permission(name))

    @property
    def csrf(self) -> str:
        """The token that each form must bring."""
        return self.browser.csrf

    @property
    def acts(self) -> bool:
        """Say whether this person may claim, answer and end conversations."""
        return self.may("answer")


class Door:
    """Lets requests in."""

    def __init__(self, core: Core) -> None:
        """Take what gives the container, asked when the first request comes."""
        self._core = core

    def browser(self, request: Request) -> Browser:
        """Give the browser of a request, signed in or not."""
        token, known = token_of(request.cookies.get(COOKIE))
        return Browser(token, known, self._core().sessions.form_token(token))

    def give(self, response: HTTPResponse, token: str) -> HTTPResponse:
        """Put a token into a response's cookie."""
        secure = self._core().settings.public_url.startswith("https://")
        return give(response, token, secure=secure)

    async def somebody(self, request: Request) -> tuple[Seat, bool]:
        """Give who is signed in, and whether their second factor was given (or is not needed).

        Raises:
            SignedOut: nobody is, or the user is no more.
        """
        browser, core = self.browser(request), self._core()
        find = core.sessions.find
        reading = core.database.reading
        signed = await asyncio.to_thread(find, browser.token, reading) if browser.known else None
        if signed is None:
            raise SignedOut
        return Seat(signed.user, browser), signed.passed

    async def passed(self, request: Request) -> Seat:
        """Give who is signed in with all that was asked for, be their password one for once.

        Raises:
            SignedOut, CodeAwaited: to the entrance.
        """
        seat, passed = await self.somebody(request)
        if not passed:
            raise CodeAwaited
        return seat

    async def enter(self, request: Request, permission: Permission | None = None) -> Seat:
        """Let in whoever may; None lets everybody in who is signed in.

        Raises:
            SignedOut, CodeAwaited, PasswordAwaited: to the entrance. Refused: the role may not.
        """
        seat = await self.passed(request)
        if seat.user.password_until is not None:
            raise PasswordAwaited
        if permission and not may(seat.user.role, permission):
            raise Refused(403, "role")
        return seat

    async def act(
        self, request: Request, permission: Permission | None, longest: int = MAX_FORM
    ) -> Seat:
        """Let in whoever may and posts a form of this browser, of `longest` bytes at most.

        Raises:
            SignedOut, CodeAwaited, PasswordAwaited, Refused: as enter(); Refused too where the
                token is not right.
        """
        seat = await self.enter(request, permission)
        check_form(request, seat.browser, longest)
        return seat


def check_form(request: Request, browser: Browser, longest: int = MAX_FORM) -> None:
    """Let a form pass.

    Raises:
        Refused: it is too large, or lacks the browser's token.
    """
    if len(request.body) > longest:
        raise Refused(413, "too_large")
    check_token(request.form.get("csrf") or "", browser)


def check_token(token: str, browser: Browser) -> None:
    """Let pass what brings the token of a browser's pages.

    Raises:
        Refused: it is another one.
    """
    if not hmac.compare_digest(token.encode("utf-8", "surrogatepass"), browser.csrf.encode()):
        raise Refused(403, "token")
