"""Measures the desk: the list of 10,000 open conversations, and 200 browsers that hear of messages.

`python -m benchmarks.desk` prints a table. Server and browsers share one process here, so that the
figures are worse than they would be apart.
"""

from __future__ import annotations

import asyncio
import json
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiohttp import ClientSession, ClientTimeout, CookieJar, TCPConnector
from argon2 import PasswordHasher
from sanic import Sanic

from connectors.agent_desk.routes import desk_blueprint
from quita.adapters.database.migrate import upgrade
from quita.adapters.passwords import Argon2Hasher
from quita.bootstrap import Container, build
from quita.domain.conversation import Channel, Conversation, Owner
from quita.domain.records import AddressKind, InboundDraft, User
from quita.settings import load

CHATS, BROWSERS, MESSAGES, PAGES = 10_000, 200, 40, 30
REASONS = ("requested", "fraud", "hardship", "dispute", "receipt")
LIMITS = {"list": 200, "message": 300}  # milliseconds


class App(Sanic):
    """A Sanic that may be started in a process of tests."""

    test_mode = True


def fill(core: Container) -> list[str]:
    """Store the user and the conversations; give their ids."""
    now, ids = datetime.now(timezone.utc), []
    hasher = Argon2Hasher(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    with core.database() as tx:
        tx.users.save(User("ana", "ana", "Ana", "agent", hasher.hash("uma senha boa")))
        for number in range(CHATS):
            phone = f"+55119{number:08}"
            at = now - timedelta(seconds=number)
            address = tx.people.ensure_address(AddressKind.PHONE, phone)
            chat = Conversation(
                uuid4().hex,
                Channel.WHATSAPP,
                phone[1:],
                address,
                f"{number:016}",
                Owner.BOT,
                at,
                at,
            )
            tx.conversations.add(chat)
            tx.messages.add(chat.id, message(phone, at), at)
            reason = REASONS[number % len(REASONS)]
            tx.conversations.set_owner(
                chat.id, Owner.QUEUED, reason=reason, priority=number % 5, at=at
            )
            ids.append(chat.id)
    return ids


def message(phone: str, at: datetime) -> InboundDraft:
    """Make a message of a phone."""
    text = "Queria falar com alguém sobre a minha conta"
    kind = AddressKind.PHONE
    return InboundDraft(
        Channel.WHATSAPP, uuid4().hex, kind, phone, phone[1:], at, "text", text, raw={}
    )


async def sign_in(session: ClientSession) -> None:
    """Go through the entrance."""
    async with session.get("/desk/sign-in") as answer:
        page = await answer.text()
    csrf = page.split('name="csrf" value="')[1].split('"')[0]
    form = {"csrf": csrf, "login": "ana", "password": "uma senha boa"}
    async with session.post("/desk/sign-in", data=form, allow_redirects=False) as answer:
        assert answer.status == 303


async def timed(work: Callable[[], Awaitable[None]], times: int) -> list[float]:
    """Give the milliseconds of each time."""
    spent = []
    for _ in range(times):
        begin = time.perf_counter()
        await work()
        spent.append((time.perf_counter() - begin) * 1000)
    return spent


async def hear(session: ClientSession, heard: asyncio.Queue[tuple[str, float]]) -> None:
    """Listen as a browser does, noting when each conversation's change arrived."""
    async with session.get("/desk/live", timeout=ClientTimeout(total=None)) as answer:
        async for line in answer.content:
            if line.startswith(b"retry"):
                heard.put_nowait(("ready", 0.0))
            elif line.startswith(b"data: ") and b'"id"' in line:
                heard.put_nowait((json.loads(line[6:])["id"], time.perf_counter()))


async def measure(core: Container, ids: list[str]) -> dict[str, list[float]]:
    """Serve, and measure pages and messages."""
    app = App(f"bench_{uuid4().hex}", configure_logging=False)
    app.blueprint(desk_blueprint(lambda: core), url_prefix="/desk")
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(512)
    server: Any = await app.create_server(
        sock=listening, return_asyncio_server=True, access_log=False
    )
    await server.startup()
    await server.before_start()
    await server.after_start()
    base = f"http://127.0.0.1:{listening.getsockname()[1]}"
    jar, many = CookieJar(unsafe=True), TCPConnector(limit=0)
    async with ClientSession(base, cookie_jar=jar, connector=many) as session:
        await sign_in(session)

        async def page() -> None:
            async with session.get("/desk/") as answer:
                assert 'data-id="' in await answer.text()

        found = {"list": await timed(page, PAGES)}
        heard: asyncio.Queue[tuple[str, float]] = asyncio.Queue()
        browsers = [asyncio.create_task(hear(session, heard)) for _ in range(BROWSERS)]
        for _ in browsers:
            await heard.get()
        found["message"], found["last of all"] = [], []
        for number in range(MESSAGES):
            begin = time.perf_counter()
            await asyncio.to_thread(receive, core, ids[number], number)
            times = sorted([(await heard.get())[1] for _ in browsers])
            found["message"].append((statistics.median(times) - begin) * 1000)
            found["last of all"].append((times[-1] - begin) * 1000)
        found["list beside 200 browsers"] = await timed(page, PAGES)
        for browser in browsers:
            browser.cancel()
        await asyncio.gather(*browsers, return_exceptions=True)
    await server.before_stop()
    await server.close()
    await server.after_stop()
    return found


def receive(core: Container, chat: str, number: int) -> None:
    """Take a message in, as a web hook does."""
    now = datetime.now(timezone.utc)
    with core.database() as tx:
        tx.messages.add(chat, message(f"+55119{number:08}", now), now)


def main() -> int:
    """Measure and print; 1 where a limit is broken."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'desk.db'}"
        upgrade(url)
        environment = {
            "QUITA_DATABASE_URL": url,
            "QUITA_SECRET_KEY": "a secret for benchmarks only",
            "QUITA_VAR": folder,
        }
        core = build(load(environment))
        found = asyncio.run(measure(core, fill(core)))
        core.database.engine.dispose()
    sys.stdout.write(f"{CHATS} open conversations, {BROWSERS} browsers; milliseconds\n")
    for name, times in found.items():
        p95 = sorted(times)[int(len(times) * 0.95)]
        sys.stdout.write(f"{name:28} median {statistics.median(times):7.1f}   p95 {p95:7.1f}\n")
    broken = [name for name, limit in LIMITS.items() if statistics.median(found[name]) > limit]
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
