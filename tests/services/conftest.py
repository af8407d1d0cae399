"""Conversations at several points of their life, for the tests of turns."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from quita.adapters.database.unit_of_work import Database
from tests.conftest import FakeClock
from tests.services.turn_world import World, make_world


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
