"""Files that come after their turn are sorted by its words, as the turn would have done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Owner
from quita.domain.errors import ProviderUnavailable
from quita.domain.media import MediaState
from tests.conftest import FakeClock
from tests.services.files_world import Files, files_of


@pytest.fixture
async def files(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> Files:
    """Where the first download fails; the greeting is over."""
    made = files_of(database, clock, new_id, hears=True)
    await made.turns.hears("oi")
    clock.advance(seconds=10)
    made.media.source.failures = [ProviderUnavailable("down")]
    return made


async def test_a_receipt_that_comes_late_is_claimed_by_the_words_of_its_turn(files: Files) -> None:
    await files.sends("image", "segue o comprovante do pix")
    assert files.claims() == []
    assert await files.fetched_later(minutes=10) == 1
    assert len(files.claims()) == 1
    assert files.turns.conversation().owner is Owner.BOT, "its words were answered"


async def test_a_late_receipt_without_words_that_fits_nothing_goes_to_a_person_who_is_told_of(
    files: Files,
) -> None:
    said = await files.sends("document", filename="comprovante_pix.pdf")
    assert said == ["utter_media_file"]
    await files.fetched_later(minutes=10)
    assert len(files.claims()) == 1
    assert files.turns.conversation().handoff_reason == "receipt"
    assert files.turns.said()[-1].startswith("utter_handoff_receipt")


async def test_a_late_receipt_is_handed_over_in_silence_once_the_window_has_closed(
    files: Files,
) -> None:
    files.media.source.failures *= 3
    await files.sends("document", filename="comprovante_pix.pdf")
    before = files.turns.said()
    await files.fetched_later(minutes=10)
    await files.fetched_later(minutes=10)
    await files.fetched_later(days=2)
    assert files.turns.conversation().handoff_reason == "receipt"
    assert files.turns.said() == before


async def test_a_late_receipt_interrupts_nobody_who_waits_or_talks_with_a_person(
    files: Files,
) -> None:
    await files.sends("document", filename="comprovante_pix.pdf")
    files.turns.queue()
    before = files.turns.said()
    await files.fetched_later(minutes=10)
    assert len(files.claims()) == 1
    assert files.turns.conversation().handoff_reason == "requested"
    assert files.turns.said() == before


async def test_a_late_picture_of_an_identity_document_goes_within_a_day(files: Files) -> None:
    await files.sends("image", "minha CNH")
    await files.fetched_later(minutes=10)
    [item] = files.items()
    assert (item.state, item.identity_document) == (MediaState.STORED, True)
    assert item.delete_at and item.delete_at - files.turns.clock() <= timedelta(days=1)
    assert files.claims() == []


async def test_a_late_picture_without_any_sign_of_a_payment_is_no_receipt(files: Files) -> None:
    await files.sends("image")
    await files.fetched_later(minutes=10)
    assert [item.state for item in files.items()] == [MediaState.STORED]
    assert files.claims() == []
    assert files.turns.conversation().owner is Owner.BOT


async def test_what_the_worker_has_before_its_turn_begins_is_left_to_the_turn(
    files: Files,
) -> None:
    files.media.source.failures = []
    message = files.media.draft("document", filename="comprovante_pix.pdf")
    files.turns.inbox.receive([message])
    await files.fetched_later(minutes=1)
    assert files.claims() == [] and files.turns.conversation().owner is Owner.BOT
    claimed = files.turns.inbox.claim("w1")
    assert claimed is not None and await files.turns.runner.run(claimed, "w1")
    assert len(files.claims()) == 1
    assert files.turns.conversation().handoff_reason == "receipt"
