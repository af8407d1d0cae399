"""Replies a second with 1, 8 and 16 people writing at once, each as soon as they are answered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from itertools import cycle
from time import perf_counter

from benchmarks.bench import Bench
from benchmarks.figures import Figures, Measure
from benchmarks.script import ROUND, STOCK_ROUND

SIDE_BY_SIDE = (1, 8, 16)
MEASURES = tuple(Measure(f"replies a second, {n} side by side", "1/s") for n in SIDE_BY_SIDE)
Turn = Callable[[], Awaitable[object]]


async def quita(bench: Bench) -> Figures:
    """Count turns whose every message reached the Graph API."""
    side = bench.quita
    await side.running(0)
    counts = [turn.messages for turn in await side.converse(side.debtor())]
    people = [side.debtor() for _ in range(max(SIDE_BY_SIDE))]
    for person in people:
        await side.converse(person, counts)

    def writer(phone: str) -> Turn:
        lines = cycle(zip(ROUND, counts[-len(ROUND) :], strict=True))
        return lambda: side.meta.turn(phone, *next(lines))

    return await _figures([writer(person.phone) for person in people], bench.effort.seconds)


async def stock(bench: Bench) -> Figures:
    """Count answered POSTs to the REST channel."""
    side = bench.stock
    await side.running()

    def writer(person: str) -> Turn:
        texts = cycle(STOCK_ROUND)
        return lambda: side.turn(person, next(texts))

    turns = [writer(side.person()) for _ in range(max(SIDE_BY_SIDE))]
    return await _figures(turns, bench.effort.seconds)


async def _figures(turns: Sequence[Turn], seconds: float) -> Figures:
    return {
        measure.name: await _rate(turns[:count], seconds)
        for measure, count in zip(MEASURES, SIDE_BY_SIDE, strict=True)
    }


async def _rate(turns: Sequence[Turn], seconds: float) -> float:
    """Give turns a second; those under way at the end are waited for, and count with their time."""
    began = perf_counter()
    ends = began + seconds

    async def write(turn: Turn) -> int:
        done = 0
        while perf_counter() < ends:
            await turn()
            done += 1
        return done

    tasks = [asyncio.create_task(write(turn)) for turn in turns]
    try:
        done = sum(await asyncio.gather(*tasks))
    finally:
        for task in tasks:  # one failed: the others must not write on into the next measurement
            task.cancel()
    return done / (perf_counter() - began)
