"""A queue in front of SQLite, which admits one writer and makes the others sleep and try again.

SQLite's own waiting is a sleep of up to 100 ms, by which later ones overtake. Here threads wait
for a lock, and processes look at one on a file beside the database every millisecond; both are let
go where a process dies. It orders, and decides nothing: who waits for long goes on to SQLite.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from typing import BinaryIO

from sqlalchemy.engine import Engine

SUFFIX = ".queue"
PATIENCE = 1.0  # seconds
LOOK_EVERY = 0.001


class FileQueue:
    """Lets one transaction at a time through."""

    def __init__(self, path: Path) -> None:
        """Take the file, which is made when the first one passes."""
        self._path, self._threads = path, Lock()
        self._file: BinaryIO | None = None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn, a second at most; the next one comes at the end of the block."""
        ends = monotonic() + PATIENCE
        if not self._threads.acquire(timeout=PATIENCE):
            yield
            return
        try:
            if self._file is None:
                self._file = self._path.open("ab")
            while not _locked(self._file) and monotonic() < ends:
                sleep(LOOK_EVERY)
            yield
        finally:
            if self._file is not None:
                fcntl.flock(self._file, fcntl.LOCK_UN)
            self._threads.release()


def _locked(file: BinaryIO) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


class Queue:
    """What a database's transactions wait in; PostgreSQL needs none."""

    def __init__(self, engine: Engine) -> None:
        """Take the engine whose transactions queue."""
        file = engine.url.database
        sqlite = engine.dialect.name == "sqlite" and file is not None
        self._file = FileQueue(Path(f"{file}{SUFFIX}")) if sqlite else None

    def turn(self) -> AbstractContextManager[None]:
        """Wait for the turn to begin a transaction."""
        return self._file.turn() if self._file else nullcontext()
