"""What each part of understanding adds: `make ablation` writes docs/ablation.md.

Each variant is trained on data/nlu as it is and judged on the held-out messages. It changes one
thing of the pipeline in config.yml, whose row comes first.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from benchmarks.augmentation import noisy
from quita.domain.errors import Misconfigured
from quita.domain.reading.reader import read_entities
from quita.rasa.comparison import compare
from quita.rasa.encoders import make_encoder
from quita.rasa.learning import Settings, learn
from quita.rasa.measures import Judged, report
from quita.rasa.normaliser import ANY_DAY
from quita.rasa.text import masked, normal, without_digits
from quita.settings import ROOT

HELD_OUT = ("heldout", "heldout_second", "heldout_third")
RISK = 0.03  # the share of messages that may be answered wrongly
Labelled = list[tuple[str, str]]


@dataclass(frozen=True)
class Variant:
    """One change to the pipeline."""

    title: str
    settings: Settings = field(default_factory=Settings)
    encoder: str = "use"
    folded: bool = True
    masked: bool = True
    noise: float = 0.0


CURRENT = Variant("the pipeline of config.yml")
VARIANTS = (
    CURRENT,
    replace(CURRENT, title="without masking entities", masked=False),
    replace(CURRENT, title="without the WhatsApp normaliser", folded=False),
    replace(CURRENT, title="words only", settings=Settings(blocks=("words",))),
    replace(CURRENT, title="characters only", settings=Settings(blocks=("characters",))),
    replace(CURRENT, title="without the dense head", settings=Settings(dense=False)),
    replace(CURRENT, title="dense head without an encoder (8 ms budget)", encoder="none"),
    replace(CURRENT, title="encoder e5 instead of USE", encoder="e5"),
    replace(CURRENT, title="one noisy copy of each example", noise=1.0),
)


def main() -> int:
    """Train and judge each variant, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "ablation.md")
    arguments = parser.parse_args()
    examples = examples_of_data()
    held = {name: _held_out(name) for name in HELD_OUT}
    rows: list[str] = []
    current: list[Judged] = []
    for variant in VARIANTS:
        try:
            judged = _judged(variant, examples, held)
        except Misconfigured as error:
            print(f"{variant.title}: left out, {error}", file=sys.stderr)
            continue
        current = current or [one for name in HELD_OUT for one in judged[name]]
        rows.append(_row(variant, judged, current))
        print(rows[-1], file=sys.stderr, flush=True)
    arguments.out.write_text(_page(rows, len(examples), held), encoding="utf-8")
    return 0


def _judged(
    variant: Variant, examples: Labelled, held: Mapping[str, Labelled]
) -> dict[str, list[Judged]]:
    encode = encoder_of(variant.encoder)
    taught = examples + _noisy_copies(examples, variant.noise)
    texts, labels = [text for text, _ in taught], [intent for _, intent in taught]
    learnt = learn(read(texts, variant), encode(texts), labels, variant.settings)
    found = {}
    for name, lines in held.items():
        asked = [text for text, _ in lines]
        probabilities = learnt.probabilities(read(asked, variant), encode(asked))
        found[name] = _of_each(lines, probabilities, learnt.intents)
    return found


def _of_each(
    lines: Labelled, probabilities: NDArray[np.float64], intents: list[str]
) -> list[Judged]:
    judged = []
    for (text, expected), row in zip(lines, probabilities, strict=True):
        top, confidence = intents[int(row.argmax())], float(row.max())
        judged.append(Judged(text, expected, top, confidence, top, 1 - confidence, (), (), 0.0))
    return judged


def _row(
    variant: Variant, judged: Mapping[str, Sequence[Judged]], current: Sequence[Judged]
) -> str:
    cells = [cell for lines in judged.values() for cell in _cells(lines)]
    all_lines = [one for lines in judged.values() for one in lines]
    wrong = sum(one.predicted != one.expected for one in all_lines)
    chance = compare(current, all_lines)["p_value"]
    return f"| {variant.title} | {wrong} | {chance:.2g} | " + " | ".join(cells) + " |"


def _cells(judged: Sequence[Judged]) -> list[str]:
    figures = report(judged, fallback="")
    wanted = [figures["accuracy"], figures["oos_auroc"], _coverage(judged)]
    return [f"{100 * figure:.1f}" for figure in wanted]


def _coverage(judged: Sequence[Judged]) -> float:
    """Give the largest share that can be answered with at most RISK answered wrongly."""
    falling = sorted(judged, key=lambda item: -item.confidence)
    wrong = np.cumsum([item.predicted != item.expected for item in falling]) / len(judged)
    within = np.flatnonzero(wrong <= RISK)
    return float(within[-1] + 1) / len(judged) if within.size else 0.0


def read(texts: Sequence[str], variant: Variant) -> list[str]:
    spans = [
        [(one.entity, one.start, one.end) for one in read_entities(text, ANY_DAY)]
        if variant.masked
        else []
        for text in texts
    ]
    covered = [masked(text, found) for text, found in zip(texts, spans, strict=True)]
    folded = [normal(text) if variant.folded else text.lower() for text in covered]
    return [without_digits(text) for text in folded] if variant.masked else folded


def encoder_of(name: str) -> Callable[[Sequence[str]], NDArray[np.float32]]:
    if name == "none":
        return lambda texts: np.zeros((len(texts), 0), np.float32)
    return make_encoder(name).encode


def _noisy_copies(examples: Labelled, share: float) -> Labelled:
    dice = random.Random(7)
    return [(noisy(text, dice), intent) for text, intent in examples if dice.random() < share]


def examples_of_data() -> Labelled:
    found = []
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for item in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            if "intent" in item:
                found += [(line[2:], item["intent"]) for line in item["examples"].splitlines()]
    return found


def _held_out(name: str) -> Labelled:
    path = ROOT / "tests" / "nlu" / f"{name}.jsonl"
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [(line["text"], line["intent"]) for line in lines]


def _page(rows: list[str], examples: int, held: dict[str, Labelled]) -> str:
    sizes = ", ".join(f"{len(lines)} (`tests/nlu/{name}.jsonl`)" for name, lines in held.items())
    heads = ["accuracy", "AUROC", "answered"]
    columns = " | ".join(f"{head} {at}" for at in range(1, len(held) + 1) for head in heads)
    return "\n".join(
        [
            "# What each part of understanding adds",
            "",
            f"Made by `make ablation`: trained on {examples} examples, judged on {sizes} held-out",
            "messages by authors who had seen no example. Errors: wrong top intents of all these.",
            "p: McNemar's exact test of those errors against the first row's, how likely so",
            "unequal a split would be by chance. The rest in percent. AUROC: out of scope or not,",
            "by the confidence that the gate reads. Answered: the largest share that can be",
            f"answered while at most {RISK:.0%} of all messages are answered wrongly.",
            "",
            f"| variant | errors | p | {columns} |",
            "| --- |" + " ---: |" * (2 + len(heads) * len(held)),
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
