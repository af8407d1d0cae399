"""Addresses that only whoever was given them can make up: an id with its signature."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

from quita.domain.records import Charge

SIGNATURE = 32  # characters: 192 bits


class BoletoLinks:
    """The address of a boleto's PDF, which a channel fetches without a session."""

    purpose, path, suffix = b"quita boleto links v1", "boleto", ".pdf"

    def __init__(self, secret_key: str, public_url: str) -> None:
        """Take the installation's secret and where the world reaches it."""
        self._key = hmac.new(secret_key.encode(), self.purpose, sha256).digest()
        self._public_url = public_url

    def url(self, charge: Charge) -> str:
        """Give the address."""
        signed = f"{charge.id}.{self._signature(charge.id)}"
        return f"{self._public_url}/{self.path}/{signed}{self.suffix}"

    def charge_id(self, token: str) -> str | None:
        """Give the charge that an address's last part is signed for, or None."""
        charge_id, _, signature = token.removesuffix(self.suffix).partition(".")
        right = hmac.compare_digest(signature.encode(), self._signature(charge_id).encode())
        return charge_id if right and token.endswith(self.suffix) else None

    def _signature(self, charge_id: str) -> str:
        digest = hmac.new(self._key, charge_id.encode(), sha256).digest()
        return urlsafe_b64encode(digest).decode()[:SIGNATURE]


class QrLinks(BoletoLinks):
    """The address of a Pix code's picture."""

    purpose, path, suffix = b"quita qr links v1", "pix", ".png"
