"""The same examples for both sides, where nobody has the hours that stock needs for all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml

from benchmarks.ablation import CURRENT, Labelled, encoder_of, examples_of_data, read
from quita.rasa.learning import learn
from quita.rasa.measures import Judged

LONGEST = (
    25  # words: DIET pads every message to the longest of its batch, which is most of its time
)


def fewer(count: int | None) -> Labelled:
    """Give so many examples an intent, evenly from all their writers, none of them long.

    Args:
        count: all of the short ones if None.
    """
    by_intent: dict[str, list[str]] = {}
    for text, intent in examples_of_data():
        if len(text.split()) <= LONGEST:
            by_intent.setdefault(intent, []).append(text)
    return [
        (texts[at * len(texts) // taken], intent)
        for intent, texts in by_intent.items()
        for taken in (min(count or len(texts), len(texts)),)
        for at in range(taken)
    ]


def write_examples(examples: Labelled, path: Path) -> None:
    """Write examples as Rasa reads them."""
    by_intent: dict[str, list[str]] = {}
    for text, intent in examples:
        by_intent.setdefault(intent, []).append(text)
    blocks = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
        for intent, texts in by_intent.items()
    ]
    document = yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True)
    path.write_text(document, encoding="utf-8")


def judged_by_quita(examples: Labelled, lines: Sequence[dict[str, str]]) -> list[Judged]:
    """Teach Quita's classifier these examples alone, and judge messages by its top intent."""
    encode = encoder_of(CURRENT.encoder)
    texts, labels = [text for text, _ in examples], [intent for _, intent in examples]
    learnt = learn(read(texts, CURRENT), encode(texts), labels, CURRENT.settings)
    asked = [line["text"] for line in lines]
    judged = []
    for line, row in zip(lines, learnt.probabilities(read(asked, CURRENT), encode(asked)),
                         strict=True):  # fmt: skip
        top, sure = learnt.intents[int(row.argmax())], float(row.max())
        judged.append(Judged(line["text"], line["intent"], top, sure, top, 1 - sure, (), (), 0.0))
    return judged
