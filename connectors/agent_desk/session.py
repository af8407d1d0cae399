"""Who sits at a browser: a sealed cookie, and the token that each of its forms must bring.

Sealed by Fernet (AES and HMAC, with the time inside), under a key derived from the installation's
secret, so that a process needs no table of sessions.
"""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from secrets import token_urlsafe

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sanic.response import HTTPResponse

from quita.services.ports import Clock

COOKIE = "quita_desk"
PATH = "/desk"
LASTS = timedelta(hours=8)


@dataclass(frozen=True)
class Session:
    """What the cookie holds; `user_id` is None before sign-in."""

    user_id: str | None = None
    csrf: str = field(default_factory=lambda: token_urlsafe(24))

    def accepts(self, token: str | None) -> bool:
        """Say whether a form's token is this session's."""
        return token is not None and hmac.compare_digest(self.csrf.encode(), token.encode())


class Sessions:
    """Seals and opens sessions."""

    def __init__(self, secret_key: str, clock: Clock, *, secure: bool) -> None:
        """Derive the key; `secure` cookies travel over HTTPS only."""
        purpose = HKDF(SHA256(), length=32, salt=None, info=b"quita desk session v1")
        key = purpose.derive(secret_key.encode("utf-8", "surrogatepass"))
        self._fernet, self._clock = Fernet(urlsafe_b64encode(key)), clock
        self._secure = secure

    def open(self, cookie: str | None) -> Session:
        """Give the session of a cookie; an empty one where it is missing, forged or too old."""
        try:
            token = (cookie or "").encode() + b"=" * (-len(cookie or "") % 4)
            lasts, now = int(LASTS.total_seconds()), int(self._clock().timestamp())
            held = json.loads(self._fernet.decrypt_at_time(token, lasts, now))
        except InvalidToken:
            return Session()
        return Session(**held)

    def give(self, response: HTTPResponse, session: Session) -> HTTPResponse:
        """Put a session into a response's cookie."""
        now = int(self._clock().timestamp())
        token = self._fernet.encrypt_at_time(json.dumps(asdict(session)).encode(), now)
        # "=" would have to be quoted in a cookie.
        response.cookies[COOKIE] = token.decode().rstrip("=")
        cookie = response.cookies[COOKIE]
        cookie["path"], cookie["max-age"] = PATH, int(LASTS.total_seconds())
        cookie["httponly"], cookie["samesite"] = True, "Lax"
        cookie["secure"] = self._secure
        return response
