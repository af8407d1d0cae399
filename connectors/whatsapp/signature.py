"""Signs and checks the raw body of a web hook as Meta does.

Meta, "Webhooks: validate payloads": header `X-Hub-Signature-256: sha256=<hex>`, the HMAC-SHA256
of the raw body bytes with the app secret. Check before parsing; a bad or missing one is a 403.
"""

from __future__ import annotations

import hashlib
import hmac
import re

HEADER = "X-Hub-Signature-256"
_SHAPE = re.compile(r"sha256=([0-9a-fA-F]{64})")


def sign(app_secret: str, raw_body: bytes) -> str:
    """Writes the header's value for a body: `sha256=` and 64 lower-case hex digits."""
    return "sha256=" + hmac.new(app_secret.encode(), raw_body, hashlib.sha256).hexdigest()


def valid_signature(app_secret: str, raw_body: bytes, header: str | None) -> bool:
    """Tells in constant time whether the header signs the body.

    A missing or malformed header is False, and so is everything while the secret is empty:
    anyone can sign with an empty secret.
    """
    match = _SHAPE.fullmatch(header or "")
    if match is None or not app_secret:
        return False
    return hmac.compare_digest(sign(app_secret, raw_body), "sha256=" + match[1].lower())
