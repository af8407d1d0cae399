"""How long a person waits for a reply, on an idle machine, one message at a time."""

from __future__ import annotations

from benchmarks.bench import Bench
from benchmarks.figures import Figures, Measure, median, percentile

DEFAULT_WINDOW = 1.2  # seconds

MEDIAN_0 = Measure("reply, typing window 0: median", "ms", limit=300)
P95_0 = Measure("reply, typing window 0: p95", "ms")
MEDIAN_DEFAULT = Measure("reply, typing window 1.2 s: median", "ms", limit=1600)
P95_DEFAULT = Measure("reply, typing window 1.2 s: p95", "ms")
MEASURES = (MEDIAN_0, P95_0, MEDIAN_DEFAULT, P95_DEFAULT)


async def quita(bench: Bench) -> Figures:
    """Time from the signed POST of a web hook to the first message at the Graph API."""
    waited = await _replied(bench, DEFAULT_WINDOW, bench.effort.waiting_conversations)
    at_once = await _replied(bench, 0, bench.effort.conversations)
    return {
        MEDIAN_0.name: median(at_once),
        P95_0.name: percentile(at_once, 95),
        MEDIAN_DEFAULT.name: median(waited),
        P95_DEFAULT.name: percentile(waited, 95),
    }


async def stock(bench: Bench) -> Figures:
    """Time a POST to the REST channel until its answer; stock Rasa has no typing window."""
    side = bench.stock
    await side.running()
    took = [
        took
        for _ in range(bench.effort.conversations)
        for took in await side.converse(side.person())
    ]
    middle, late = median(took), percentile(took, 95)
    return {
        MEDIAN_0.name: middle,
        P95_0.name: late,
        MEDIAN_DEFAULT.name: middle,
        P95_DEFAULT.name: late,
    }


async def _replied(bench: Bench, window: float, conversations: int) -> list[float]:
    side = bench.quita
    await side.running(window)
    return [
        turn.replied for _ in range(conversations) for turn in await side.converse(side.debtor())
    ]
