"""Processes of one side: started on ports of their own, timed, weighed and stopped."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import perf_counter

from benchmarks.figures import NotMeasured
from benchmarks.proc import Memory, members, memory_of
from quita.cli.supervisor import answers

STOP_WITHIN = 25.0  # seconds that a process has to end by itself
LOOK_EVERY = 0.1  # seconds between looks at whether all is ready
TAIL = 6  # log lines that say why something failed
# None of these may leak in: a benchmark must never reach a real database, number or bank.
OWN_SETTINGS = ("QUITA_", "WHATSAPP_", "PIX_", "BOLETO_", "TRANSCRIPTION_", "SMS_", "RASA_")


class Group:
    """Processes that are started and stopped together."""

    def __init__(self, logs: Path) -> None:
        """Take where their logs go."""
        self._logs = logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._logs.mkdir(parents=True, exist_ok=True)

    def start(
        self, name: str, command: Sequence[str], cwd: Path, environment: Mapping[str, str]
    ) -> None:
        """Start one process with this and no other environment, its output in a log."""
        with (self._logs / f"{name}.log").open("wb") as log:
            self._running[name] = subprocess.Popen(
                command,
                cwd=cwd,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # so that what it starts can be found and stopped
            )

    async def run(
        self,
        name: str,
        command: Sequence[str],
        cwd: Path,
        environment: Mapping[str, str],
        seconds: float,
    ) -> float:
        """Run one process to its end; give how many seconds it took.

        Raises:
            NotMeasured: it failed, or took longer than `seconds`.
        """
        began = perf_counter()
        self.start(name, command, cwd, environment)
        while (ended := self._running[name].poll()) is None:
            if perf_counter() - began > seconds:
                raise NotMeasured(f"{name} took longer than {seconds:.0f} s")
            await asyncio.sleep(LOOK_EVERY)
        took = perf_counter() - began
        del self._running[name]
        if ended != 0:
            raise NotMeasured(f"{name} failed; its log ends:\n{self.tail(name)}")
        return took

    async def ready(self, urls: Sequence[str], seconds: float) -> None:
        """Wait until every address answers 200.

        Raises:
            NotMeasured: a process ended first, or the time is over.
        """
        deadline = perf_counter() + seconds
        waiting = list(urls)
        while waiting:
            waiting = [url for url in waiting if not await asyncio.to_thread(answers, url)]
            for name, process in self._running.items():
                if process.poll() is not None:
                    raise NotMeasured(f"{name} did not start; its log ends:\n{self.tail(name)}")
            if waiting and perf_counter() > deadline:
                raise NotMeasured(f"{', '.join(waiting)}: not ready within {seconds:.0f} s")
            await asyncio.sleep(LOOK_EVERY)

    def memory(self, names: Sequence[str]) -> Memory:
        """Weigh processes, with whatever they started."""
        return memory_of(pid for name in names for pid in members(self._running[name].pid))

    async def stop(self) -> None:
        """Stop everything: first kindly, then for good, with whatever it started."""
        for process in self._running.values():
            with suppress(ProcessLookupError):
                process.terminate()
        deadline = perf_counter() + STOP_WITHIN
        for process in self._running.values():
            while process.poll() is None and perf_counter() < deadline:
                await asyncio.sleep(LOOK_EVERY)
            for pid in members(process.pid):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            process.wait()
        self._running.clear()

    def tail(self, name: str, lines: int = TAIL) -> str:
        """Give the end of a process's log."""
        text = (self._logs / f"{name}.log").read_text(errors="replace")
        return "\n".join(text.splitlines()[-lines:])


def plain_environment() -> dict[str, str]:
    """Give this process's environment without anything that would configure either side."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith(OWN_SETTINGS)}
    return {**kept, "RASA_TELEMETRY_ENABLED": "false", "PYTHONUNBUFFERED": "1"}


def newest_model(folder: Path) -> Path:
    """Give the model that was trained last.

    Raises:
        NotMeasured: there is none.
    """
    models = sorted(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise NotMeasured(f"no model in {folder}")
    return models[-1]


def free_port() -> int:
    """Give a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
