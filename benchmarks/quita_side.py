"""Quita as `make run` starts it: the same command lines on free ports, a database of its own."""

from __future__ import annotations

import sys
from datetime import date, datetime, timezone
from pathlib import Path
from time import perf_counter

from benchmarks import script
from benchmarks.figures import NotMeasured
from benchmarks.meta import Answered, Meta
from benchmarks.proc import Memory
from benchmarks.processes import Group, free_port, newest_model, plain_environment
from benchmarks.train_process import train_command
from quita.cli.running import process_environment, processes
from quita.cli.sandbox_settings import PROVIDER_DEFAULTS, SANDBOX_URL
from quita.domain.business_days import local_day
from quita.settings import ACTIONS_PORT, ASSISTANT_PORT, ROOT
from sandbox.settings import WEBHOOK_PATH

TRAINED_WITHIN, READY_WITHIN = 900.0, 300.0  # seconds
WEIGHED = ("assistant", "actions", "worker")


class QuitaSide:
    """Quita's model, database and processes; one set of them runs at a time."""

    def __init__(self, folder: Path, models: Path, meta: Meta) -> None:
        """Take an empty folder, where the model is or will be, and who plays Meta."""
        self._folder, self._models, self.meta = folder, models, meta
        self._ports = {port: free_port() for port in (ASSISTANT_PORT, ACTIONS_PORT)}
        self._sandbox_port = free_port()
        self._group = Group(folder / "log")
        self._window: float | None = None  # of what runs; None while nothing does
        self._warm = self._prepared = False
        self._debtors = script.debtors(_today())
        self.strangers = script.strangers()

    async def train(self) -> float:
        """Train the model unless it is there; give the seconds."""
        command = train_command(self._models)
        environment = self._environment(0)
        return await self._group.run("training", command, ROOT, environment, TRAINED_WITHIN)

    @property
    def model(self) -> Path:
        """Give the trained model's file."""
        return newest_model(self._models)

    async def prepare(self) -> float:
        """Do what comes before the processes of each `make run`; give the seconds."""
        command = [sys.executable, "-m", "benchmarks.prepare_process", str(self._models)]
        environment = self._environment(0)
        return await self._group.run("preparation", command, ROOT, environment, TRAINED_WITHIN)

    async def start(self, window: float) -> float:
        """Start with a typing window in seconds; give the seconds until everything is ready."""
        await self.stop()
        await self._first_preparation()
        environment = self._environment(window)
        began = perf_counter()
        for name, command in self._commands().items():
            self._group.start(name, command, ROOT, environment)
        await self._group.ready(self._checks(), READY_WITHIN)
        self._window = window
        self.meta.webhook_url = self._url(ASSISTANT_PORT) + WEBHOOK_PATH
        return perf_counter() - began

    async def running(self, window: float) -> None:
        """Have everything running with a typing window, and warm."""
        if self._window != window:
            await self.start(window)
        if not self._warm:
            await self.converse(self.debtor())
            self._warm = True

    async def stop(self) -> None:
        """Stop every process."""
        self._window, self._warm = None, False
        await self._group.stop()

    def memory(self) -> Memory:
        """Weigh assistant, actions and worker together."""
        return self._group.memory(WEIGHED)

    def debtor(self) -> script.Debtor:
        """Give somebody who has not written yet.

        Raises:
            NotMeasured: everybody has.
        """
        debtor = next(self._debtors, None)
        if debtor is None:
            raise NotMeasured("every debtor of the portfolio has written already")
        return debtor

    async def converse(self, debtor: script.Debtor) -> list[Answered]:
        """Have one person prove who they are and go through the script, one turn at a time."""
        return [await self.meta.turn(debtor.phone, text) for text in debtor.lines()]

    async def _first_preparation(self) -> None:
        if self._prepared:
            return
        await self.prepare()
        file = self._folder / "portfolio.csv"
        file.write_text(script.portfolio(_today()), encoding="utf-8")
        command = [sys.executable, "-m", "quita.cli", "import", str(file)]
        environment = self._environment(0)
        await self._group.run("import", command, ROOT, environment, TRAINED_WITHIN)
        self._prepared = True

    def _environment(self, window: float) -> dict[str, str]:
        sandbox = f"http://127.0.0.1:{self._sandbox_port}"
        providers = {n: v.replace(SANDBOX_URL, sandbox) for n, v in PROVIDER_DEFAULTS.items()}
        return process_environment(
            {
                **plain_environment(),
                **providers,
                "WHATSAPP_GRAPH_URL": self.meta.graph_url,
                "RASA_CACHE_DIRECTORY": str(self._folder / "cache"),
                "QUITA_VAR": str(self._folder / "var"),
                "QUITA_PUBLIC_URL": self._url(ASSISTANT_PORT),
                "QUITA_ACTIONS_URL": self._url(ACTIONS_PORT) + "/webhook",
                "QUITA_TYPING_WINDOW": str(window),
            }
        )

    def _commands(self) -> dict[str, list[str]]:
        """Give the command lines of `make run`, its ports replaced by ours."""
        ports = {str(usual): str(ours) for usual, ours in self._ports.items()}
        model = self._group.tail("preparation", lines=1)
        commands = {
            process.name: [ports.get(word, word) for word in process.command]
            for process in processes(model, sandboxed=False)
        }
        sandbox = [sys.executable, "-m", "benchmarks.sandbox_process"]
        address = [str(self._sandbox_port), self._url(ASSISTANT_PORT)]
        return {"sandbox": [*sandbox, *address], **commands}

    def _checks(self) -> list[str]:
        return [
            self._url(ASSISTANT_PORT) + "/health/ready",
            self._url(ACTIONS_PORT) + "/health",
            f"http://127.0.0.1:{self._sandbox_port}/sandbox/health",
        ]

    def _url(self, port: int) -> str:
        return f"http://127.0.0.1:{self._ports[port]}"


def _today() -> date:
    return local_day(datetime.now(timezone.utc))
