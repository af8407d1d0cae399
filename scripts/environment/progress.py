"""Tells how far uv is from what it prints when it writes to no terminal."""

from __future__ import annotations

import re

_BEGUN = re.compile(r"^(?:Downloading|Building) (?P<name>\S+)(?: \((?P<size>[^)]*)\))?")
_DONE = re.compile(r"^(?:Downloaded|Built) (?P<name>\S+)")
SHOWN_PENDING = 3


class Progress:
    """Counts downloads and builds, and remembers what is still under way."""

    def __init__(self) -> None:
        self._pending: dict[str, str] = {}
        self._done = 0
        self._latest = ""

    def heed(self, line: str) -> None:
        """Takes in one line of output."""
        line = line.strip()
        begun, done = _BEGUN.match(line), _DONE.match(line)
        if begun and begun["name"] in self._pending and not begun["size"]:
            # How uv before 0.8 says that a download is done.
            done, begun = begun, None
        if begun:
            self._pending[begun["name"]] = begun["size"] or "built here"
        elif done:
            self._done += self._pending.pop(done["name"], None) is not None
        elif line and not line.startswith(("+ ", "- ", "~ ")):
            self._latest = line

    def tell(self) -> str:
        """What is going on, in one line."""
        if not self._pending:
            return self._latest or "still working"
        names = list(self._pending.items())
        shown = ", ".join(f"{name} ({size})" for name, size in names[:SHOWN_PENDING])
        more = f" and {len(names) - SHOWN_PENDING} more" if len(names) > SHOWN_PENDING else ""
        return f"{self._done} of {self._done + len(names)} large files done; now {shown}{more}"
