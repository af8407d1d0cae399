"""What a topic measures with: both sides, and how often."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.effort import Effort
from benchmarks.quita_side import QuitaSide
from benchmarks.stock_side import StockSide


@dataclass(frozen=True)
class Bench:
    """The two sides; only one runs at a time, so that neither takes the other's processor."""

    quita: QuitaSide
    stock: StockSide
    effort: Effort
