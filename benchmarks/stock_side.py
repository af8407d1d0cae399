"""A stock assistant: `rasa init --no-prompt` as it comes, on its REST channel, in memory."""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

import aiohttp

from benchmarks.figures import NotMeasured
from benchmarks.proc import Memory
from benchmarks.processes import Group, free_port, newest_model, plain_environment
from benchmarks.script import STOCK_ROUND
from quita.cli.running import ONE_THREAD

TRAINED_WITHIN, READY_WITHIN, ANSWER_WITHIN = 900.0, 300.0, 60.0  # seconds
WEIGHED = ("stock",)
MILLISECONDS = 1000.0
RASA = [sys.executable, "-m", "rasa"]


class StockSide:
    """Stock Rasa's project and process."""

    def __init__(self, folder: Path) -> None:
        """Take an empty folder."""
        self._folder, self._project = folder, folder / "project"
        self._url = f"http://127.0.0.1:{free_port()}"
        self._group = Group(folder / "log")
        # Threads as TensorFlow chooses them: `make` sets these for Quita.
        plain = plain_environment()
        self._environment = {name: v for name, v in plain.items() if name not in ONE_THREAD}
        self._session: aiohttp.ClientSession | None = None
        self._warm = False
        self._people = 0
        self._trained: float | None = None  # seconds

    async def train(self) -> float:
        """Make the project, which trains its model; once. Give the seconds."""
        if self._trained is None:
            self._project.mkdir(parents=True)
            command = [*RASA, "init", "--no-prompt", "--init-dir", str(self._project)]
            self._trained = await self._group.run(
                "init", command, self._project, self._environment, TRAINED_WITHIN
            )
        return self._trained

    @property
    def model(self) -> Path:
        """Give the trained model's file."""
        return newest_model(self._project / "models")

    async def start(self) -> float:
        """Start `rasa run`; give the seconds until it is ready."""
        await self.stop()
        await self.train()
        port = self._url.rpartition(":")[2]
        command = [*RASA, "run", "-i", "127.0.0.1", "-p", port]
        began = perf_counter()
        self._group.start("stock", command, self._project, self._environment)
        await self._group.ready([self._url], READY_WITHIN)
        took = perf_counter() - began
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN),
            connector=aiohttp.TCPConnector(limit=0),
        )
        return took

    async def running(self) -> None:
        """Have it running, and warm."""
        if self._session is None:
            await self.start()
        if not self._warm:
            await self.converse(self.person())
            self._warm = True

    async def stop(self) -> None:
        """Stop it."""
        self._warm = False
        if self._session is not None:
            await self._session.close()
            self._session = None
        await self._group.stop()

    def memory(self) -> Memory:
        """Weigh its one process."""
        return self._group.memory(WEIGHED)

    def person(self) -> str:
        """Give somebody who has not written yet."""
        self._people += 1
        return f"person-{self._people}"

    async def converse(self, person: str) -> list[float]:
        """Have one person go through the script; give each turn's milliseconds."""
        return [await self.turn(person, text) for text in STOCK_ROUND]

    async def turn(self, person: str, text: str) -> float:
        """Write one message; give the milliseconds until it was answered.

        Raises:
            NotMeasured: nothing was said.
        """
        if self._session is None:
            raise NotMeasured("stock Rasa is not running")
        body = {"sender": person, "message": text}
        posted = perf_counter()
        async with self._session.post(f"{self._url}/webhooks/rest/webhook", json=body) as answer:
            said = await answer.json()
        if answer.status != 200 or not said:
            raise NotMeasured(f"stock Rasa said nothing to {text!r} ({answer.status})")
        return (perf_counter() - posted) * MILLISECONDS
