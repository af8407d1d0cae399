"""A conversation with the trained model over a tracker store of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from rasa.core.agent import Agent

from quita.domain.conversation import Channel, Conversation, Owner
from quita.rasa.dialogue import RasaDialogue
from quita.rasa.tracker_store import QuitaTrackerStore
from tests.conftest import FakeClock
from tests.rasa.talking import ActionServer, Talk, agent_over


@pytest.fixture
async def actions() -> AsyncIterator[tuple[ActionServer, str]]:
    server = ActionServer()
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_post("/webhook", server)
    async with TestServer(app) as listening:
        yield server, str(listening.make_url("/webhook"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tracker.db"


@pytest.fixture(scope="module")
def loaded(model: Path) -> Agent:
    """The model, loaded once for all tests."""
    return Agent.load(model)


@pytest.fixture
def agent(loaded: Agent, actions: tuple[ActionServer, str], file: Path) -> Agent:
    """An agent of its own over the loaded model, its store wrapped as Rasa wraps it."""
    store = QuitaTrackerStore(loaded.domain, f"sqlite:///{file}", secret_key="a key for tests only")
    return agent_over(loaded, store, actions[1])


@pytest.fixture
def talk(agent: Agent, clock: FakeClock) -> Talk:
    now = clock()
    conversation = Conversation(
        id="conversa-1",
        channel=Channel.WHATSAPP,
        address="5511970000001",
        address_id="address",
        protocol="2026112300000001",
        owner=Owner.BOT,
        opened_at=now,
        last_inbound_at=now,
    )
    return Talk(RasaDialogue(agent, clock), conversation, now)
