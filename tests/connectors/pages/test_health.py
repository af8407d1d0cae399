"""Readiness: ready, or why not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from connectors.pages.channel import PublicPages
from quita.adapters.database.health import Lag, outbox_lag
from quita.adapters.database.unit_of_work import Database
from quita.bootstrap import Container, build
from quita.domain.conversation import Channel
from quita.settings import load
from tests.adapters.database.samples import open_conversation
from tests.conftest import FakeClock
from tests.connectors.agent_desk.serving import serving
from tests.connectors.whatsapp.hooking import WHATSAPP


class FakeAgent:
    """Rasa's agent, as far as readiness looks at it."""

    def __init__(self, ready: bool) -> None:
        """Be ready or not."""
        self._ready = ready

    def is_ready(self) -> bool:
        """Say so."""
        return self._ready


READY = FakeAgent(True)


def container(path: Path, clock: FakeClock) -> Container:
    environment = {
        "QUITA_DATABASE_URL": f"sqlite:///{path}",
        "QUITA_SECRET_KEY": "a secret for tests only",
        "QUITA_VAR": str(path.parent),
        **WHATSAPP,
    }
    return build(load(environment), clock=clock)


@pytest.fixture
def core(tmp_path: Path, migrated_sqlite: Path, clock: FakeClock) -> Iterator[Container]:
    path = tmp_path / "health.db"
    shutil.copy(migrated_sqlite, path)
    made = container(path, clock)
    yield made
    made.database.engine.dispose()


async def ask(core: Container, **context: object) -> tuple[int, dict[str, Any]]:
    async with serving(PublicPages(core), **context) as base, ClientSession(base) as session:
        answer = await session.get("/health/ready")
        return answer.status, await answer.json()


def write(core: Container, *texts: str) -> list[str]:
    with core.database() as tx:
        chat = open_conversation(tx, core.clock())
        for text in texts:
            tx.outbox.add(chat.id, {"kind": "text", "text": text}, "bot", text, core.clock())
        return [message.id for message in tx.outbox.of_conversation(chat.id)]


async def test_with_model_database_and_an_empty_outbox_it_is_ready(core: Container) -> None:
    status, found = await ask(core, agent=READY)
    assert status == 200
    assert found == {
        "ready": True,
        "reasons": [],
        "model": True,
        "database": True,
        "outbox": {"late": 0, "oldest": 0},
    }


@pytest.mark.parametrize("context", [{}, {"agent": None}, {"agent": FakeAgent(False)}])
async def test_without_a_loaded_model_it_is_not(core: Container, context: dict[str, Any]) -> None:
    status, found = await ask(core, **context)
    assert (status, found["reasons"]) == (503, ["model: not loaded"])


async def test_without_a_database_it_is_not(tmp_path: Path, clock: FakeClock) -> None:
    status, found = await ask(container(tmp_path / "no" / "such.db", clock), agent=READY)
    assert (status, found["reasons"]) == (503, ["database: does not answer"])
    assert found["outbox"] is None


async def test_a_database_without_tables_does_not_answer(tmp_path: Path, clock: FakeClock) -> None:
    status, found = await ask(container(tmp_path / "empty.db", clock), agent=READY)
    assert (status, found["database"]) == (503, False)


async def test_messages_that_are_late_are_counted_with_the_age_of_the_oldest(
    core: Container, clock: FakeClock
) -> None:
    write(core, "um", "dois")
    clock.advance(seconds=60)
    assert (await ask(core, agent=READY))[0] == 200
    clock.advance(seconds=15)
    status, found = await ask(core, agent=READY)
    assert status == 503
    assert found["reasons"] == ["outbox: 2 late, the oldest 75 s old"]
    assert found["outbox"] == {"late": 2, "oldest": 75}


async def test_what_was_sent_or_given_up_is_not_late(core: Container, clock: FakeClock) -> None:
    sent, failed = write(core, "um", "dois")
    with core.database() as tx:
        tx.outbox.sent(sent, "wamid.1", clock())
        tx.outbox.failed(failed, "131026")
    clock.advance(hours=1)
    assert (await ask(core, agent=READY))[0] == 200


def test_the_lag_is_counted_alike_on_every_engine(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        chat = open_conversation(tx, clock())
        for key in ("a", "b"):
            tx.outbox.add(chat.id, {"kind": "text", "text": key}, "bot", key, clock())
            clock.advance(seconds=30)
    assert outbox_lag(database.engine, clock()) == Lag()
    clock.advance(seconds=1)
    assert outbox_lag(database.engine, clock()) == Lag(1, timedelta(seconds=61))


def test_what_waits_for_a_channel_that_is_not_set_is_not_late(
    database: Database, clock: FakeClock
) -> None:
    with database() as tx:
        chat = open_conversation(tx, clock())
        tx.outbox.add(chat.id, {"kind": "text", "text": "oi"}, "bot", "k", clock())
    clock.advance(hours=1)
    assert outbox_lag(database.engine, clock(), [Channel.SMS_LINK]) == Lag()
    assert outbox_lag(database.engine, clock(), [Channel.WHATSAPP]) == Lag(1, timedelta(hours=1))
