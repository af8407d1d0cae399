"""Where the bytes of files that browsers send lie."""

from __future__ import annotations

from typing import Protocol


class FileStore(Protocol):
    """Bytes by name, encrypted where they lie."""

    def put(self, name: str, data: bytes) -> None:
        """Keep bytes, whole or not at all; a known name is replaced."""

    def get(self, name: str) -> bytes | None: ...
