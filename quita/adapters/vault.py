"""Encrypts what identifies people, and gives keyed indexes by which it is found again.

Both keys are derived (HKDF-SHA256) from the one secret of an installation, so that neither tells
anything about the other. Texts are sealed with AES-256-GCM under a random nonce: the same text is
never sealed twice alike, and a changed byte is noticed. An index is an HMAC: without the key nobody
can try all CPFs against it.
"""

from __future__ import annotations

import binascii
import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from quita.domain.errors import Misconfigured

VERSION = "v1."  # begins every sealed text, so that a later scheme can be told apart
BYTES_VERSION = b"v1\n"  # the same for files
MIN_SECRET = 16  # characters
NONCE = 12  # bytes, as NIST SP 800-38D advises for GCM


class Vault:
    """Seals and opens texts, and indexes them blindly."""

    def __init__(self, secret_key: str) -> None:
        """Derive the keys.

        Raises:
            Misconfigured: the secret is shorter than 16 characters.
        """
        if len(secret_key) < MIN_SECRET:
            raise Misconfigured(f"QUITA_SECRET_KEY needs at least {MIN_SECRET} characters")
        self._cipher = AESGCM(_derive(secret_key, b"quita vault encryption v1"))
        self._index_key = _derive(secret_key, b"quita vault blind index v1")

    def encrypt(self, text: str) -> str:
        """Seal a text; lone surrogates, which JSON may carry, are kept."""
        nonce = os.urandom(NONCE)
        sealed = self._cipher.encrypt(nonce, _bytes(text), VERSION.encode())
        return VERSION + urlsafe_b64encode(nonce + sealed).decode()

    def decrypt(self, sealed: str) -> str:
        """Open a sealed text.

        Raises:
            Misconfigured: it was sealed under another secret, or changed, or never sealed.
        """
        try:
            if not sealed.startswith(VERSION):
                raise InvalidTag
            data = urlsafe_b64decode(sealed[len(VERSION) :])
            text = self._cipher.decrypt(data[:NONCE], data[NONCE:], VERSION.encode())
        except (InvalidTag, ValueError, binascii.Error) as error:
            raise Misconfigured(
                "QUITA_SECRET_KEY does not open what is stored: was the key changed?"
            ) from error
        return text.decode("utf-8", "surrogatepass")

    def seal(self, data: bytes, about: str) -> bytes:
        """Seal bytes so that they open under the same `about` (a file's name) alone."""
        nonce = os.urandom(NONCE)
        return BYTES_VERSION + nonce + self._cipher.encrypt(nonce, data, _about(about))

    def unseal(self, sealed: bytes, about: str) -> bytes:
        """Open sealed bytes.

        Raises:
            Misconfigured: they were sealed under another secret or name, or changed.
        """
        start = len(BYTES_VERSION)
        try:
            if not sealed.startswith(BYTES_VERSION):
                raise InvalidTag
            nonce, rest = sealed[start : start + NONCE], sealed[start + NONCE :]
            return self._cipher.decrypt(nonce, rest, _about(about))
        except (InvalidTag, ValueError) as error:
            raise Misconfigured(
                "QUITA_SECRET_KEY does not open a stored file: was the key changed?"
            ) from error

    def index(self, kind: str, value: str) -> str:
        """Give 64 hexadecimal digits: the same for the same kind and value, saying nothing else."""
        return hmac.new(self._index_key, _bytes(f"{kind}\x00{value}"), sha256).hexdigest()


def _derive(secret_key: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=purpose).derive(_bytes(secret_key))


def _about(name: str) -> bytes:
    return BYTES_VERSION + _bytes(name)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
