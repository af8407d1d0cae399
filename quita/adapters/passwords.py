"""Passwords as Argon2id hashes, with argon2-cffi's parameters (RFC 9106, low memory)."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


class Argon2Hasher:
    """Fulfils the port Hasher; a hash carries its own parameters, so they may be raised later."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """Take other parameters than the library's."""
        self._hasher = hasher or PasswordHasher()

    def hash(self, password: str) -> str:
        """Hash a password under a salt of its own."""
        return self._hasher.hash(_bytes(password))

    def verify(self, password_hash: str, password: str) -> bool:
        """Say whether a hash is of that password; what is no hash is of none."""
        try:
            return self._hasher.verify(password_hash, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
