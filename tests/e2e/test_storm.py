"""A small storm: people write at once, processes are killed, nothing is lost or said twice."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from benchmarks.storm import storm
from benchmarks.storm_plan import Scale

SMALL = Scale(webhooks=200, people=40, rate=10.0, kills=2)
TIMED = "200 after"  # how fast is the benchmark's to judge, on a machine of its own


@pytest.mark.slow
def test_a_storm_with_two_deaths_loses_nothing_and_keeps_the_order(
    model: Path, tmp_path: Path
) -> None:
    found, _ = asyncio.run(storm(SMALL, model, tmp_path))
    broken = [f"{one.what}: {one.found}" for one in found if not one.holds]
    assert [one for one in broken if not one.startswith(TIMED)] == []
