"""`python -m benchmarks.storm`: a storm of web hooks while processes are killed, and what holds.

Quita whole, by the command lines of `make run`, with Meta played here. Every message must be
processed once and in order, every reply handed to Meta once and in order, though processes are
killed at random: assistant (whole, or only Rasa below its stand-in), actions, worker; `--outage`
takes the Graph API away besides.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.figures import median, percentile
from benchmarks.proc import load, machine
from benchmarks.storm_checks import Check, checks
from benchmarks.storm_meta import StormMeta
from benchmarks.storm_plan import Posting, Scale, plan
from quita.cli.whole.records import Records
from quita.cli.whole.system import System
from quita.settings import ROOT
from sandbox.settings import WEBHOOK_PATH

BELOW = "rasa"  # the assistant's own server, below the stand-in that keeps its address
VICTIMS = ("assistant", BELOW, "actions", "worker")
BACKLOG_WITHIN = 600.0  # seconds after the last web hook
MEDIAN_LIMIT, P99_LIMIT = 50.0, 250.0  # milliseconds until the 200
LOOK_EVERY = 2.0
TYPING_WINDOW = "1.2"


async def storm(
    scale: Scale, model: Path, folder: Path, seed: int = 1, database: str = ""
) -> tuple[list[Check], dict[str, Any]]:
    """Play a storm; give what held and the figures."""
    meta = StormMeta()
    await meta.open()
    more = {"WHATSAPP_GRAPH_URL": meta.graph_url, "QUITA_TYPING_WINDOW": TYPING_WINDOW}
    more |= {"QUITA_DATABASE_URL": database} if database else {}
    system = System(folder, model, more)
    try:
        await asyncio.to_thread(system.__enter__)
        meta.webhook_url = system.assistant_url + WEBHOOK_PATH
        return await _played(scale, meta, system, seed)
    finally:
        await asyncio.to_thread(system.__exit__)
        await meta.close()


async def _played(
    scale: Scale, meta: StormMeta, system: System, seed: int
) -> tuple[list[Check], dict[str, Any]]:
    postings = plan(scale, seed, int(time.time()))
    before = load()
    began = time.monotonic()
    troubles = [
        asyncio.create_task(_kill(scale, system, seed)),
        asyncio.create_task(_outage(scale, meta)),
    ]
    await meta.write_all(postings)
    written = time.monotonic() - began
    await asyncio.gather(*troubles)
    quiet = await _quiet(system)
    answered = time.monotonic() - began
    await meta.reported_all()
    found = checks(postings, meta, Records(system), scale.kills)
    lasted = answered - written
    found += [
        Check("backlog answered within 10 minutes", quiet and lasted <= BACKLOG_WITHIN,
              f"{lasted:.0f} s after the last web hook was taken"),
        *_acknowledgement(meta, postings),
    ]  # fmt: skip
    figures = {
        "machine": machine(),
        "load before": round(before, 1),
        "load after": round(load(), 1),
        "seconds of writing": round(written, 1),
        "seconds in all": round(answered, 1),
        "web hooks taken": len(meta.acknowledged),
        "web hooks that came again": meta.refused,
        "messages handed to Meta": len(meta.taken),
    }
    return found, figures


def _acknowledgement(meta: StormMeta, postings: list[Posting]) -> list[Check]:
    middle, late = median(meta.acknowledged), percentile(meta.acknowledged, 99)
    return [
        Check("200 after less than 50 ms (median)", middle < MEDIAN_LIMIT, f"{middle:.1f} ms"),
        Check("200 after less than 250 ms (p99)", late < P99_LIMIT, f"{late:.0f} ms"),
    ]


async def _kill(scale: Scale, system: System, seed: int) -> None:
    """Kill a process at random times, each started again at once, as a supervisor does."""
    drawn = random.Random(seed + 1)
    # Spread past the writing too: the backlog is when a death costs most.
    share = max(scale.lasts * 1.5, scale.kills * 6.0) / max(scale.kills, 1)
    times = [2 + share * (number + drawn.random()) for number in range(scale.kills)]
    began = time.monotonic()
    for at in times:
        await asyncio.sleep(max(at - (time.monotonic() - began), 0))
        victim = drawn.choice(VICTIMS)
        print(f"  {time.monotonic() - began:6.1f} s: kill -9 {victim}", flush=True)
        if victim == BELOW:
            await asyncio.to_thread(system.kill_below, "assistant")
            continue
        await asyncio.to_thread(system.kill, victim)
        await asyncio.to_thread(system.start, victim)


async def _outage(scale: Scale, meta: StormMeta) -> None:
    if scale.outage:
        await asyncio.sleep(scale.lasts / 4)
        print(f"  the Graph API goes for {scale.outage:.0f} s", flush=True)
        await meta.outage(scale.outage)


async def _quiet(system: System) -> bool:
    """Wait until nothing is left to be answered or sent; False where that takes too long."""
    records = Records(system)
    ends = time.monotonic() + BACKLOG_WITHIN
    while time.monotonic() < ends:
        if await asyncio.to_thread(records.quiet):
            return True
        await asyncio.sleep(LOOK_EVERY)
    return False


def main() -> int:
    """Play a storm; 1 where something does not hold."""
    usual = Scale()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.storm", description=__doc__)
    for name, value in asdict(usual).items():
        parser.add_argument(f"--{name}", type=type(value), default=value)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default="", help="a PostgreSQL URL; SQLite if none")
    parser.add_argument("--model", type=Path, help="a trained model; the newest of models/ if none")
    parser.add_argument("--json", type=Path, metavar="FILE")
    given = vars(parser.parse_args())
    scale = Scale(**{name: given[name] for name in asdict(usual)})
    model = given["model"] or max(
        (ROOT / "models").glob("*.tar.gz"), key=lambda f: f.stat().st_mtime
    )
    with tempfile.TemporaryDirectory(prefix="quita-storm-") as folder:
        played = storm(scale, model, Path(folder), given["seed"], given["database"])
        found, figures = asyncio.run(played)
    for name, value in {**asdict(scale), **figures}.items():
        print(f"{name}: {value}")
    for check in found:
        print(f"{'holds' if check.holds else 'FAILS':5}  {check.what}: {check.found}")
    if given["json"]:
        document = {"scale": asdict(scale), "figures": figures, "checks": [*map(asdict, found)]}
        given["json"].write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    return 0 if all(check.holds for check in found) else 1


if __name__ == "__main__":
    sys.exit(main())
