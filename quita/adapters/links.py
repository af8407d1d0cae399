"""Addresses that only whoever was given them can make up: an id with its signature."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Protocol

SIGNATURE = 32  # characters: 192 bits


class Identified(Protocol):
    """Something with an id."""

    @property
    def id(self) -> str: ...


class BoletoLinks:
    """The address of a boleto's PDF, which a channel fetches without a session."""

    purpose, path, suffix = b"quita boleto links v1", "boleto", ".pdf"

    def __init__(self, secret_key: str, public_url: str) -> None:
        """Take the installation's secret and where the world reaches it."""
        self._key = hmac.new(secret_key.encode(), self.purpose, sha256).digest()
        self._public_url = public_url

    def url(self, thing: Identified) -> str:
        """Give the address."""
        signed = f"{thing.id}.{self._signature(thing.id)}"
        return f"{self._public_url}/{self.path}/{signed}{self.suffix}"

    def id_of(self, token: str) -> str | None:
        """Give the id that an address's last part is signed for, or None."""
        thing_id, _, signature = token.removesuffix(self.suffix).partition(".")
        right = hmac.compare_digest(signature.encode(), self._signature(thing_id).encode())
        return thing_id if right and token.endswith(self.suffix) else None

    def _signature(self, thing_id: str) -> str:
        digest = hmac.new(self._key, thing_id.encode(), sha256).digest()
        return urlsafe_b64encode(digest).decode()[:SIGNATURE]


class QrLinks(BoletoLinks):
    """The address of a Pix code's picture."""

    purpose, path, suffix = b"quita qr links v1", "pix", ".png"


class LetterLinks(BoletoLinks):
    """The address of a settlement letter's PDF."""

    purpose, path, suffix = b"quita letter links v1", "carta", ".pdf"


class TermLinks(BoletoLinks):
    """The address of the PDF of an agreement's term."""

    purpose, path, suffix = b"quita term links v1", "termo", ".pdf"
