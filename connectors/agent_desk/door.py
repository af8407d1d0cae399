"""Who may pass: signed in, of a role that may, and with the token of its own form."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from sanic.request import Request

from connectors.agent_desk.session import COOKIE, Session, Sessions
from quita.bootstrap import Container
from quita.domain.permissions import Permission, may
from quita.domain.records import User

MAX_FORM = 64 * 1024  # bytes; a reply of 4,096 characters fits however it is encoded

Core = Callable[[], Container]


class SignedOut(Exception):
    """Nobody is signed in: to the entrance."""


class Refused(Exception):
    """Answered with a page that says why."""

    def __init__(self, status: int, problem: str) -> None:
        """Take the HTTP status, and the name of what problem.html says."""
        super().__init__(problem)
        self.status, self.problem = status, problem


@dataclass(frozen=True)
class Seat:
    """Somebody at the desk."""

    user: User
    session: Session

    @property
    def acts(self) -> bool:
        """Say whether this person may claim, answer and end conversations."""
        return may(self.user.role, Permission.ANSWER)


class Door:
    """Lets requests in."""

    def __init__(self, core: Core) -> None:
        """Take what gives the container, asked when the first request comes."""
        self._core = core

    @property
    def sessions(self) -> Sessions:
        """Seal and open sessions under this installation's secret."""
        settings = self._core().settings
        secure = settings.public_url.startswith("https://")
        return Sessions(settings.secret_key, self._core().clock, secure=secure)

    def session(self, request: Request) -> Session:
        """Give the session of a browser, signed in or not."""
        return self.sessions.open(request.cookies.get(COOKIE))

    async def reader(self, request: Request) -> Seat:
        """Let in whoever may read.

        Raises:
            SignedOut: nobody is signed in, or the user is no more.
            Refused: the role may not.
        """
        session = self.session(request)
        accounts = self._core().accounts
        user = await asyncio.to_thread(accounts.get, session.user_id) if session.user_id else None
        if user is None:
            raise SignedOut
        if not may(user.role, Permission.READ):
            raise Refused(403, "role")
        return Seat(user, session)

    async def actor(self, request: Request) -> Seat:
        """Let in whoever may act and posts a form of this session.

        Raises:
            SignedOut: nobody is signed in.
            Refused: the role may not, or the form is not of this session.
        """
        seat = await self.reader(request)
        if not seat.acts:
            raise Refused(403, "role")
        check_form(request, seat.session)
        return seat


def check_form(request: Request, session: Session) -> None:
    """Let a form pass.

    Raises:
        Refused: it is too large, or lacks the session's token.
    """
    if len(request.body) > MAX_FORM:
        raise Refused(413, "too_large")
    if not session.accepts(request.form.get("csrf")):
        raise Refused(403, "token")
