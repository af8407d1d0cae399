"""The held-out messages are worth something only while the model has never seen them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import yaml
from rapidfuzz import fuzz, process

ROOT = Path(__file__).resolve().parents[2]
INTENT_EXAMPLES_AT_LEAST = 60
HELD_OUT_AT_LEAST = 15
# Two people write "manda o boleto" without having seen each other; of longer messages so alike one
# is a copy.
ALIKE_FROM, ALIKE = 20, 92.0  # characters, percent


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
            if "intent" in item:
                lines = [line[2:] for line in item["examples"].splitlines()]
                examples.setdefault(item["intent"], []).extend(lines)
    return examples


def held_out() -> list[dict[str, str]]:
    """Give the held-out messages."""
    paths = sorted((ROOT / "tests" / "nlu").glob("heldout*.jsonl"))
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    return [json.loads(line) for line in lines]


def test_no_held_out_message_is_nearly_a_training_example() -> None:
    seen = {folded(text) for texts in training_examples().values() for text in texts}
    long = [text for text in seen if len(text) >= ALIKE_FROM]
    found = {
        line["text"]: match[0]
        for line in held_out()
        if len(text := folded(line["text"])) >= ALIKE_FROM
        and (match := process.extractOne(text, long, scorer=fuzz.ratio, score_cutoff=ALIKE))
    }
    assert found == {}


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


def test_every_intent_is_held_out_often_enough() -> None:
    counts = Counter(line["intent"] for line in held_out())
    assert set(counts) == set(training_examples())
    assert {name: n for name, n in counts.items() if n < HELD_OUT_AT_LEAST} == {}
