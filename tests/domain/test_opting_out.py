"""Tests of the bare words that ask for no more messages."""

from __future__ import annotations

import pytest

from quita.domain.opting_out import asks_to_stop, stops_in_chat


@pytest.mark.parametrize("text", ["SAIR", " sair.", "Parar!", "STOP", "pare", "Descadastrar"])
def test_the_word_alone_opts_out_on_every_channel(text: str) -> None:
    assert asks_to_stop(text)
    assert stops_in_chat(text)


@pytest.mark.parametrize("text", ["cancelar", "para", "remova"])
def test_what_answers_questions_in_a_chat_opts_out_by_sms_alone(text: str) -> None:
    assert asks_to_stop(text)
    assert not stops_in_chat(text)


@pytest.mark.parametrize(
    "text", ["quero sair dessa situação", "sair do vermelho", "", "não", "1", "SAIR SAIR SAIR já"]
)
def test_the_word_in_a_sentence_does_not(text: str) -> None:
    assert not asks_to_stop(text)
    assert not stops_in_chat(text)
