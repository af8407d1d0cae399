"""Reads the series of correction indexes: `<name>.csv`, a line a month."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from quita.domain.business_days import add_months
from quita.domain.correction import IndexSeries
from quita.domain.errors import InvalidPolicy

HEADER = ["month", "percent"]
WIDEST = Decimal(100)  # percent in a month


class IndexFiles:
    """The index series of a folder, each read once."""

    def __init__(self, folder: Path) -> None:
        """Take the folder of the series."""
        self._folder = folder
        self._read: dict[str, IndexSeries] = {}

    def read(self, name: str) -> IndexSeries:
        """Give the series of that name.

        Raises:
            InvalidPolicy: there is none, or a line of it is wrong.
        """
        if name not in self._read:
            self._read[name] = read_series(self._folder / f"{name}.csv")
        return self._read[name]

    def find(self, name: str) -> IndexSeries | None:
        """Give the series of that name, None where there is none that can be read."""
        try:
            return self.read(name)
        except InvalidPolicy:
            return None


def read_series(path: Path) -> IndexSeries:
    """Read `month,percent` lines such as `2025-02,1.31`; lines that begin with # are comments.

    Raises:
        InvalidPolicy: naming the file and the first line that is wrong.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise InvalidPolicy(f"indexes/{path.name}: o arquivo não existe") from None
    except UnicodeDecodeError:
        raise InvalidPolicy(f"indexes/{path.name}: não está em UTF-8") from None
    rows = [(number, row) for number, row in enumerate(csv.reader(lines), 1) if _told(row)]
    if not rows or rows[0][1] != HEADER:
        raise InvalidPolicy(f"indexes/{path.name}: a primeira linha é {','.join(HEADER)}")
    found: dict[date, Decimal] = {}
    for number, row in rows[1:]:
        month, percent = _line(path, number, row)
        if found and month != add_months(max(found), 1):
            raise InvalidPolicy(f"indexes/{path.name}: linha {number}: os meses vão um a um")
        found[month] = percent
    if not found:
        raise InvalidPolicy(f"indexes/{path.name}: não há nenhum mês")
    return IndexSeries(path.stem, found)


def _told(row: list[str]) -> bool:
    return bool(row) and not row[0].startswith("#")


def _line(path: Path, number: int, row: list[str]) -> tuple[date, Decimal]:
    try:
        month, percent = row
        value = Decimal(percent)
        day = date.fromisoformat(f"{month}-01")
    except (ValueError, InvalidOperation):
        value, day = Decimal("nan"), date.min
    if not value.is_finite() or abs(value) >= WIDEST:
        raise InvalidPolicy(f"indexes/{path.name}: linha {number}: escreva como 2025-02,1.31")
    return day, value
