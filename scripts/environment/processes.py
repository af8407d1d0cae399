"""Runs other programs: short questions with a time limit, long work with a sign of life."""

from __future__ import annotations

import queue
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Callable, Mapping, Sequence

from environment import problems
from environment.progress import Progress

Say = Callable[[str], None]
QUIET_SECONDS = 5.0
PATIENCE_AFTER_INTERRUPT = 10.0
NOT_STARTED = 126


@dataclass(frozen=True)
class Answer:
    """How a program ended: its exit code and everything that it printed."""

    code: int
    output: str


def ask(
    command: Sequence[str], seconds: float = 20.0, env: Mapping[str, str] | None = None
) -> Answer:
    """Runs a short command; one that does not start or does not end in time is a failed answer."""
    try:
        done = subprocess.run(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=seconds,
            env=dict(env) if env is not None else None,
            encoding="utf-8",
            errors="replace",
        )
    except subprocess.TimeoutExpired:
        return Answer(NOT_STARTED, f"no answer in {seconds:g} s")
    except OSError as error:
        return Answer(NOT_STARTED, error.strerror or str(error))
    return Answer(done.returncode, done.stdout)


def work(
    doing: str,
    command: Sequence[str],
    env: Mapping[str, str],
    say: Say,
    quiet_seconds: float = QUIET_SECONDS,
    cwd: Path | None = None,
) -> str:
    """Runs a long command, saying at least every `quiet_seconds` what it does and for how long.

    Returns what it printed. Raises the Problem behind a failure.
    """
    began = time.monotonic()
    say(f"{doing} ...")
    child = subprocess.Popen(
        list(command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=dict(env),
        cwd=cwd,
        encoding="utf-8",
        errors="replace",
    )
    assert child.stdout is not None
    lines: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=_pump, args=(child.stdout, lines), daemon=True).start()
    printed = []
    progress = Progress()
    told = began
    try:
        while True:
            try:
                line = lines.get(timeout=max(0.0, told + quiet_seconds - time.monotonic()))
            except queue.Empty:
                told = time.monotonic()
                say(f"  {told - began:4.0f} s  {progress.tell()}")
                continue
            if line is None:
                break
            printed.append(line)
            progress.heed(line)
        code = child.wait()
    except KeyboardInterrupt:
        _let_end(child)
        raise
    output = "".join(printed)
    if code != 0:
        raise problems.from_output(doing, output or f"exit {code}")
    return output


def _pump(stream: IO[str], lines: queue.Queue[str | None]) -> None:
    for line in stream:
        lines.put(line)
    lines.put(None)


def _let_end(child: subprocess.Popen[str]) -> None:
    """Waits for a child that had the same Ctrl-C, and ends one that did not."""
    try:
        child.wait(PATIENCE_AFTER_INTERRUPT)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
