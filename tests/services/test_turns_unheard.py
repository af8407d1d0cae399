"""Voice notes beside words, where nobody writes them down: asked to be typed, then handed over."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Owner
from tests.builders import draft
from tests.conftest import FakeClock
from tests.services.files_world import Files, files_of


@pytest.fixture
async def deaf(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> Files:
    """Where nobody hears voice notes; the greeting is over."""
    made = files_of(database, clock, new_id, hears=False)
    await made.turns.hears("oi")
    clock.advance(seconds=10)
    return made


async def says(files: Files, words: str, *kinds: str) -> list[str]:
    """Let words and files come in as one turn, and give what was said to it."""
    clock = files.turns.clock
    clock.advance(seconds=30)
    return await files.turns.takes(
        draft(clock(), words), *(files.media.draft(kind) for kind in kinds)
    )


async def test_words_are_answered_and_the_voice_note_beside_them_is_asked_to_be_typed(
    deaf: Files,
) -> None:
    assert await says(deaf, "boa tarde", "voice") == ["re: boa tarde", "utter_media_voice"]
    assert deaf.turns.conversation().owner is Owner.BOT


async def test_the_second_voice_note_beside_words_goes_to_a_person_after_the_answer(
    deaf: Files,
) -> None:
    await says(deaf, "boa tarde", "voice")
    answer, handed_over = await says(deaf, "e aí", "voice")
    assert answer == "re: e aí"
    assert handed_over.startswith("utter_handoff_unsupported_media")
    assert deaf.turns.conversation().owner is Owner.QUEUED


async def test_alone_and_beside_words_voice_notes_are_counted_together(deaf: Files) -> None:
    assert await deaf.sends("voice") == ["utter_media_voice"]
    await says(deaf, "e aí", "audio")
    assert deaf.turns.conversation().owner is Owner.QUEUED


async def test_a_turn_of_words_alone_in_between_begins_the_count_anew(deaf: Files) -> None:
    await says(deaf, "boa tarde", "voice")
    await says(deaf, "quero pagar")
    assert await says(deaf, "e aí", "voice") == ["re: e aí", "utter_media_voice"]


async def test_a_voice_note_that_was_taken_back_is_asked_for_by_nobody(deaf: Files) -> None:
    clock = deaf.turns.clock
    voice = deaf.media.draft("voice")
    back = draft(clock(), None, kind="revoke", about=voice.external_id)
    assert await deaf.turns.takes(draft(clock(), "boa tarde"), voice, back) == ["re: boa tarde"]


async def test_a_voice_note_that_was_written_down_is_words(
    database: Database, clock: FakeClock, new_id: Callable[[], str]
) -> None:
    files = files_of(database, clock, new_id, hears=True)
    await files.turns.hears("oi")
    files.transcriber.said = "quero parcelar"
    assert await says(files, "boa tarde", "voice") == ["re: boa tarde\nquero parcelar"]
