"""Checks the signature of a web hook's raw body: before parsing; a bad or missing one is a 403."""

from __future__ import annotations

import hmac
import re

from quita.adapters.whatsapp.signature import HEADER, sign

__all__ = ["HEADER", "sign", "valid_signature"]

_SHAPE = re.compile(r"sha256=([0-9a-fA-F]{64})")


def valid_signature(app_secret: str, raw_body: bytes, header: str | None) -> bool:
    """Tells in constant time whether the header signs the body.

    A missing or malformed header is False, and so is everything while the secret is empty:
    anyone can sign with an empty secret.
    """
    match = _SHAPE.fullmatch(header or "")
    if match is None or not app_secret:
        return False
    return hmac.compare_digest(sign(app_secret, raw_body), "sha256=" + match[1].lower())
