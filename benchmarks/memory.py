"""Memory of the running processes, after they have worked."""

from __future__ import annotations

from benchmarks.bench import Bench
from benchmarks.figures import Figures, Measure
from benchmarks.proc import Memory

RSS = Measure("memory, RSS", "MB", limit=2000)
PSS = Measure("memory, PSS", "MB")
MEASURES = (RSS, PSS)


async def quita(bench: Bench) -> Figures:
    """Weigh assistant, actions and worker together; RSS counts what they share once each."""
    await bench.quita.running(0)
    return _figures(bench.quita.memory())


async def stock(bench: Bench) -> Figures:
    """Weigh `rasa run`, which is all that stock Rasa has."""
    await bench.stock.running()
    return _figures(bench.stock.memory())


def _figures(memory: Memory) -> Figures:
    return {RSS.name: memory.rss, PSS.name: memory.pss}
