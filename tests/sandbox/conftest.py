"""A live sandbox on an ephemeral port, and an assistant that only listens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from tests.conftest import FakeClock
from tests.sandbox.world import Assistant, World, running, settings_for


@pytest.fixture
async def assistant() -> AsyncIterator[tuple[Assistant, str]]:
    """An assistant that listens, and its address."""
    listening = Assistant()
    async with TestServer(listening.app()) as server:
        yield listening, str(server.make_url("")).rstrip("/")


@pytest.fixture
async def world(
    tmp_path: Path, assistant: tuple[Assistant, str], clock: FakeClock
) -> AsyncIterator[World]:
    """A running sandbox."""
    listening, url = assistant
    settings = settings_for(tmp_path, url)
    async with running(settings, clock) as client:
        yield World(settings, clock, client, listening)
