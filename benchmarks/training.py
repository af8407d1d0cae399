"""Training: one process from its start to its end, nothing taken from a cache."""

from __future__ import annotations

from benchmarks.bench import Bench
from benchmarks.figures import Figures, Measure

SECONDS = Measure("training", "s", limit=180)
MEASURES = (SECONDS,)


async def quita(bench: Bench) -> Figures:
    """Train into an empty folder."""
    return {SECONDS.name: await bench.quita.train()}


async def stock(bench: Bench) -> Figures:
    """Let `rasa init` make its project and train."""
    return {SECONDS.name: await bench.stock.train()}
