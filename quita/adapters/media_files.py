"""Files that people sent, sealed, in a folder: two letters of the name, then the name.

Written beside its place, then moved there, so that a crash leaves a whole file or none. Several
machines share one folder.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from quita.adapters.vault import Vault

_NAME = re.compile(r"[A-Za-z0-9_-]{3,64}")


class EncryptedFiles:
    """Fulfils the port MediaFiles."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        """Take the folder, which is made when it is first needed."""
        self._folder, self._vault = folder, vault

    def put(self, name: str, data: bytes) -> None:
        """Keep bytes, whole or not at all; a known name is replaced."""
        place = self._place(name)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, beside = tempfile.mkstemp(dir=place.parent)  # readable by its owner alone
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(self._vault.seal(data, name))
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, place)
        except BaseException:
            os.unlink(beside)
            raise

    def get(self, name: str) -> bytes | None:
        """Give the bytes of a name, or None."""
        try:
            sealed = self._place(name).read_bytes()
        except FileNotFoundError:
            return None
        return self._vault.unseal(sealed, name)

    def delete(self, name: str) -> None:
        """Forget bytes; a name that is not there is no error."""
        with contextlib.suppress(FileNotFoundError):
            self._place(name).unlink()

    def older(self, than: datetime) -> Iterator[str]:
        """Give the names of bytes that were kept before a moment, by the machine's clock."""
        for path in self._folder.glob("*/*"):
            ours = _NAME.fullmatch(path.name) and path.parent.name == path.name[:2]
            with contextlib.suppress(FileNotFoundError):  # somebody else deletes too
                if ours and path.stat().st_mtime < than.timestamp():
                    yield path.name

    def _place(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError("not a name of a file here")
        return self._folder / name[:2] / name
