"""A server of the web chat for a benchmark, its database, and people with links."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import aiohttp

from quita.adapters.database.migrate import upgrade
from quita.bootstrap import Container, build
from quita.cli.whole.loopback import free_ports
from quita.domain.records import Person
from quita.settings import load

READY_WITHIN = 60.0  # seconds
BROWSER = "Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
SECRET = "a secret for benchmarks only"


@dataclass(frozen=True)
class WebSide:
    """A server and what it works on."""

    url: str
    core: Container

    def code(self) -> str:
        """Make a link for somebody."""
        with self.core.database() as tx:
            tx.people.save(Person("p", "Pessoa de Exemplo", "52998224725", date(1987, 8, 22)))
        return self.core.links.create("p", "benchmark").code


@asynccontextmanager
async def web_side() -> AsyncIterator[WebSide]:
    """Start a server in a process of its own, and stop it."""
    with tempfile.TemporaryDirectory(prefix="quita-web-") as name:
        [port] = free_ports(1)
        environment = {
            **os.environ,
            "QUITA_VAR": name,
            "QUITA_SECRET_KEY": SECRET,
            "QUITA_DATABASE_URL": f"sqlite:///{Path(name) / 'quita.db'}",
            "QUITA_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "QUITA_TYPING_WINDOW": "0",
            "PYTHONWARNINGS": "ignore",
        }
        core = build(load(environment))
        upgrade(core.settings.database_url)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "benchmarks.web_process", str(port),
            env=environment, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            await _answers(f"http://127.0.0.1:{port}/l/none")
            yield WebSide(f"http://127.0.0.1:{port}", core)
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()
            core.database.engine.dispose()


async def _answers(url: str) -> None:
    deadline = asyncio.get_running_loop().time() + READY_WITHIN
    async with aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(url):
                    return
            except aiohttp.ClientError:
                if asyncio.get_running_loop().time() > deadline:
                    raise
                await asyncio.sleep(0.1)
