"""The held-out messages are worth something only while the model has never seen them."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
INTENT_EXAMPLES_AT_LEAST = 15


def folded(text: str) -> str:
    """Fold a message so that copies look alike."""
    plain = unicodedata.normalize("NFKD", text.lower())
    words = re.sub(r"\W+", " ", "".join(c for c in plain if not unicodedata.combining(c)))
    return words.strip() or text


def training_examples() -> dict[str, list[str]]:
    """Give the examples of each intent in data/nlu."""
    examples: dict[str, list[str]] = {}
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for item in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = [line[2:] for line in item["examples"].splitlines()]
            examples.setdefault(item["intent"], []).extend(lines)
    return examples


def held_out() -> list[dict[str, str]]:
    """Give the held-out messages."""
    lines = (ROOT / "tests" / "nlu" / "heldout.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_no_held_out_message_is_a_training_example() -> None:
    seen = {folded(text) for texts in training_examples().values() for text in texts}
    assert [line["text"] for line in held_out() if folded(line["text"]) in seen] == []


def test_no_example_stands_twice() -> None:
    places: dict[str, list[str]] = {}
    for intent, texts in training_examples().items():
        for text in texts:
            places.setdefault(folded(text), []).append(intent)
    assert {text: intents for text, intents in places.items() if len(intents) > 1} == {}


def test_every_intent_of_the_domain_has_examples_enough() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    counts = {intent: len(texts) for intent, texts in training_examples().items()}
    assert set(counts) == set(domain["intents"])
    assert {name: n for name, n in counts.items() if n < INTENT_EXAMPLES_AT_LEAST} == {}


def test_every_intent_is_held_out_too() -> None:
    assert {line["intent"] for line in held_out()} == set(training_examples())
