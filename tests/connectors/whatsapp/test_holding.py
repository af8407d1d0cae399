"""The door in a storm: acknowledged while others are under way, and read in order after."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.calm import BUSY, Calm
from connectors.whatsapp.door import Door
from connectors.whatsapp.holding import Group, Reader
from quita.bootstrap import Container, build
from quita.domain.conversation import Owner
from quita.domain.errors import MalformedWebhook
from quita.settings import load
from tests.conftest import FakeClock
from tests.connectors.whatsapp.hooking import WHATSAPP


@pytest.fixture
def core(
    database_url: str, tmp_path: Path, clock: FakeClock, new_id: Callable[[], str]
) -> Iterator[Container]:
    settings = {
        "QUITA_DATABASE_URL": database_url,
        "QUITA_SECRET_KEY": "a secret for tests only",
        "QUITA_VAR": str(tmp_path),
        **WHATSAPP,
    }
    core = build(load(settings), clock=clock, new_id=new_id)
    yield core
    core.database.engine.dispose()


@pytest.fixture
def calm() -> Calm:
    return Calm()


@pytest.fixture
def door(core: Container, calm: Calm) -> Iterator[Door]:
    door = Door(lambda: core, calm)
    yield door
    door.close()


def body(samples: dict[str, Any], wamid: str) -> bytes:
    samples["text"]["entry"][0]["changes"][0]["value"]["messages"][0]["id"] = wamid
    return json.dumps(samples["text"]).encode()


def stored(core: Container) -> list[str]:
    with core.database() as tx:
        chats = tx.conversations.with_owner(list(Owner))
        return [one.external_id for chat in chats for one in tx.messages.of_conversation(chat.id)]


def held(core: Container) -> int:
    with core.database() as tx:
        return len(tx.held_hooks.due(core.clock() + timedelta(days=1), 100))


async def storming(calm: Calm, work: Callable[[], Any]) -> Any:
    """Do something while others are under way."""
    for _ in range(BUSY):
        calm.__enter__()
    try:
        return await work()
    finally:
        for _ in range(BUSY):
            calm.__exit__(None, None, None)


async def test_in_a_storm_it_is_held_and_read_later(
    core: Container, door: Door, calm: Calm, samples: dict[str, Any]
) -> None:
    bodies = [body(samples, f"wamid.{n}") for n in range(3)]
    assert await storming(calm, lambda: door.take(bodies[0])) == (0, set())
    assert (stored(core), held(core), door.held.is_set()) == ([], 1, True)
    # What comes after it waits behind it, also when it is calm again.
    await door.take(bodies[1])
    assert (stored(core), held(core)) == ([], 2)
    assert await door.read_held() == (2, set(), 2)
    assert (stored(core), held(core)) == (["wamid.0", "wamid.1"], 0)
    await door.read_held()
    assert (await door.take(bodies[2]))[0] == 1
    assert stored(core)[-1] == "wamid.2"


async def test_what_another_process_held_comes_first(
    core: Container, door: Door, samples: dict[str, Any]
) -> None:
    core.holding.hold([body(samples, "wamid.0")])
    assert await door.take(body(samples, "wamid.1")) == (0, set())
    await door.read_held()
    assert stored(core) == ["wamid.0", "wamid.1"]


async def test_in_a_storm_a_replay_changes_nothing(
    core: Container, door: Door, calm: Calm, samples: dict[str, Any]
) -> None:
    await door.take(body(samples, "wamid.0"))
    for _ in range(3):
        await storming(calm, lambda: door.take(body(samples, "wamid.0")))
    assert await door.read_held() == (0, set(), 3)
    assert stored(core) == ["wamid.0"]


@pytest.mark.parametrize("rubbish", [b"{", b"[]", b'{"object": "page"}', b"[" * 100_000])
async def test_in_a_storm_rubbish_is_refused_and_not_held(
    core: Container, door: Door, calm: Calm, rubbish: bytes
) -> None:
    with pytest.raises(MalformedWebhook):
        await storming(calm, lambda: door.take(rubbish))
    assert held(core) == 0


async def test_while_the_database_is_away_nobody_is_acknowledged(
    core: Container, door: Door, calm: Calm, samples: dict[str, Any]
) -> None:
    with core.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE held_hooks RENAME TO elsewhere")
    try:
        with pytest.raises(Exception, match="held_hooks"):
            await storming(calm, lambda: door.take(body(samples, "wamid.0")))
    finally:
        with core.database.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO held_hooks")
    await storming(calm, lambda: door.take(body(samples, "wamid.0")))
    assert held(core) == 1


async def test_what_comes_while_others_are_kept_is_kept_by_one_transaction() -> None:
    kept: list[list[bytes]] = []
    group = Group(kept.append)
    await asyncio.gather(*(group.add(b"%d" % n) for n in range(50)))
    group.close()
    assert [one for batch in kept for one in batch] == [b"%d" % n for n in range(50)]
    assert len(kept) < 5


async def test_each_of_those_that_could_not_be_kept_is_told() -> None:
    def fails(_: list[bytes]) -> None:
        raise OSError("disk full")

    group = Group(fails)
    found = await asyncio.gather(*(group.add(b"x") for _ in range(3)), return_exceptions=True)
    group.close()
    assert [str(one) for one in found] == ["disk full"] * 3


async def test_the_reader_goes_on_after_a_failure_until_it_is_stopped() -> None:
    answers: list[Any] = [OSError("away"), 2, 0]
    wake = asyncio.Event()
    done = asyncio.Event()

    async def read() -> int:
        wake.set()
        answer = answers.pop(0) if answers else 0
        if not answers:
            done.set()
        if isinstance(answer, Exception):
            raise answer
        return int(answer)

    reader = Reader(read, Calm().wait, wake)
    running = asyncio.create_task(reader.run())
    await asyncio.wait_for(done.wait(), 10)
    reader.stop()
    await asyncio.wait_for(running, 10)
    assert answers == []
