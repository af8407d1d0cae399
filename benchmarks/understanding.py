"""What it costs to understand a message: a process of its own, on one core, without a channel."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.figures import Figures, Measure, NotMeasured
from benchmarks.parsing_process import parsing_command
from benchmarks.processes import plain_environment
from quita.settings import ROOT

MEDIAN = Measure("understanding a message: median", "ms", limit=25)
P95 = Measure("understanding a message: p95", "ms")
LONGEST = Measure("understanding 4,096 characters: median", "ms", limit=125)
MEMORY = Measure("memory of the model, over Rasa's own", "MB", limit=250)
MEASURES = (MEDIAN, P95, LONGEST, MEMORY)


async def quita(bench: Bench) -> Figures:
    """Parse held-out messages with Quita's model."""
    await bench.quita.train()
    return await asyncio.to_thread(_measured, bench.quita.model)


async def stock(bench: Bench) -> Figures:
    """Parse the same messages with the model of `rasa init`."""
    await bench.stock.train()
    return await asyncio.to_thread(_measured, bench.stock.model)


def _measured(model: Path) -> Figures:
    environment = {**plain_environment(), "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        parsing_command(model), env=environment, cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        raise NotMeasured(f"parsing with {os.fspath(model)} failed: {done.stderr[-400:]}")
    told = json.loads(done.stdout.splitlines()[-1])
    return {
        MEDIAN.name: told["median"],
        P95.name: told["p95"],
        LONGEST.name: told["longest"],
        MEMORY.name: told["memory"],
    }
