"""How soon a web hook is answered 200, its message stored; stock Rasa's REST channel has no such.

Meta repeats what is not acknowledged, so this must not grow with the work that messages bring.
"""

from __future__ import annotations

from itertools import cycle

from benchmarks.bench import Bench
from benchmarks.figures import Figures, Measure, median, percentile

IDLE_MEDIAN = Measure("acknowledgement, idle: median", "ms")
IDLE_P99 = Measure("acknowledgement, idle: p99", "ms")
BUSY_MEDIAN = Measure("acknowledgement, burst: median", "ms")
BUSY_P99 = Measure("acknowledgement, burst: p99", "ms")
MEASURES = (IDLE_MEDIAN, IDLE_P99, BUSY_MEDIAN, BUSY_P99)
TEXTS = ("oi", "você é um robô?", "quem está falando?", "obrigada")
PEOPLE = 40  # who write in the burst
DONE_AFTER = 3.0  # seconds in which nobody gets a reply any more


async def quita(bench: Bench) -> Figures:
    """Post one web hook a turn; then many in a row, without waiting for their replies."""
    side, posts = bench.quita, bench.effort.posts
    await side.running(0)
    texts = cycle(TEXTS)
    idle = [
        (await side.meta.turn(next(side.strangers), next(texts))).acknowledged for _ in range(posts)
    ]
    people = cycle([next(side.strangers) for _ in range(PEOPLE)])
    busy = [await side.meta.write(next(people), next(texts)) for _ in range(posts)]
    await side.meta.settled(DONE_AFTER)
    return {
        IDLE_MEDIAN.name: median(idle),
        IDLE_P99.name: percentile(idle, 99),
        BUSY_MEDIAN.name: median(busy),
        BUSY_P99.name: percentile(busy, 99),
    }


async def stock(_: Bench) -> Figures:
    """Give nothing: the REST channel answers only with the reply."""
    return {}
