"""Wakes the streams of open browsers: who has news is looked for once, for all of them.

Other processes write to the outbox too, so the database is asked a few times a second; a reply of
this process asks at once.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import structlog

from quita.services.ports.web_feed import Held, WebFeed

log = structlog.get_logger(__name__)

POLL = 0.2  # seconds
HELD_EVERY = 8  # polls between looks at who answers
NO_HISTORY = 2**62  # past every number
AT_ONCE = 4  # streams of one session; a browser needs one, and a dead one is noticed late


@dataclass(eq=False)
class Stream:
    """One open connection; `cursor` is the last number that was sent on it."""

    cursor: int
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    signals: list[str] = field(default_factory=list)
    dirty: bool = True
    closed: bool = False

    def stir(self) -> None:
        """Have its loop look."""
        self.wake.set()


class Hub:
    """The open streams of this process, by address."""

    def __init__(self, feed: Callable[[], WebFeed]) -> None:
        """Take what gives the feed."""
        self._feed = feed
        self._streams: dict[str, list[Stream]] = defaultdict(list)
        self._poke = asyncio.Event()
        self._newest: int | None = None
        self._stopping = False
        self._held: Mapping[str, Held] = {}

    def open(self, address_id: str, cursor: int) -> Stream:
        """Add a stream; the oldest of too many ends."""
        streams, stream = self._streams[address_id], Stream(cursor)
        streams.append(stream)
        for old in streams[:-AT_ONCE]:
            old.closed = True
            old.stir()
        self._poke.set()
        return stream

    def close(self, address_id: str, stream: Stream) -> None:
        """Forget a stream."""
        streams = self._streams[address_id]
        streams.remove(stream)
        if not streams:
            del self._streams[address_id]

    def end(self, address_id: str) -> None:
        """Close all streams of a session that is over."""
        for stream in self._streams.get(address_id, ()):
            stream.closed = True
            stream.stir()

    def typing(self, address_id: str) -> None:
        """Tell that an answer is being written."""
        for stream in self._streams.get(address_id, ()):
            stream.signals.append("typing")
            stream.stir()

    def poke(self) -> None:
        """Look at once."""
        self._poke.set()

    def held(self, address_id: str) -> Held | None:
        """Give who answers, where it is not the bot."""
        return self._held.get(address_id)

    def count(self) -> int:
        """Give how many streams are open."""
        return sum(map(len, self._streams.values()))

    async def run(self) -> None:
        """Look until stop() is called."""
        polls = 0
        while not self._stopping:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._poke.wait(), POLL)
            self._poke.clear()
            if not self._streams:
                continue
            try:
                await self._look(with_held=polls % HELD_EVERY == 0)
            except Exception:
                # The database may be away for a while: browsers keep waiting, the loop goes on.
                log.exception("web.poll_failed")
                await asyncio.sleep(POLL)
            polls += 1

    def stop(self) -> None:
        """End every stream: browsers come again, to another process or to this one's next life."""
        self._stopping = True
        self._poke.set()
        for address_id in list(self._streams):
            self.end(address_id)

    async def _look(self, *, with_held: bool) -> None:
        feed = self._feed()
        since = NO_HISTORY if self._newest is None else self._newest  # a new stream looks itself
        self._newest, written = await asyncio.to_thread(feed.newest, since)
        for address_id, seq in written.items():
            for stream in self._streams.get(address_id, ()):
                if seq > stream.cursor:
                    stream.dirty = True
                    stream.stir()
        if with_held:
            held = await asyncio.to_thread(feed.held)
            changed = {a for a in {*held, *self._held} if held.get(a) != self._held.get(a)}
            self._held = held
            for address_id in changed:
                for stream in self._streams.get(address_id, ()):
                    stream.signals.append("held")
                    stream.stir()
