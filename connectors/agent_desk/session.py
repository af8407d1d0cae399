"""The desk's cookie: a random token, whose session lies in the database under a keyed hash."""

from __future__ import annotations

import re
from dataclasses import dataclass
from secrets import token_urlsafe

from sanic.response import HTTPResponse

from quita.services.sessions import LASTS

COOKIE = "quita_desk"
PATH = "/desk"
_TOKEN = re.compile(r"[\w-]{43}", re.ASCII)


@dataclass(frozen=True)
class Browser:
    """A browser by its cookie; `known` is False where it brought none of ours."""

    token: str
    known: bool
    csrf: str


def token_of(cookie: str | None) -> tuple[str, bool]:
    """Give a cookie's token, or a new one where it has no token's shape."""
    if cookie and _TOKEN.fullmatch(cookie):
        return cookie, True
    return token_urlsafe(32), False


def give(response: HTTPResponse, token: str, *, secure: bool) -> HTTPResponse:
    """Put a token into a response's cookie; `secure` ones travel over HTTPS only."""
    response.cookies[COOKIE] = token
    cookie = response.cookies[COOKIE]
    cookie["path"], cookie["max-age"] = PATH, int(LASTS.total_seconds())
    cookie["httponly"], cookie["samesite"] = True, "Lax"
    cookie["secure"] = secure
    return response
