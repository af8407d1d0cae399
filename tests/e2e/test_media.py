"""What cannot be read is answered kindly."""

from __future__ import annotations

import pytest

from quita.domain.conversation import Owner
from quita.domain.events import HANDOFF_REQUESTED
from tests.e2e.people import Debtor


def test_a_voice_note_is_answered_kindly_and_the_second_goes_to_a_person(debtor: Debtor) -> None:
    first = debtor.answer_to(debtor.sends({"type": "audio"}))
    assert "não consigo ouvir áudios" in first.text
    assert "Falar com pessoa" in first.titles
    assert debtor.owner() is Owner.BOT
    second = debtor.answer_to(debtor.sends({"type": "audio"}))
    assert "Vou chamar uma pessoa" in second.text
    assert debtor.owner() is Owner.QUEUED
    [event] = debtor.events(HANDOFF_REQUESTED)
    assert event["reason"] == "unsupported_media"


def test_words_between_two_voice_notes_start_anew(debtor: Debtor) -> None:
    debtor.answer_to(debtor.sends({"type": "audio"}))
    debtor.writes("oi")
    debtor.answer_to(debtor.sends({"type": "audio"}))
    assert debtor.owner() is Owner.BOT


@pytest.mark.parametrize("said", [{"type": "image"}, {"type": "document", "filename": "foto.pdf"}])
def test_a_file_is_acknowledged(debtor: Debtor, said: dict[str, str]) -> None:
    answer = debtor.answer_to(debtor.sends(said))
    assert "Seu arquivo chegou" in answer.text
    assert debtor.owner() is Owner.BOT


def test_a_file_that_calls_itself_a_receipt_goes_to_a_person(debtor: Debtor) -> None:
    debtor.answer_to(debtor.sends({"type": "document", "filename": "comprovante.pdf"}))
    [event] = debtor.events(HANDOFF_REQUESTED)
    assert event["reason"] == "receipt"


@pytest.mark.parametrize("kind", ["sticker", "location", "contacts", "unsupported"])
def test_what_carries_no_words_is_answered_kindly(debtor: Debtor, kind: str) -> None:
    answer = debtor.answer_to(debtor.sends({"type": kind}))
    assert "não consigo ler" in answer.text
    assert debtor.owner() is Owner.BOT


def test_the_words_under_a_picture_are_read(debtor: Debtor) -> None:
    answer = debtor.answer_to(debtor.sends({"type": "image", "caption": "quanto eu devo?"}))
    assert "CPF" in answer.text


def test_a_reaction_is_taken_in_silence(debtor: Debtor) -> None:
    said = debtor.writes("oi").messages[-1]
    reaction = {"type": "reaction", "message_id": said.id, "emoji": "👍"}
    assert debtor.answer_to(debtor.sends(reaction)).messages == ()
    assert debtor.owner() is Owner.BOT
