"""Many files as one ZIP: the same files give the same bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

from quita.domain.errors import InvalidInput

EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP can name
MAX_TOTAL = 512 * 1024 * 1024  # bytes unpacked


def pack(files: Mapping[str, bytes]) -> bytes:
    """Pack files in the order of their names."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), files[name], zipfile.ZIP_DEFLATED)
    return target.getvalue()


def unpack(packed: bytes) -> dict[str, bytes]:
    """Give the files by name.

    Raises:
        InvalidInput: no ZIP, a damaged one, a name that comes twice, or more than 512 MB.
    """
    try:
        with zipfile.ZipFile(BytesIO(packed)) as archive:
            entries = archive.infolist()
            if len({entry.filename for entry in entries}) < len(entries):
                raise InvalidInput("o ZIP tem um nome repetido")
            if sum(entry.file_size for entry in entries) > MAX_TOTAL:
                raise InvalidInput("o ZIP é grande demais")
            return {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, EOFError, RuntimeError, OSError) as error:
        raise InvalidInput(f"o ZIP não se abre: {type(error).__name__}") from error
