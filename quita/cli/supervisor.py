"""Runs processes beside each other: logs to files, restarts what dies, stops all of it cleanly."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from quita.domain.errors import Misconfigured
from quita.settings import ROOT

STOP_WITHIN = 25.0  # seconds that a process has to end by itself
SHORT_LIFE = 10.0  # seconds; what ended sooner is not started again at once
RESTART_AFTER = 2.0  # seconds
TAIL = 30  # log lines shown when a start fails
TELL_EVERY = 10.0  # seconds between lines that say that something still goes on


@dataclass(frozen=True)
class Process:
    """A named command line."""

    name: str
    command: list[str]


class Supervisor:
    """Used as a context: leaving it stops every process."""

    def __init__(self, logs: Path) -> None:
        """Take the folder of the logs, one file a process."""
        self._logs = logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._wanted: dict[str, Process] = {}
        self._began: dict[str, float] = {}
        self._asked_to_stop = False

    def __enter__(self) -> Supervisor:
        """Take Ctrl-C and SIGTERM as the wish to stop."""
        self._logs.mkdir(parents=True, exist_ok=True)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop_asked)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop everything: first kindly, then for good."""
        for process in self._running.values():
            if process.poll() is None:
                with contextlib.suppress(ProcessLookupError):
                    process.terminate()
        deadline = time.monotonic() + STOP_WITHIN
        for process in self._running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            if process.poll() is None:
                process.kill()
                process.wait()

    def start(self, processes: list[Process]) -> None:
        """Start processes side by side."""
        for process in processes:
            self._wanted[process.name] = process
            self._launch(process)

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Wait until everything is ready.

        Raises:
            Misconfigured: a process ended, or the time is over; with the end of its log.
        """
        deadline = time.monotonic() + seconds
        while not self._asked_to_stop and not ready():
            for name, process in self._running.items():
                if process.poll() is not None:
                    raise Misconfigured(f"{name} did not start; its log ends:\n{self._tail(name)}")
            if time.monotonic() > deadline:
                raise Misconfigured(f"not ready within {seconds:.0f} s; see {self._logs}")
            time.sleep(0.2)

    def running(self) -> list[subprocess.Popen[bytes]]:
        """Give the processes as they are."""
        return list(self._running.values())

    def watch(self, enough: Callable[[], bool] = lambda: False) -> None:
        """Restart what dies, until asked to stop (or until it is enough)."""
        while not self._asked_to_stop and not enough():
            for name, process in list(self._running.items()):
                if process.poll() is not None and not self._asked_to_stop:
                    print(f"{name} ended ({process.returncode}); starting it again", flush=True)
                    if time.monotonic() - self._began[name] < SHORT_LIFE:
                        time.sleep(RESTART_AFTER)
                    self._launch(self._wanted[name])
            time.sleep(0.2)

    def _launch(self, process: Process) -> None:
        self._began[process.name] = time.monotonic()
        with (self._logs / f"{process.name}.log").open("ab") as log:
            # A session of its own: Ctrl-C reaches only the supervisor, which stops all in order.
            self._running[process.name] = subprocess.Popen(
                process.command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _tail(self, name: str) -> str:
        return _end_of(self._logs / f"{name}.log")

    def _stop_asked(self, _number: int, _frame: FrameType | None) -> None:
        self._asked_to_stop = True


def answers(url: str) -> bool:
    """Say whether an address answers 200."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def output_of(command: list[str], log: Path, doing: str) -> str:
    """Run a command that takes a while, saying so, and give the last line that it printed.

    What it tells on its standard error goes to a log file.

    Raises:
        Misconfigured: it failed; with the end of its log.
    """
    started = told = time.monotonic()
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors
        ) as process,
    ):
        while process.poll() is None:
            time.sleep(0.1)
            if time.monotonic() - told >= TELL_EVERY:
                told = time.monotonic()
                print(f"  {doing} ... {told - started:.0f} s", flush=True)
        assert process.stdout is not None
        lines = process.stdout.read().decode(errors="replace").split()
    if process.returncode != 0 or not lines:
        raise Misconfigured(f"{doing} failed; {log} ends:\n{_end_of(log)}")
    return lines[-1]


def _end_of(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-TAIL:])
