"""The demonstration's people, as `quita demo` wrote them down."""

from __future__ import annotations

import json
import logging
from pathlib import Path

FIELDS = ("name", "phone", "cpf", "birth_date", "note")

log = logging.getLogger(__name__)


class Demo:
    """Reads the file again whenever it changed; a missing file means nobody."""

    def __init__(self, file: Path | None) -> None:
        """Take the file, or None."""
        self._file = file
        self._read_at = -1
        self._people: list[dict[str, str]] = []

    def people(self) -> list[dict[str, str]]:
        """Give each person's name, phone, CPF, birth date and note."""
        if self._file is None or not self._file.exists():
            return []
        changed = self._file.stat().st_mtime_ns
        if changed != self._read_at:
            try:
                entries = json.loads(self._file.read_text(encoding="utf-8"))
                people = [{name: str(entry.get(name, "")) for name in FIELDS} for entry in entries]
            except (json.JSONDecodeError, AttributeError, TypeError):
                log.warning("%s is not a JSON list of people", self._file.name)
                return self._people
            self._people, self._read_at = people, changed
        return self._people
