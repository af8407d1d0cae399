"""What changed, told to every open browser; kept, so that a reload resumes where it left off."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from sandbox.store import Store

KEPT_EVENTS = 5000
KEEP_ALIVE_SECONDS = 5.0  # also how soon a browser that went away is noticed


@dataclass(frozen=True)
class Event:
    """Something changed: `kind` is message, typing, phone or connection; `ref` says which."""

    seq: int
    phone: str
    kind: str
    ref: str


class Hub:
    """Publishes changes and knows which chats are open in a browser."""

    def __init__(self, store: Store) -> None:
        """Take the store that keeps the events."""
        self._store = store
        self._changed = asyncio.Event()
        self._open: Counter[str] = Counter()
        self._closed = False
        self.on_open: Callable[[str], None] = lambda phone: None

    def publish(self, phone: str, kind: str, ref: str = "") -> None:
        """Tell every follower."""
        seq = self._store.insert(
            "INSERT INTO events (phone, kind, ref) VALUES (?, ?, ?)", phone, kind, ref
        )
        if seq % 500 == 0:
            self._store.write("DELETE FROM events WHERE seq <= ?", seq - KEPT_EVENTS)
        self._wake()

    def last(self) -> int:
        """Give the number of the newest event."""
        row = self._store.one("SELECT MAX(seq) AS seq FROM events")
        return int(row["seq"] or 0) if row else 0

    async def follow(self, after: int) -> AsyncIterator[Event | None]:
        """Give each event past a number, and None now and then to keep the line alive."""
        while not self._closed:
            changed = self._changed
            for row in self._store.all("SELECT * FROM events WHERE seq > ? ORDER BY seq", after):
                after = row["seq"]
                yield Event(row["seq"], row["phone"], row["kind"], row["ref"])
            try:
                await asyncio.wait_for(changed.wait(), KEEP_ALIVE_SECONDS)
            except asyncio.TimeoutError:
                yield None

    def open_chat(self, phone: str) -> None:
        """Say that a browser shows this phone's chat."""
        self._open[phone] += 1
        self.on_open(phone)

    def close_chat(self, phone: str) -> None:
        """Say that a browser no longer shows it."""
        self._open[phone] -= 1

    def is_open(self, phone: str) -> bool:
        """Tell whether any browser shows this phone's chat."""
        return self._open[phone] > 0

    def close(self) -> None:
        """End every follower."""
        self._closed = True
        self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
