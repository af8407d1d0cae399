"""Fetching what people sent, before the channel forgets it: checked, then stored encrypted.

The process that works on the turn fetches at once; what it could not have, and what it left when
it died, the worker takes up, until the channel's id is too old. Fetching twice harms nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

import structlog

from quita.domain.errors import InvalidMedia, ProviderRefused, ProviderUnavailable
from quita.domain.media import IDS_LAST, MEGABYTE, MediaItem, MediaState, checked_type, limit_of
from quita.services.ports import (
    Clock,
    MediaFiles,
    MediaSource,
    UnitOfWork,
    UnitOfWorkFactory,
)

log = structlog.get_logger(__name__)
GRACE = timedelta(seconds=30)  # for whoever works on the turn, before the worker looks
LEASE = timedelta(minutes=2)
WAITS = (15, 60, 300, 900, 3600, 10_800, 21_600, 43_200, 86_400)  # seconds; the last one repeats
IDENTITY_LASTS = timedelta(hours=20)  # of a picture of an identity document: within a day
WRONG_BYTES_TRIES = 3  # bytes that are not what was announced may be a broken download
AfterStored = Callable[[UnitOfWork, MediaItem], object]


@dataclass(frozen=True)
class MediaRules:
    """What the company takes, and for how long it keeps it.

    Attributes:
        cap: bytes of a file, below the channel's own limits.
        keep: how long a file stays.
    """

    cap: int = 25 * MEGABYTE
    keep: timedelta = timedelta(days=90)


class MediaIntake:
    """Fetches files, and deletes them when their time is over."""

    def __init__(
        self, uow: UnitOfWorkFactory, clock: Clock, files: MediaFiles, rules: MediaRules
    ) -> None:
        """Wire the ports."""
        self._uow, self._clock, self._files, self._rules = uow, clock, files, rules

    async def take(
        self, source: MediaSource, item: MediaItem, then: AfterStored | None = None
    ) -> bytes | None:
        """Fetch, check and store one file; give its bytes, or None where that failed (noted)."""
        if item.state is not MediaState.WAITING:
            stored = item.state is MediaState.STORED
            return await asyncio.to_thread(self._files.get, item.id) if stored else None
        try:
            data = await source.fetch(item, limit_of(item.kind, self._rules.cap))
            found = checked_type(item.kind, data, item.declared_hash, self._rules.cap)
        except InvalidMedia as problem:
            again = str(problem).startswith("hash") and item.attempts + 1 < WRONG_BYTES_TRIES
            await asyncio.to_thread(self._failed, item, str(problem), again)
        except ProviderRefused as problem:
            await asyncio.to_thread(self._failed, item, str(problem), False)
        except ProviderUnavailable as problem:
            await asyncio.to_thread(self._failed, item, str(problem), True)
        else:
            return await asyncio.to_thread(self._kept, item, data, found, then)
        return None

    async def take_due(self, source: MediaSource, then: AfterStored | None = None) -> int:
        """Fetch one file that is due; give how many were tried.

        `then` is called for a file that is stored, in the transaction that says so.
        """
        item = await asyncio.to_thread(self._claim)
        if item is None:
            return 0
        await self.take(source, item, then)
        return 1

    def due(self) -> bool:
        """Say whether anything is due, leaving it so."""
        now = self._clock()
        with self._uow() as tx:
            return tx.media.anything_due(now)

    def expire(self) -> int:
        """Delete what has been kept for long enough; give how many files.

        The bytes go first: a crash in between leaves a record that is deleted in the next round.
        """
        now = self._clock()
        with self._uow() as tx:
            over = tx.media.to_delete(now, 100)
            for item in over:
                self._files.delete(item.id)
                tx.media.deleted(item.id)
                tx.events.audit("system", "media:deleted", item.id, {}, now)
        return len(over)

    def sweep(self) -> int:
        """Delete bytes without any record that lay as long as files stay; give how many.

        A crash leaves such between keeping a file of a browser and storing its message.
        """
        found = 0
        for name in self._files.older(self._clock() - self._rules.keep):
            with self._uow() as tx:
                known = tx.media.get(name) is not None
            if not known:
                self._files.delete(name)
                found += 1
        return found

    def _claim(self) -> MediaItem | None:
        now = self._clock()
        with self._uow() as tx:
            return tx.media.claim_due(now, now + LEASE)

    def _kept(
        self, item: MediaItem, data: bytes, mime_type: str, then: AfterStored | None
    ) -> bytes:
        try:
            self._files.put(item.id, data)
        except OSError as problem:  # a full disk, say: the bytes serve this turn all the same
            self._failed(item, f"store: {type(problem).__name__}", again=True)
        else:
            self._note(item, data, mime_type, then)
        return data

    def _note(self, item: MediaItem, data: bytes, mime_type: str, then: AfterStored | None) -> None:
        now, digest = self._clock(), sha256(data).hexdigest()
        with self._uow() as tx:
            keep = IDENTITY_LASTS if item.identity_document else self._rules.keep
            tx.media.stored(item.id, mime_type, digest, len(data), now, now + keep)
            if then is not None:
                then(tx, item)

    def _failed(self, item: MediaItem, reason: str, again: bool) -> None:
        now = self._clock()
        due = now + timedelta(seconds=WAITS[min(item.attempts, len(WAITS) - 1)])
        again = again and due < item.received_at + IDS_LAST
        log.warning("media.failed", media=item.id, reason=reason, again=again)
        with self._uow() as tx:
            if again:
                tx.media.retry(item.id, reason, due)
            else:
                tx.media.set_aside(item.id, reason)
