"""How soon a link is resolved: found by its hash, its click counted, its page answered."""

from __future__ import annotations

import time

import aiohttp

from benchmarks.bench import Bench
from benchmarks.figures import Figures, Measure, NotMeasured, median, percentile
from benchmarks.web_side import BROWSER, web_side

MEDIAN = Measure("link resolved: median", "ms", limit=5)
P99 = Measure("link resolved: p99", "ms")
MEASURES = (MEDIAN, P99)
WARM = 20


async def quita(bench: Bench) -> Figures:
    """Open a link again and again, one after the other."""
    taken = []
    async with web_side() as side, aiohttp.ClientSession(headers={"User-Agent": BROWSER}) as web:
        url = f"{side.url}/l/{side.code()}"
        for _ in range(bench.effort.posts + WARM):
            begun = time.perf_counter()
            async with web.get(url) as answer:
                await answer.read()
            taken.append((time.perf_counter() - begun) * 1000)
            if answer.status != 200:
                raise NotMeasured(f"a link was answered {answer.status}")
    return {MEDIAN.name: median(taken[WARM:]), P99.name: percentile(taken[WARM:], 99)}


async def stock(_: Bench) -> Figures:
    """Stock Rasa has no links."""
    return {}
