"""Reads Linux's /proc: what processes weigh, how busy the machine is, what machine it is."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import NotMeasured

KILOBYTE, MEGABYTE, GIGABYTE = 1024, 1e6, 1e9  # bytes; /proc calls 1,024 bytes a kB


@dataclass(frozen=True)
class Memory:
    """Resident memory in MB; `pss` counts a page that n processes share as an nth in each."""

    rss: float
    pss: float


def members(session: int) -> list[int]:
    """Give the processes of a session, by the id of the process that leads it."""
    pids = (int(entry.name) for entry in Path("/proc").glob("[0-9]*"))
    return [pid for pid in pids if _session(pid) == session]


def memory_of(pids: Iterable[int]) -> Memory:
    """Weigh processes together.

    Raises:
        NotMeasured: there is no /proc, or a process is not there any more.
    """
    weighed = [_weigh(pid) for pid in pids]
    if not weighed:
        raise NotMeasured("no process to weigh in /proc")
    return Memory(sum(m.rss for m in weighed), sum(m.pss for m in weighed))


def load() -> float:
    """Give how many processes were running or waiting to run, over the last minute."""
    return os.getloadavg()[0]


def machine() -> str:
    """Say what machine this is."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIGABYTE
    system = f"{platform.system()} {platform.machine()}"
    return f"{os.cpu_count()} cores, {memory:.0f} GB, {system}, Python {platform.python_version()}"


def _session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return None


def _weigh(pid: int) -> Memory:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError as error:
        raise NotMeasured(f"/proc tells no memory of process {pid}: {error.strerror}") from error
    figures = (line.split() for line in text.splitlines()[1:])  # the first names a range
    kilobytes = {name: int(size) for name, size, *_ in figures}
    parts = (kilobytes[name] * KILOBYTE / MEGABYTE for name in ("Rss:", "Pss:"))
    return Memory(*parts)
