"""Who has the address when: nothing is refused while it changes hands."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import ClientSession, TCPConnector
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.stand_in.address import Address, Serving, handed
from connectors.stand_in.channel import TakeOver
from connectors.stand_in.child import PORTS, READY, SOCKET_VARIABLE, Child, private_port
from connectors.stand_in.keeping import Keeping
from quita.bootstrap import Container
from tests.connectors.agent_desk.serving import serving as served
from tests.connectors.stand_in.conftest import standing_in

WITHIN, LOOK_EVERY = 20.0, 0.02  # seconds
KILLED = -9
PAGE = "/webhooks/take_over/"
ANSWERS, STANDS_IN = "the assistant itself", "Um instante"


class FakeProcess:
    """A process that ends when it is told to."""

    def __init__(self) -> None:
        """Run."""
        self.returncode: int | None = None
        self._over = asyncio.Event()

    def end(self, code: int) -> None:
        """End with an exit code."""
        self.returncode = code
        self._over.set()

    def terminate(self) -> None:
        """End as SIGTERM would."""
        self.end(0)

    async def wait(self) -> int:
        """Wait for the end."""
        await self._over.wait()
        assert self.returncode is not None
        return self.returncode


class Life:
    """One assistant: its process, and its end of the line."""

    def __init__(self) -> None:
        """Be born."""
        self.process = FakeProcess()
        ours, self.line = socket.socketpair()
        ours.setblocking(False)
        self.child = Child(self.process, ours)  # type: ignore[arg-type]
        self._serving: Serving | None = None

    async def serves(self) -> None:
        """Say that it is ready, and answer at the address that it is handed."""
        app = Sanic(f"assistant_{uuid4().hex}", configure_logging=False)

        @app.get("/chat")
        async def chat(_: Request) -> HTTPResponse:
            return response.text(ANSWERS)

        self.line.sendall(READY)
        address = await asyncio.to_thread(handed, self.line)
        assert address is not None
        self._serving = Serving(app, lambda: address)
        await self._serving.open()

    async def shuts(self) -> None:
        """Accept no more."""
        if self._serving is not None:
            await self._serving.shut()

    async def dies(self, code: int) -> None:
        """End, whatever it was doing."""
        await self.shuts()
        self.line.close()
        self.process.end(code)


class Lives:
    """All the lives that a stand-in began."""

    def __init__(self) -> None:
        """None yet."""
        self._born: asyncio.Queue[Life] = asyncio.Queue()

    async def start(self) -> Child:
        """Begin one."""
        life = Life()
        self._born.put_nowait(life)
        return life.child

    async def next(self) -> Life:
        """Wait for the next one to begin."""
        return await asyncio.wait_for(self._born.get(), WITHIN)


async def until(url: str, text: str, path: str = "/chat") -> None:
    """Ask until the answer has this text; every single time there must be one."""
    async with ClientSession(url) as session:
        for _ in range(int(WITHIN / LOOK_EVERY)):
            answer = await session.get(path)
            if text in await answer.text():
                return
            await asyncio.sleep(LOOK_EVERY)
    raise AssertionError(f"nobody said {text}")


@asynccontextmanager
async def kept(core: Container) -> AsyncIterator[tuple[str, Lives, Keeping, asyncio.Task[int]]]:
    """Keep an address; give where it is, the assistants, the keeping and its end."""
    lives = Lives()
    async with standing_in(core) as (address, serving, url):
        keeping = Keeping(address, serving, lives.start, pause=0.01)
        running = asyncio.create_task(keeping.run())
        try:
            yield url, lives, keeping, running
        finally:
            await keeping.stop()
            await asyncio.wait_for(running, WITHIN)


async def test_the_address_goes_to_the_assistant_and_comes_back_when_it_is_killed(
    core: Container,
) -> None:
    async with kept(core) as (url, lives, _, _):
        first = await lives.next()
        await until(url, STANDS_IN)
        await first.serves()
        await until(url, ANSWERS)
        await first.dies(KILLED)
        await until(url, STANDS_IN)
        second = await lives.next()
        await second.serves()
        await until(url, ANSWERS)


async def test_no_request_is_refused_while_the_address_changes_hands(core: Container) -> None:
    answers: list[str] = []

    async def ask(url: str) -> None:
        async with ClientSession(url, connector=TCPConnector(force_close=True)) as session:
            while True:
                answer = await session.get("/chat")
                answers.append(await answer.text())

    async with kept(core) as (url, lives, _, _):
        asking = [asyncio.create_task(ask(url)) for _ in range(4)]
        for _ in range(5):
            life = await lives.next()
            await life.serves()
            await until(url, ANSWERS)
            await life.dies(KILLED)
            await until(url, STANDS_IN)
        assert [task.done() for task in asking] == [False] * len(asking)
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
    assert {ANSWERS in one for one in answers} == {True, False}


async def test_an_assistant_that_cannot_start_ends_the_stand_in_with_its_code(
    core: Container,
) -> None:
    async with kept(core) as (_, lives, _, running):
        await (await lives.next()).dies(2)
        assert await asyncio.wait_for(running, WITHIN) == 2


async def test_one_that_was_killed_while_it_started_is_started_again(core: Container) -> None:
    async with kept(core) as (url, lives, _, _):
        await (await lives.next()).dies(KILLED)
        await (await lives.next()).serves()
        await until(url, ANSWERS)


async def test_one_that_ends_badly_after_it_served_is_started_again(core: Container) -> None:
    async with kept(core) as (url, lives, _, _):
        first = await lives.next()
        await first.serves()
        await first.dies(1)
        await (await lives.next()).serves()
        await until(url, ANSWERS)


async def test_stopping_asks_the_assistant_to_end_and_stands_in_until_it_has(
    core: Container,
) -> None:
    async with kept(core) as (url, lives, keeping, running):
        life = await lives.next()
        life.process.terminate = lambda: None  # type: ignore[method-assign]  # takes its time
        await life.serves()
        await until(url, ANSWERS)
        await keeping.stop()
        await life.shuts()
        await until(url, STANDS_IN)
        await life.dies(0)
        assert await asyncio.wait_for(running, WITHIN) == 0


async def test_an_assistant_that_was_just_being_made_is_asked_to_end_too(core: Container) -> None:
    made, may_be = Life(), asyncio.Event()

    async def slowly() -> Child:
        await may_be.wait()
        return made.child

    async with standing_in(core) as (address, serving, _):
        keeping = Keeping(address, serving, slowly)
        running = asyncio.create_task(keeping.run())
        await asyncio.sleep(0)
        await keeping.stop()
        may_be.set()
        assert await asyncio.wait_for(running, WITHIN) == 0
        assert made.process.returncode == 0


async def test_an_address_that_is_taken_is_told(core: Container) -> None:
    async with standing_in(core) as (address, _, _):
        with pytest.raises(OSError, match="Address already in use"):
            Address("127.0.0.1", address.port)


async def test_whoever_waits_for_an_address_learns_that_the_stand_in_is_gone() -> None:
    ours, theirs = socket.socketpair()
    ours.close()
    with theirs:
        assert await asyncio.to_thread(handed, theirs) is None


class Assistant(TakeOver):
    """Rasa's side with a page, as it has many."""

    def blueprint(self, on_new_message: Any) -> Blueprint:
        """Give the page besides."""
        routes = super().blueprint(on_new_message)
        routes.add_route(self._chat, "/", name="chat")
        return routes

    @staticmethod
    async def _chat(_: Request) -> HTTPResponse:
        return response.text(ANSWERS)


def test_rasa_gets_a_port_that_nobody_listens_on_and_no_outgoing_connection_takes() -> None:
    found = {private_port() for _ in range(50)}
    assert len(found) > 40
    assert all(port in PORTS for port in found)
    assert max(PORTS) < 32_768


async def test_rasas_server_takes_the_address_once_it_has_started(
    core: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    monkeypatch.setenv(SOCKET_VARIABLE, str(theirs.detach()))
    async with standing_in(core) as (address, serving, url):

        async def hands_over() -> None:
            assert await asyncio.get_running_loop().sock_recv(ours, len(READY)) == READY
            assert address.hand(ours)
            await serving.shut()

        handing = asyncio.create_task(hands_over())
        async with served(Assistant()):
            await handing
            await until(url, ANSWERS, PAGE)
        ours.close()


async def test_without_a_stand_in_rasas_server_is_left_alone() -> None:
    async with served(Assistant()) as url:
        await until(url, ANSWERS, PAGE)
