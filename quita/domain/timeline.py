"""A place in a line of time that several logs share: what is older, and what comes next to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timezone
from enum import IntEnum

from quita.domain.errors import InvalidInput

_FORMAT = "%Y%m%dT%H%M%S%f"
_WRITTEN = re.compile(r"(\d{8}T\d{12})-([0-9])-([\w.:-]{1,80})", re.ASCII)
_LONGEST = 18  # digits that a database holds as a whole number
_DIGITS = 12  # of a row's number, so that marks sort as they are written


class Source(IntEnum):
    """Which log an entry is of; of one moment, the lower comes first."""

    HEARD = 0  # what people wrote
    SAID = 1  # what was written to them in a conversation
    TEXTED = 2  # SMS
    PROMISED = 3  # hours at which an answer was promised


NUMBERED = (Source.HEARD, Source.SAID)  # whose keys are numbers of rows


@dataclass(frozen=True, order=True)
class Mark:
    """Where an entry stands; `key` orders those of one source and moment."""

    at: datetime
    source: Source
    key: str

    def __str__(self) -> str:
        """Write it as `read` takes it; what is written sorts like the marks themselves."""
        return f"{self.at.astimezone(timezone.utc):{_FORMAT}}-{int(self.source)}-{self.key}"

    @property
    def number(self) -> int:
        """Give the number of the row that a numbered mark is of."""
        return int(self.key)

    @classmethod
    def numbered(cls, at: datetime, source: Source, number: int) -> Mark:
        """Make the mark of a row that has a number."""
        return cls(at, source, f"{number:0{_DIGITS}}")

    @classmethod
    def read(cls, text: str) -> Mark:
        """Read a mark that a browser gives back.

        Raises:
            InvalidInput: it is none.
        """
        found = _WRITTEN.fullmatch(text)
        try:
            if found is None:
                raise ValueError
            at = datetime.strptime(found[1], _FORMAT).replace(tzinfo=timezone.utc)
            source = Source(int(found[2]))
            if source in NUMBERED:
                return cls.numbered(at, source, _row_number(found[3]))
            return cls(at, source, found[3])
        except ValueError:
            raise InvalidInput("no place in a line of time") from None


def _row_number(text: str) -> int:
    if len(text) > _LONGEST:
        raise ValueError("no row has such a number")
    return int(text)
