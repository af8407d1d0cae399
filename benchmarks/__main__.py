"""`python -m benchmarks [topic ...] [--json FILE] [--quick]`: measure, and print a table."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

import aiohttp

from benchmarks import (
    acknowledgement,
    codes,
    latency,
    links,
    memory,
    nightly,
    offers,
    start,
    throughput,
    training,
    understanding,
    webchat,
)
from benchmarks.bench import Bench
from benchmarks.effort import FULL, QUICK, Effort
from benchmarks.figures import Figures, NotMeasured, Row, rows_of
from benchmarks.meta import Meta
from benchmarks.proc import load, machine
from benchmarks.quita_side import QuitaSide
from benchmarks.stock_side import StockSide
from benchmarks.table import document, table
from quita.settings import ROOT

# In this order: training makes the models, and memory is weighed after all the work.
TOPICS = {
    topic.__name__.rpartition(".")[2]: topic
    for topic in (
        codes,
        training,
        understanding,
        start,
        latency,
        acknowledgement,
        throughput,
        memory,
        offers,
        nightly,
        links,
        webchat,
    )
}
SIDES = ("quita", "stock")
INTERRUPTED = 130


@dataclass
class Results:
    """The figures of each topic and side, and what could not be measured."""

    figures: dict[tuple[str, str], Figures] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def rows(self, names: Sequence[str]) -> list[Row]:
        """Give the rows of topics in order."""
        return [
            row
            for name in names
            for row in rows_of(
                TOPICS[name].MEASURES, *(self.figures.get((name, side), {}) for side in SIDES)
            )
        ]


def main() -> int:
    """Measure the chosen topics; 1 where a measurement could not be made."""
    arguments = parser().parse_args()
    if unknown := set(arguments.topics) - set(TOPICS):
        parser().error(f"no such topic: {', '.join(sorted(unknown))}")
    names = [name for name in TOPICS if name in (arguments.topics or TOPICS)]
    about = {
        "begun": f"{datetime.now(timezone.utc):%Y-%m-%d %H:%M} UTC",
        "machine": machine(),
        "rasa": version("rasa"),
        "load_before": round(load(), 1),
    }
    try:
        results = asyncio.run(_interruptible(names, QUICK if arguments.quick else FULL))
    except asyncio.CancelledError:
        print("Stopped.", file=sys.stderr)
        return INTERRUPTED
    rows = results.rows(names)
    print("\n" + ", ".join(f"{name}: {value}" for name, value in about.items()))
    print("\n" + table(rows))
    for problem in results.problems:
        print(f"\nNot measured: {problem}", file=sys.stderr)
    if arguments.json:
        found = {"about": about, "rows": document(rows), "not_measured": results.problems}
        arguments.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 1 if results.problems else 0


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("topics", nargs="*", metavar="topic", help=f"{', '.join(TOPICS)}; or all")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file too")
    parser.add_argument(
        "--quick", action="store_true", help="repeat little: for work on the benchmarks themselves"
    )
    return parser


async def _interruptible(names: Sequence[str], effort: Effort) -> Results:
    """Measure, stopping every process also where this one is told to stop."""
    _cancel_once(asyncio.get_running_loop(), asyncio.current_task())
    meta = Meta()
    with tempfile.TemporaryDirectory(prefix="quita-benchmarks-") as name:
        folder = Path(name)
        # What `make run` would use, except where training is measured: that begins from nothing.
        models = folder / "models" if "training" in names else ROOT / "models"
        bench = Bench(
            QuitaSide(folder / "quita", models, meta), StockSide(folder / "stock"), effort
        )
        await meta.open()
        try:
            return await _measured(bench, names)
        finally:
            await bench.quita.stop()
            await bench.stock.stop()
            await meta.close()


def _cancel_once(loop: asyncio.AbstractEventLoop, task: asyncio.Task[Results] | None) -> None:
    """Take Ctrl-C and SIGTERM as the wish to stop; a second one must not interrupt the stopping."""

    def stop() -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, lambda: None)
        if task is not None:
            task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)


async def _measured(bench: Bench, names: Sequence[str]) -> Results:
    results = Results()
    for side in SIDES:
        for name in names:
            print(f"{side}: {name} (load {load():.1f}) ...", flush=True)
            try:
                results.figures[name, side] = await _figures(TOPICS[name], side, bench)
            except (NotMeasured, aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
                reason = str(error) or type(error).__name__
                results.problems.append(f"{name} of {side}: {reason}")
        await getattr(bench, side).stop()
    return results


async def _figures(topic: ModuleType, side: str, bench: Bench) -> Figures:
    figures: Figures = await getattr(topic, side)(bench)
    return figures


if __name__ == "__main__":
    sys.exit(main())
