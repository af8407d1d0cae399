"""Statistics over samples, and one line of the table: Quita's figure, stock's, and the limit."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Figures = Mapping[str, float]


class NotMeasured(Exception):
    """A measurement could not be made; the message says why."""


@dataclass(frozen=True)
class Measure:
    """What is measured; both sides give their figures under its name.

    Attributes:
        limit: the most that the requirement allows Quita, in `unit`; None where it sets none.
    """

    name: str
    unit: str
    limit: float | None = None


@dataclass(frozen=True)
class Row:
    """One measure of both sides; None where a side has no such figure."""

    measure: Measure
    quita: float | None
    stock: float | None

    @property
    def ratio(self) -> float | None:
        """Quita's figure as a multiple of stock's; None where either is missing."""
        if self.quita is None or not self.stock:
            return None
        return self.quita / self.stock

    @property
    def holds(self) -> bool | None:
        """Whether Quita stays within the limit; None where there is nothing to judge."""
        if self.measure.limit is None or self.quita is None:
            return None
        return self.quita <= self.measure.limit


def rows_of(measures: Sequence[Measure], quita: Figures, stock: Figures) -> list[Row]:
    """Put the figures of both sides beside each other."""
    return [Row(one, quita.get(one.name), stock.get(one.name)) for one in measures]


def percentile(samples: Sequence[float], percent: float) -> float:
    """Give the least sample that `percent` of all samples do not exceed (nearest rank).

    No value is made up between two samples: a p95 is a time that somebody waited.

    Raises:
        NotMeasured: there are no samples.
    """
    if not samples:
        raise NotMeasured("no samples")
    rank = math.ceil(len(samples) * percent / 100)
    return sorted(samples)[max(rank, 1) - 1]


def median(samples: Sequence[float]) -> float:
    """Give the middle sample, or the mean of the two in the middle.

    Raises:
        NotMeasured: there are no samples.
    """
    if not samples:
        raise NotMeasured("no samples")
    ordered, half = sorted(samples), len(samples) // 2
    return ordered[half] if len(samples) % 2 else (ordered[half - 1] + ordered[half]) / 2
