"""Start to ready, the model being there: the processes alone, and with what precedes them."""

from __future__ import annotations

from benchmarks.bench import Bench
from benchmarks.figures import Figures, Measure, median

PROCESSES = Measure("start to ready: the processes", "s")
WHOLE = Measure("start to ready: a second `make run`", "s", limit=35)
MEASURES = (PROCESSES, WHOLE)
WINDOW = 1.2  # seconds, the default; no message comes before all is ready


async def quita(bench: Bench) -> Figures:
    """Start assistant, actions, worker and sandbox; before them, as `make run`, prepare."""
    side = bench.quita
    await side.start(WINDOW)  # fills the disk's cache
    prepared, started = [], []
    for _ in range(bench.effort.starts):
        await side.stop()
        prepared.append(await side.prepare())
        started.append(await side.start(WINDOW))
    whole = [before + after for before, after in zip(prepared, started, strict=True)]
    return {PROCESSES.name: median(started), WHOLE.name: median(whole)}


async def stock(bench: Bench) -> Figures:
    """Start `rasa run`, which is all that stock Rasa has."""
    await bench.stock.start()
    seconds = median([await bench.stock.start() for _ in range(bench.effort.starts)])
    return {PROCESSES.name: seconds, WHOLE.name: seconds}
