"""One person who sends files: turns, the channel that holds files, receipts and who hears them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Owner
from quita.domain.media import MediaItem
from quita.domain.receipt import ReceiptClaim
from quita.services.contact import Contact
from quita.services.media_sorting import MediaSorting
from quita.services.receipts import Receipts
from quita.services.turn_media import TurnMedia
from quita.services.turns import TurnRunner
from quita.services.waiting import Waiting
from tests.builders import NamedPhrases, reaching, telling
from tests.conftest import FakeClock
from tests.services.media_world import FakeTranscriber, MediaWorld, make_media_world
from tests.services.turn_world import URL, FakeDialogue, World, make_world


@dataclass
class Files:
    """A conversation whose person sends files."""

    turns: World
    media: MediaWorld
    receipts: Receipts
    transcriber: FakeTranscriber
    sorting: MediaSorting

    @property
    def dialogue(self) -> FakeDialogue:
        """The dialogue engine."""
        return self.turns.dialogue

    async def sends(self, kind: str, text: str | None = None, **media: Any) -> list[str]:
        """Let a file come in as a turn of its own, and give what was said to it."""
        return await self.turns.takes(self.media.draft(kind, text, **media))

    async def fetched_later(self, **delta: float) -> int:
        """Let time pass and the worker fetch what the turn could not have."""
        self.turns.clock.advance(**delta)
        return await self.media.intake.take_due(self.media.source, self.sorting.late)

    def claims(self) -> list[ReceiptClaim]:
        """Give the receipts of the conversation."""
        views = self.receipts.of_conversation(self.turns.conversation().id)
        return [view.claim for view in views]

    def items(self) -> list[MediaItem]:
        """Give the files of the conversation."""
        with self.turns.database() as tx:
            found = tx.conversations.with_owner(list(Owner))
            return [item for chat in found for item in tx.media.of_conversation(chat.id)]


def files_of(database: Database, clock: FakeClock, new_id: Callable[[], str], hears: bool) -> Files:
    """Wire the services; where nobody hears, voice notes stay unheard."""
    turns, media = make_world(database, clock, new_id), make_media_world(database, clock, new_id)
    receipts, transcriber = Receipts(database, clock, new_id), FakeTranscriber()
    taking = TurnMedia(
        database, clock, media.intake, receipts, media.source, transcriber if hears else None
    )
    contact = Contact(database, clock, new_id)
    phrases = NamedPhrases()
    waiting = Waiting(database, clock, new_id, phrases, turns.ownership, reaching(clock))
    turns.runner = TurnRunner(
        database, turns.inbox, turns.ownership, contact, phrases, turns.dialogue, clock, URL,
        telling(database, clock), waiting, taking,
    )  # fmt: skip
    sorting = MediaSorting(receipts, waiting)
    return Files(turns, media, receipts, transcriber, sorting)
