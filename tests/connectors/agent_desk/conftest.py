"""The desk on a server, over an empty database, with people who may sign in."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from playwright.async_api import Page, async_playwright, expect

from connectors.agent_desk.channel import AgentDesk
from quita.adapters.passwords import Argon2Hasher
from quita.bootstrap import Container, build
from quita.domain.conversation import Owner
from quita.domain.records import User
from quita.settings import load
from tests.adapters.database.samples import draft, open_conversation
from tests.conftest import FakeClock
from tests.connectors.agent_desk.browsing import CHROMIUM, QUIET, WAIT, sign_in
from tests.connectors.agent_desk.serving import Browser, serving

PASSWORD = "uma senha boa"
USERS = {
    "ana": ("Ana Lima", "agent"),
    "bia": ("Bia Rocha", "agent"),
    "sol": ("Sol Dias", "supervisor"),
    "adm": ("Ada Nunes", "admin"),
    "aud": ("Ivo Reis", "auditor"),
    "des": ("Eva Melo", "designer"),
}


@pytest.fixture(scope="session")
def password_hash() -> str:
    """A hash of PASSWORD with parameters that only tests can afford."""
    return Argon2Hasher(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)).hash(PASSWORD)


@pytest.fixture
def core(
    tmp_path: Path,
    migrated_sqlite: Path,
    clock: FakeClock,
    new_id: Callable[[], str],
    password_hash: str,
) -> Iterator[Container]:
    """A container over SQLite, with one user of each role and two agents."""
    path = tmp_path / "desk.db"
    shutil.copy(migrated_sqlite, path)
    environment = {
        "QUITA_DATABASE_URL": f"sqlite:///{path}",
        "QUITA_SECRET_KEY": "a secret for tests only",
        "QUITA_VAR": str(tmp_path),
    }
    made = build(load(environment), clock=clock, new_id=new_id)
    with made.database() as tx:
        for login, (name, role) in USERS.items():
            tx.users.save(User(login, login, name, role, password_hash))
    yield made
    made.database.engine.dispose()


@pytest.fixture
def woken() -> list[str]:
    """The conversations whose outbox was to be delivered at once."""
    return []


@pytest.fixture
async def address(core: Container, woken: list[str]) -> AsyncIterator[str]:
    """Where the desk is served."""
    async with serving(AgentDesk(core), wake_outbox=woken.append) as base:
        yield base


@pytest.fixture
async def browsers(address: str) -> AsyncIterator[Callable[[], Browser]]:
    """As many browsers as a test needs, nobody signed in."""
    opened: list[Browser] = []

    def another() -> Browser:
        opened.append(Browser(address))
        return opened[-1]

    yield another
    for browser in opened:
        await browser.close()


@pytest.fixture
async def browser(browsers: Callable[[], Browser]) -> Browser:
    return browsers()


@pytest.fixture
async def ana(browsers: Callable[[], Browser]) -> Browser:
    """Agent Ana at her desk."""
    browser = browsers()
    await browser.sign_in("ana", PASSWORD)
    return browser


@pytest.fixture
async def bia(browsers: Callable[[], Browser]) -> Browser:
    """Agent Bia at hers."""
    browser = browsers()
    await browser.sign_in("bia", PASSWORD)
    return browser


@pytest.fixture
def chat(core: Container) -> str:
    """A queued conversation of a person who is not verified."""
    with core.database() as tx:
        made = open_conversation(tx, core.clock())
        tx.messages.add(made.id, draft(core.clock(), "Quero falar com alguém"), core.clock())
        tx.conversations.set_owner(
            made.id, Owner.QUEUED, reason="requested", priority=4, at=core.clock()
        )
    return made.id


@pytest.fixture
def held(core: Container, chat: str) -> str:
    """The same, claimed by Ana."""
    core.ownership.claim(chat, "ana")
    return chat


@pytest.fixture
async def tab(address: str) -> AsyncIterator[Page]:
    """A tab in which Ana is signed in."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        expect.set_options(timeout=WAIT)
        page = await chromium.new_page(base_url=address, locale="pt-BR")
        await sign_in(page, "ana", PASSWORD)
        yield page
        await chromium.close()
