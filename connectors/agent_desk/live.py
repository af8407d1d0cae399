"""What happens, told to every open desk: one reader a process, one stream a browser.

A change is written to the database in the transaction that makes it, by whichever process; here a
single task looks for new ones and tells all browsers. Numbers are the database's, so that a browser
that was away resumes at any process by Last-Event-ID.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from connectors.agent_desk import view
from connectors.agent_desk.door import Core
from connectors.agent_desk.render import render
from quita.domain.conversation import Owner
from quita.domain.errors import Conflict, QuitaError
from quita.services.ports import Change

LOOK_EVERY = 0.1  # seconds
CHORES_EVERY = 50  # looks: snoozes that are over, conversations to be given out
KEPT, REPLAYED = 20_000, 400  # changes
OVERLAP = 100  # a lower number may be committed after a higher one (PostgreSQL)
FULL = 200  # events that a slow browser may lag behind


@dataclass(frozen=True)
class Told:
    """One event, whole and as told to who may not read its conversation."""

    whole: str
    bare: str


@dataclass(eq=False)
class Stream:
    """One browser's queue; `lost` where it was too slow, and must load anew.

    `along` says whether who listens may read what the bot has and what ended.
    """

    along: bool
    queue: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(FULL))
    lost: bool = False

    def put(self, event: Told) -> None:
        """Add an event, or note that the browser has fallen behind."""
        try:
            self.queue.put_nowait(event.whole if self.along else event.bare)
        except asyncio.QueueFull:
            self.lost = True


class Hub:
    """Looks for changes while somebody listens."""

    def __init__(self, core: Core) -> None:
        """Take what gives the container."""
        self._core = core
        self._streams: set[Stream] = set()
        self._task: asyncio.Task[None] | None = None
        self._start = self._last = 0
        self._seen: deque[int] = deque(maxlen=10 * OVERLAP)

    async def join(self, last_id: int | None, along: bool) -> Stream:
        """Add a browser, with what it missed since `last_id`; `along` as Stream has it."""
        stream = Stream(along)
        if self._task is None or self._task.done():
            self._start = self._last = await asyncio.to_thread(self._core().board.last_change)
            self._seen.clear()
            self._task = asyncio.create_task(self._watch())
        self._streams.add(stream)
        if last_id is not None:
            changes = self._core().board.changes
            missed = await asyncio.to_thread(changes, last_id, REPLAYED + 1)
            if len(missed) > REPLAYED:
                stream.put(_event("reload", {}, self._last))
            else:
                for event in await asyncio.to_thread(self._events, missed):
                    stream.put(event)
        return stream

    def leave(self, stream: Stream) -> None:
        """Take a browser out; nobody looks while nobody listens."""
        self._streams.discard(stream)
        if not self._streams and self._task:
            self._task.cancel()
            self._task = None

    async def close(self) -> None:
        """Stop."""
        for stream in self._streams:
            stream.put(Told("", ""))
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _watch(self) -> None:
        looks = 0
        while True:
            await asyncio.sleep(LOOK_EVERY)
            looks += 1
            # A database that is away comes back: what was missed is read then.
            with suppress(QuitaError, OSError):
                if looks % CHORES_EVERY == 0:
                    await asyncio.to_thread(self._chores, looks)
                for event in await asyncio.to_thread(self._news):
                    for stream in self._streams:
                        stream.put(event)

    def _chores(self, looks: int) -> None:
        core = self._core()
        if core.board.snoozes_due():
            core.desk_tools.wake_due()
        if core.settings.desk_assign:
            core.reassigning.assign_waiting()
        if looks % (CHORES_EVERY * 100) == 0:
            with suppress(Conflict), core.database() as tx:
                tx.desk_list.prune_changes(KEPT)

    def _news(self) -> list[Told]:
        found = self._core().board.changes(max(self._start, self._last - OVERLAP))
        fresh = [change for change in found if change.seq not in self._seen]
        self._seen.extend(change.seq for change in fresh)
        self._last = max([self._last, *(change.seq for change in fresh)])
        return self._events(fresh)

    def _events(self, changes: list[Change]) -> list[Told]:
        kinds: dict[str, dict[str, None]] = {}
        numbers: dict[str, int] = {}
        for change in changes:
            kinds.setdefault(change.conversation_id, {})[change.kind] = None
            numbers[change.conversation_id] = change.seq
        if not kinds:
            return []
        core = self._core()
        counts = view.counted(core.board.counts())
        rows = {chat: core.board.row(chat) for chat in kinds}
        names = core.accounts.names(view.holders(row for row in rows.values() if row))
        events = []
        for chat, happened in kinds.items():
            row = rows[chat]
            data: dict[str, Any] = {"id": chat, "kinds": list(happened), "counts": counts}
            if "approval" in happened and (last := core.desk_deals.last_of(chat)):
                data["approval"] = {"asked_by": last.asked_by, "state": last.state}
            bare = data
            if row is not None:
                now = core.clock()
                html = render("_row.html", card=view.list_card(row, names, now))
                facts = view.facts(row, now)
                data = {**data, "row": html, **facts}
                with_people = row.listed.conversation.owner in (Owner.QUEUED, Owner.HUMAN)
                bare = data if with_people else {**bare, **view.bare(facts)}
            events.append(_event("change", data, numbers[chat], bare))
        return events


def _event(kind: str, data: dict[str, Any], number: int, bare: dict[str, Any] | None = None
           ) -> Told:  # fmt: skip
    start = f"id: {number}\nevent: {kind}\ndata: "
    whole = f"{start}{json.dumps(data)}\n\n"
    apart = bare is not None and bare is not data
    return Told(whole, f"{start}{json.dumps(bare)}\n\n" if apart else whole)
