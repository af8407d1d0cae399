"""What a turn brings besides words: files are fetched, voice notes written down, receipts kept.

All of it may fail, and none of it stops the turn: a file that did not come is fetched by the
worker, and a voice note that nobody could write down is answered as one that nobody can hear.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import structlog

from quita.domain.errors import ProviderError
from quita.domain.media import SPOKEN, MediaItem, MediaState, type_of
from quita.domain.receipt import ReceiptClaim
from quita.domain.records import InboundMessage
from quita.services.inbox import Claimed
from quita.services.media_intake import MediaIntake
from quita.services.media_sorting import sort_files
from quita.services.ports import Clock, MediaSource, Transcriber, UnitOfWorkFactory
from quita.services.receipts import Receipts

log = structlog.get_logger(__name__)
PATIENCE = 30.0  # seconds for all of a turn's files, while somebody waits for the answer
MAX_WORDS = 4096  # characters of a voice note, as of a typed message
T = TypeVar("T")


@dataclass(frozen=True)
class Taken:
    """A turn with what was said in its voice notes, and the receipts in it."""

    claimed: Claimed
    receipts: Sequence[ReceiptClaim] = ()


class TurnMedia:
    """Takes the files of a turn before it is understood; safe to run again for the same turn."""

    def __init__(
        self,
        uow: UnitOfWorkFactory,
        clock: Clock,
        intake: MediaIntake,
        receipts: Receipts,
        source: MediaSource,
        transcriber: Transcriber | None,
    ) -> None:
        """Wire the ports; without a transcriber nobody hears voice notes but people."""
        self._uow, self._clock, self._intake, self._receipts = uow, clock, intake, receipts
        self._source, self._transcriber = source, transcriber

    async def take(self, claimed: Claimed) -> Taken:
        """Fetch the files of a turn, and give the turn with what was said in them."""
        turn = claimed.turn
        if not any(message.media for message in turn.messages):
            return Taken(claimed)
        ids = [message.id for message in turn.messages]
        items = {item.message_id: item for item in await _in_thread(lambda: self._items(ids))}
        work = [self._taken(message, items.get(message.id)) for message in turn.messages]
        messages = tuple(await asyncio.gather(*work))
        taken = replace(claimed, turn=replace(turn, messages=messages))
        return Taken(taken, await _in_thread(lambda: self._kept(taken)))

    async def close(self) -> None:
        """Close the connections."""
        await self._source.close()
        if self._transcriber is not None:
            await self._transcriber.close()

    def _items(self, message_ids: list[str]) -> list[MediaItem]:
        with self._uow() as tx:
            return tx.media.of_messages(message_ids)

    async def _taken(self, message: InboundMessage, item: MediaItem | None) -> InboundMessage:
        if item is None:
            return message
        try:
            return await asyncio.wait_for(self._heard(message, item), PATIENCE)
        except asyncio.TimeoutError:
            log.warning("media.slow", media=item.id)
            return message

    async def _heard(self, message: InboundMessage, item: MediaItem) -> InboundMessage:
        wanted = message.kind in SPOKEN and not message.text and self._transcriber is not None
        if item.state is not MediaState.WAITING and not wanted:
            return message
        data = await self._intake.take(self._source, item)
        if data is None or not wanted or self._transcriber is None:
            return message
        try:
            said = await self._transcriber.transcribe(data, type_of(data) or "audio/ogg")
        except ProviderError as problem:
            log.warning("transcription.failed", media=item.id, reason=str(problem))
            return message
        text = " ".join(said.split())[:MAX_WORDS]
        if not text:
            return message
        await _in_thread(lambda: self._write_down(message.id, text))
        return replace(message, text=text, transcribed=True)

    def _write_down(self, message_id: str, text: str) -> None:
        with self._uow() as tx:
            tx.messages.transcribed(message_id, text, self._clock())

    def _kept(self, claimed: Claimed) -> list[ReceiptClaim]:
        with self._uow() as tx:
            return sort_files(tx, self._receipts, claimed.conversation, claimed.turn.messages)


async def _in_thread(call: Callable[[], T]) -> T:
    return await asyncio.to_thread(call)
