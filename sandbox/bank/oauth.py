"""OAuth 2 client credentials: tokens with scopes that expire."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets

from aiohttp import web

from sandbox.bank.problems import denied
from sandbox.settings import Clock, SandboxSettings
from sandbox.store import Store

TOKEN_SECONDS = 3600
SCOPES = (
    "cob.write",
    "cob.read",
    "cobv.write",
    "cobv.read",
    "pix.read",
    "webhook.write",
    "webhook.read",
    "rec.write",
    "rec.read",
    "solicrec.write",
    "cobr.write",
    "cobr.read",
    "payloadlocationrec.write",
)


class OAuth:
    """Hands out tokens and checks them."""

    def __init__(self, settings: SandboxSettings, store: Store, clock: Clock) -> None:
        """Take the one client's credentials, the store and the time."""
        self._settings = settings
        self._store = store
        self._clock = clock

    async def token(self, request: web.Request) -> web.Response:
        """Answer a request for a token (RFC 6749, section 4.4)."""
        if not self._known_client(request.headers.get("Authorization", "")):
            return _error("invalid_client", 401)
        form = await request.post()
        if form.get("grant_type") != "client_credentials":
            return _error("unsupported_grant_type", 400)
        wanted = str(form.get("scope") or " ".join(SCOPES)).split()
        if not set(wanted) <= set(SCOPES):
            return _error("invalid_scope", 400)
        token = secrets.token_urlsafe(32)
        now = int(self._clock().timestamp())
        self._store.write("DELETE FROM tokens WHERE expires <= ?", now)
        self._store.insert(
            "INSERT INTO tokens (token, scopes, expires) VALUES (?, ?, ?)",
            token,
            " ".join(wanted),
            now + TOKEN_SECONDS,
        )
        return web.json_response(
            {
                "access_token": token,
                "token_type": "Bearer",
                "expires_in": TOKEN_SECONDS,
                "scope": " ".join(wanted),
            },
            headers={"Cache-Control": "no-store"},
        )

    def check(self, header: str, scope: str) -> None:
        """Check the Authorization header of a call.

        Raises:
            Problem: 401 without a living token, 403 without the scope.
        """
        kind, _, token = header.partition(" ")
        row = self._store.one(
            "SELECT scopes FROM tokens WHERE token = ? AND expires > ?",
            token if kind.lower() == "bearer" else "",
            int(self._clock().timestamp()),
        )
        if row is None:
            raise denied("Token de acesso ausente, inválido ou expirado.", 401)
        if scope not in row["scopes"].split():
            raise denied(f"O token não traz o escopo {scope}.")

    def _known_client(self, header: str) -> bool:
        kind, _, encoded = header.partition(" ")
        expected = f"{self._settings.pix_client_id}:{self._settings.pix_client_secret}".encode()
        try:
            given = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            return False
        return kind.lower() == "basic" and hmac.compare_digest(given, expected)


def _error(name: str, status: int) -> web.Response:
    headers = {"WWW-Authenticate": 'Basic realm="pix"'} if status == 401 else None
    return web.json_response({"error": name}, status=status, headers=headers)
