"""Conversations at several points of their life, for the tests of turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select

from quita.adapters.database.schema import domain_events
from quita.adapters.database.unit_of_work import Database
from quita.domain.events import Event
from tests.conftest import FakeClock
from tests.event_schemas import problems
from tests.services.turn_world import URL, World, make_world


@pytest.fixture
def world(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> World:
    """Nobody has written yet."""
    return make_world(database, clock, new_id)


@pytest.fixture
async def met(world: World) -> World:
    """A conversation whose greeting is over."""
    await world.hears("oi")
    world.clock.advance(seconds=10)
    return world


@pytest.fixture
async def queued(met: World) -> World:
    """A conversation that waits for a human."""
    met.queue()
    return met


@pytest.fixture
async def with_human(queued: World) -> World:
    """A conversation that an agent holds."""
    queued.ownership.claim(queued.conversation().id, "ana")
    return queued


@pytest.fixture(autouse=True)
def events_are_as_documented(request: pytest.FixtureRequest) -> Iterator[None]:
    """Check every event that a service wrote in these tests against docs/events/."""
    if "database" not in request.fixturenames:
        yield
        return
    database = request.getfixturevalue("database")
    yield
    with database.engine.connect() as connection:
        rows = connection.execute(select(domain_events)).all()
    written = [Event(row.id, row.type, row.subject, row.at, row.data) for row in rows]
    wrong = [problem for event in written for problem in problems(event.cloud_event(URL))]
    assert wrong == []
