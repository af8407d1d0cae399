"""Providers that are slow on demand."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest

from sandbox.faults import Fault, Faults
from sandbox.store import Store
from tests.sandbox.test_graph_sending import TEXT
from tests.sandbox.world import World

WHILE = 0.4


async def test_slow_call_is_taken_and_answered_late_and_the_next_one_at_once(world: World) -> None:
    await world.fault(kind="slow", seconds=WHILE)
    started = time.monotonic()
    assert (await world.send(TEXT))[0] == 200
    assert time.monotonic() - started >= WHILE
    started = time.monotonic()
    assert (await world.send(TEXT))[0] == 200
    assert time.monotonic() - started < WHILE


async def test_slow_call_may_fail_besides(world: World) -> None:
    await world.fault(kind="slow", seconds=WHILE)
    await world.fault(kind="error_code", code=131031)
    started = time.monotonic()
    assert (await world.send(TEXT))[1]["error"]["code"] == 131031
    assert time.monotonic() - started >= WHILE


async def test_slow_web_hook_comes_late_and_those_behind_it_in_order(world: World) -> None:
    await world.fault(kind="webhook_slow", seconds=WHILE)
    started = time.monotonic()
    await world.say("um")
    await world.say("dois")
    said = [(await world.assistant.next_message()).value["messages"][0] for _ in range(2)]
    assert [one["text"]["body"] for one in said] == ["um", "dois"]
    assert time.monotonic() - started >= WHILE


async def test_bank_is_slow_by_its_own_order(world: World) -> None:
    await world.fault(target="bank", kind="slow", seconds=WHILE)
    token, started = await world.bank_token(), time.monotonic()
    await world.bank("GET", "/cob/nenhuma", token=token)
    assert time.monotonic() - started >= WHILE


async def test_end_of_the_sandbox_ends_the_wait(tmp_path: Path) -> None:
    faults = Faults(Store(tmp_path / "sandbox.db"))
    faults.add(Fault("graph", "slow", seconds=60))
    waiting = asyncio.create_task(faults.dawdle("graph"))
    await asyncio.sleep(0)
    faults.close()
    await asyncio.wait_for(waiting, 1)


@pytest.mark.parametrize("seconds", [None, 0, -1, 500])
async def test_slowness_without_a_length_is_refused(world: World, seconds: float | None) -> None:
    order: dict[str, Any] = {"kind": "slow", **({} if seconds is None else {"seconds": seconds})}
    response = await world.client.post("/sandbox/faults", json=order)
    assert response.status == 400


async def test_file_of_an_older_sandbox_learns_to_be_slow(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "sandbox.db") as old:
        old.execute(
            "CREATE TABLE faults (id INTEGER PRIMARY KEY AUTOINCREMENT, target TEXT NOT NULL,"
            " kind TEXT NOT NULL, code INTEGER, accepted INTEGER NOT NULL DEFAULT 0,"
            " remaining INTEGER NOT NULL)"
        )
    faults = Faults(Store(tmp_path / "sandbox.db"))
    faults.add(Fault("graph", "slow", seconds=1.5))
    assert [one["seconds"] for one in faults.pending()] == [1.5]
