"""Signs the raw body of a web hook as Meta does.

Meta, "Webhooks: validate payloads": header `X-Hub-Signature-256: sha256=<hex>`, the HMAC-SHA256
of the raw body bytes with the app secret.
"""

from __future__ import annotations

import hashlib
import hmac

HEADER = "X-Hub-Signature-256"


def sign(app_secret: str, raw_body: bytes) -> str:
    """Writes the header's value for a body: `sha256=` and 64 lower-case hex digits."""
    return "sha256=" + hmac.new(app_secret.encode(), raw_body, hashlib.sha256).hexdigest()
