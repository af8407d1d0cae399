"""Tests of who writes in another language; Portuguese of the worst spelling never is."""

from __future__ import annotations

import functools
import json
import re

import pytest

from quita.domain.languages import foreign_language
from tests.nlu.test_leaks import ROOT, training_examples

_LABEL = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")
# The messages there that are in another language indeed.
FOREIGN = {
    "What's up bro, do you speak English?": "en",
    "what time is it in tokyo": "en",
    "hola, hablas español? busco hotel en florianópolis": "es",
}
MISSPELLINGS = [
    ("v", "b"), ("b", "v"), ("lh", "ll"), ("lh", "li"), ("nh", "ñ"), ("nh", "ni"), ("ão", "on"),
    ("ão", "ao"), ("qu", "cu"), ("qu", "k"), ("ç", "z"), ("ss", "s"), ("s", "z"), ("em", "en"),
    ("m", "n"), ("e", "i"), ("o", "u"), ("i", "y"), ("j", "y"), ("não", "no"), ("eu", "yo"),
    (" ", ""), ("a", ""), ("e", ""), ("o", ""),
]  # fmt: skip


@functools.lru_cache(maxsize=1)
def portuguese() -> list[str]:
    """Give every message that people or examples hold, but the foreign ones."""
    texts = [_LABEL.sub(r"\1", text) for some in training_examples().values() for text in some]
    for path in sorted((ROOT / "tests" / "nlu").glob("*.jsonl")):
        lines = path.read_text(encoding="utf-8").splitlines()
        texts += [json.loads(line)["text"] for line in lines]
    return [text for text in texts if text not in FOREIGN]


@pytest.mark.parametrize(
    "text",
    [
        "Hola, no hablo portugués",
        "quiero pagar mi deuda",
        "¿Quién es usted?",
        "no puedo pagar ahora",
        "me llegó un mensaje de ustedes",
        "Estoy desempleado y no tengo plata",
        "buenos dias, quiero hablar con una persona",
    ],
)
def test_spanish_is_told(text: str) -> None:
    assert foreign_language(text) == "es"


@pytest.mark.parametrize(
    "text",
    [
        "I don't speak Portuguese",
        "I don\u2019t understand",
        "Who is this?",
        "how much do I owe?",
        "Hello, I received a message from you",
        "can i pay later please",
    ],
)
def test_english_is_told(text: str) -> None:
    assert foreign_language(text) == "en"


@pytest.mark.parametrize(
    "text", ["hola", "gracias!!", "hola, gracias", "help", "oh my god", "I love you", "👍", ""]
)
def test_a_word_or_two_that_brazilians_play_with_are_no_language(text: str) -> None:
    assert foreign_language(text) is None


@pytest.mark.parametrize(("text", "language"), FOREIGN.items())
def test_the_foreign_messages_among_the_examples_are_told(text: str, language: str) -> None:
    assert foreign_language(text) == language


def test_no_portuguese_example_is_taken_for_another_language() -> None:
    assert [text for text in portuguese() if foreign_language(text)] == []


@pytest.mark.parametrize(("right", "wrong"), MISSPELLINGS)
def test_no_misspelling_makes_portuguese_another_language(right: str, wrong: str) -> None:
    spelled = (text.lower().replace(right, wrong) for text in portuguese())
    assert [text for text in spelled if foreign_language(text)] == []
