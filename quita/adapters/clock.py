"""The present: the machine's, or moved by an offset that several processes share through a file."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

from quita.domain.errors import Misconfigured


def machine_clock() -> datetime:
    """Give the present as an aware UTC datetime."""
    return datetime.now(timezone.utc)


class SharedClock:
    """The machine's clock plus the offset in a file; whoever writes there moves every reader.

    The file is read at each look: an offset that is kept would differ between processes for a
    while, and so would what they see of each other's writing.
    """

    def __init__(self, file: Path) -> None:
        """Take the file: seconds, in decimal digits; a file that is not there moves nothing."""
        self._file = file

    def __call__(self) -> datetime:
        """Give the moved present as an aware UTC datetime.

        Raises:
            Misconfigured: the file holds something else.
        """
        return machine_clock() + self.offset

    @property
    def offset(self) -> timedelta:
        """How far the present is moved."""
        try:
            return timedelta(seconds=float(self._file.read_text()))
        except FileNotFoundError:
            return timedelta(0)
        except ValueError:
            raise Misconfigured(f"{self._file}: an offset is a number of seconds") from None

    def move_to(self, offset: timedelta) -> None:
        """Move every reader, all at once."""
        moving = self._file.with_suffix(".moving")
        moving.write_text(str(offset.total_seconds()))
        moving.replace(self._file)
