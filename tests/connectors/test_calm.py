"""Acknowledging goes before answering, and turns run on a loop of their own."""

from __future__ import annotations

import asyncio
import threading
from datetime import datetime, timezone
from typing import Any, cast

from connectors.calm import BUSY, Calm
from connectors.turn_loop import TurnLoop
from quita.services.inbox import Claimed

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=timezone.utc)


async def test_nothing_waits_while_few_web_hooks_are_under_way() -> None:
    calm = Calm()
    with calm:
        await asyncio.wait_for(calm.wait(), 0.2)


async def test_what_is_begun_waits_until_web_hooks_are_stored() -> None:
    calm = Calm()
    for _ in range(BUSY):
        calm.__enter__()
    waiting = asyncio.create_task(calm.wait())
    await asyncio.sleep(0)
    assert not waiting.done()
    calm.__exit__(None, None, None)
    await waiting


async def test_a_long_storm_does_not_silence_the_assistant() -> None:
    calm = Calm()
    for _ in range(BUSY):
        calm.__enter__()
    await asyncio.wait_for(calm.wait(), 30)


class Runner:
    """Says on which thread it answered."""

    async def run(self, claimed: Claimed, worker: str) -> bool:
        if worker == "fails":
            raise ValueError(threading.current_thread().name)
        return threading.current_thread().name == "turns"


async def test_a_turn_is_answered_on_a_thread_of_its_own_and_awaited_here() -> None:
    closed = []

    async def close() -> None:
        closed.append(threading.current_thread().name)

    turns = TurnLoop(Runner(), close)
    turns.start()
    try:
        nobody = cast(Any, None)
        assert await turns.run(nobody, "w1")
        failed = await asyncio.gather(turns.run(nobody, "fails"), return_exceptions=True)
        assert isinstance(failed[0], ValueError)
    finally:
        turns.stop()
    assert closed == ["turns"]
