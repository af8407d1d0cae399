"""The channels of a server on which nothing of WhatsApp is set."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from aiohttp import ClientSession

from connectors.answering import Answering
from connectors.calm import Calm
from quita.bootstrap import Container, build
from quita.domain.conversation import Channel
from quita.domain.errors import Misconfigured, ProviderUnavailable
from quita.domain.media import MediaItem, MediaState
from quita.domain.records import AddressKind
from quita.settings import load
from tests.builders import draft
from tests.conftest import FakeClock
from tests.connectors.agent_desk.serving import App, serving
from tests.connectors.whatsapp.hooking import Hook
from tests.services.turn_world import FakeDialogue

ENDS_WITHIN = 30.0  # seconds


class Browsers:
    """Notes what it is given to deliver."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.delivered: list[str] = []
        self.asked = asyncio.Event()

    async def deliver(self, conversation_id: str) -> None:
        """Take it."""
        self.delivered.append(conversation_id)
        self.asked.set()

    async def show_typing(self, claimed: object) -> None:
        """Show nothing."""


@pytest.fixture
def environment(tmp_path: Path, migrated_sqlite: Path) -> dict[str, str]:
    path = tmp_path / "quita.db"
    shutil.copy(migrated_sqlite, path)
    return {
        "QUITA_VAR": str(tmp_path),
        "QUITA_SECRET_KEY": "a secret for tests only",
        "QUITA_DATABASE_URL": f"sqlite:///{path}",
        "QUITA_TYPING_WINDOW": "0",
    }


@pytest.fixture
def core(
    environment: dict[str, str], clock: FakeClock, new_id: Callable[[], str]
) -> Iterator[Container]:
    made = build(load(environment), clock=clock, new_id=new_id)
    yield made
    made.database.engine.dispose()


def answering(core: Container) -> Answering:
    """Make what answers, with a fake of Rasa and of the other channel."""
    app = App(f"test_{uuid4().hex}", configure_logging=False)
    app.ctx.browsers = Browsers()
    return Answering(app, core, FakeDialogue(), Calm())


async def test_whoever_writes_in_a_browser_is_answered(core: Container) -> None:
    written = draft(core.clock(), channel=Channel.SMS_LINK, address_kind=AddressKind.WEB)
    core.inbox.receive([written])
    made = answering(core)
    made.start()
    browsers = made._app.ctx.browsers
    await asyncio.wait_for(browsers.asked.wait(), ENDS_WITHIN)
    await made.stop()
    [chat] = browsers.delivered
    with core.database() as tx:
        assert [one.payload["text"] for one in tx.outbox.of_conversation(chat)][-1] == "re: oi"


async def test_the_web_hook_is_not_there(core: Container) -> None:
    async with serving(Hook(core)) as base, ClientSession(base) as asking:
        for ask in (asking.get, asking.post):
            async with ask("/webhooks/whatsapp/webhook") as answer:
                assert answer.status == 404


async def test_a_number_that_is_set_in_part_stops_the_start(
    environment: dict[str, str], clock: FakeClock, new_id: Callable[[], str]
) -> None:
    typo = {**environment, "WHATSAPP_APP_SECRET": "app secret"}
    with pytest.raises(Misconfigured, match="WHATSAPP_GRAPH_URL"):
        answering(build(load(typo), clock=clock, new_id=new_id))


async def test_a_file_that_still_lies_at_whatsapp_is_asked_for_again_later(
    core: Container, clock: FakeClock
) -> None:
    item = MediaItem("1", "m", "c", "p", "image", MediaState.WAITING, clock())
    source = core.media_source()
    with pytest.raises(ProviderUnavailable):
        await source.fetch(item, 1)
    await source.close()
