"""The landing page and the web chat on a server, over a database with Maria in it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar

from connectors.sms_link.channel import SmsLinkInput
from quita.bootstrap import Container, build
from quita.settings import load
from tests.builders import JOSE, MARIA, save_person
from tests.conftest import FakeClock
from tests.connectors.agent_desk.serving import serving

BROWSER = "Mozilla/5.0 (Linux; Android 9; Moto E5) AppleWebKit/537.36 Chrome/120.0 Mobile"


class FakeDispatcher:
    """Counts how often it was told that somebody wrote."""

    def __init__(self) -> None:
        """Nobody wrote."""
        self.told = 0

    def received(self) -> None:
        """Count."""
        self.told += 1


@pytest.fixture
def core(
    tmp_path: Path, migrated_sqlite: Path, clock: FakeClock, new_id: Callable[[], str]
) -> Iterator[Container]:
    """A container over SQLite in which Maria and José owe something."""
    path = tmp_path / "web.db"
    shutil.copy(migrated_sqlite, path)
    environment = {
        "QUITA_VAR": str(tmp_path),
        "QUITA_SECRET_KEY": "a secret for tests only",
        "QUITA_DATABASE_URL": f"sqlite:///{path}",
        "QUITA_COMPANY_NAME": "Acerto Amigo Ltda.",
        "QUITA_TYPING_WINDOW": "0",
        "QUITA_API_TOKEN": "an api token",
        "WHATSAPP_NUMBER": "551140000000",
        "SMS_GATEWAY_URL": "http://127.0.0.1:9/sms",
        "SMS_GATEWAY_TOKEN": "a gateway token",
    }
    made = build(load(environment), clock=clock, new_id=new_id)
    with made.database() as tx:
        save_person(tx, MARIA, "+5551981234567")
        save_person(tx, JOSE, "+5511987654321")
    yield made
    made.database.engine.dispose()


@pytest.fixture
def dispatcher() -> FakeDispatcher:
    return FakeDispatcher()


@pytest.fixture
async def address(core: Container, dispatcher: FakeDispatcher) -> AsyncIterator[str]:
    """Where the pages are served."""
    async with serving(SmsLinkInput(core), dispatcher=dispatcher) as base:
        yield base


@pytest.fixture
def code(core: Container) -> str:
    """The code of a link for Maria."""
    return core.links.create(MARIA.id, "test").code


@asynccontextmanager
async def browsing(address: str, **headers: str) -> AsyncIterator[ClientSession]:
    """Open a browser with cookies of its own, which asks as browsers do."""
    asked = {"User-Agent": BROWSER, "Origin": address, "Sec-Fetch-Site": "same-origin", **headers}
    async with ClientSession(address, headers=asked, cookie_jar=CookieJar(unsafe=True)) as browser:
        yield browser


@pytest.fixture
async def browser(address: str) -> AsyncIterator[ClientSession]:
    async with browsing(address) as opened:
        yield opened


@pytest.fixture
async def chatting(browser: ClientSession, code: str) -> ClientSession:
    """Maria's browser with the chat open."""
    async with browser.post("/chat/open", data={"code": code}) as answer:
        assert answer.status == 200
    return browser
