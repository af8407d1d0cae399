"""Replies a second with 1, 8 and 16 people writing at once, each as soon as they are answered.

Whoever reaches the end of the script makes room for somebody new: nobody writes 200 messages in a
row, and stock Rasa, which reads a conversation anew at each turn, would pay for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from time import perf_counter

from benchmarks.bench import Bench
from benchmarks.figures import Figures, Measure
from benchmarks.script import STOCK_ROUND

SIDE_BY_SIDE = (1, 8, 16)
MEASURES = tuple(Measure(f"replies a second, {n} side by side", "1/s") for n in SIDE_BY_SIDE)
Turn = Callable[[], Awaitable[object]]


async def quita(bench: Bench) -> Figures:
    """Count turns whose every message reached the Graph API."""
    side = bench.quita
    await side.running(0)
    # An idle assistant's silence tells which reply is a turn's last; a busy one's would not.
    counts = [turn.messages for turn in await side.converse(side.debtor())]

    def lines() -> Iterator[tuple[str, str, int]]:
        while True:
            debtor = side.debtor()
            for text, count in zip(debtor.lines(), counts, strict=True):
                yield debtor.phone, text, count

    def writer() -> Turn:
        said = lines()
        return lambda: side.meta.turn(*next(said))

    return await _figures(writer, bench.effort.seconds)


async def stock(bench: Bench) -> Figures:
    """Count answered POSTs to the REST channel."""
    side = bench.stock
    await side.running()

    def lines() -> Iterator[tuple[str, str]]:
        while True:
            person = side.person()
            for text in STOCK_ROUND:
                yield person, text

    def writer() -> Turn:
        said = lines()
        return lambda: side.turn(*next(said))

    return await _figures(writer, bench.effort.seconds)


async def _figures(writer: Callable[[], Turn], seconds: float) -> Figures:
    return {
        measure.name: await _rate([writer() for _ in range(count)], seconds)
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
