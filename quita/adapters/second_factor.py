"""One-time codes by time (TOTP, RFC 6238: SHA-1, six digits, 30 seconds), by `cryptography`."""

from __future__ import annotations

import base64
import hmac
import os
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP, DIGITS, SECRET_BYTES = 30, 6, 20
DRIFT = 1  # steps that a phone's clock may be off (RFC 6238 5.2)


class TimeCodes:
    """Fulfils the port SecondFactor; secrets are in base32, as authenticators take them."""

    def secret(self) -> str:
        """Make a secret."""
        return base64.b32encode(os.urandom(SECRET_BYTES)).decode()

    def uri(self, secret: str, login: str, issuer: str) -> str:
        """Give what an authenticator reads from a QR code."""
        return self._totp(secret).get_provisioning_uri(login, issuer)

    def counter(self, secret: str, code: str, now: datetime) -> int | None:
        """Give the step whose code this is, among those that are near enough; None if none is."""
        totp, here = self._totp(secret), int(now.timestamp()) // STEP
        given = code.replace(" ", "").encode("utf-8", "surrogatepass")
        for step in range(here - DRIFT, here + DRIFT + 1):
            if hmac.compare_digest(totp.generate(step * STEP), given):
                return step
        return None

    def _totp(self, secret: str) -> TOTP:
        return TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP)
