"""Runs processes beside each other: logs to files, restarts what dies, stops all of it cleanly."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
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
RESTART_AFTER = 2.0  # seconds
TAIL = 30  # log lines shown when a start fails


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

    def watch(self) -> None:
        """Restart what dies, until asked to stop."""
        while not self._asked_to_stop:
            for name, process in list(self._running.items()):
                if process.poll() is not None and not self._asked_to_stop:
                    print(f"{name} ended ({process.returncode}); starting it again", flush=True)
                    time.sleep(RESTART_AFTER)
                    self._launch(self._wanted[name])
            time.sleep(0.2)

    def _launch(self, process: Process) -> None:
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
        lines = (self._logs / f"{name}.log").read_text(errors="replace").splitlines()
        return "\n".join(lines[-TAIL:])

    def _stop_asked(self, _number: int, _frame: FrameType | None) -> None:
        self._asked_to_stop = True


def answers(url: str) -> bool:
    """Say whether an address answers 200."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def output_of(command: list[str]) -> str:
    """Run a command, its output shown, and give its last line.

    Raises:
        Misconfigured: it failed.
    """
    last = ""
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ.copy()
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            last = line.strip() or last
            if not last.endswith(".tar.gz"):
                print(line, end="", file=sys.stdout, flush=True)
    if process.returncode != 0:
        raise Misconfigured("the model could not be trained; see above")
    return last
