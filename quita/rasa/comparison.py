"""Two models on the same messages: what each understands that the other does not. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scipy.stats import binomtest

from quita.rasa.measures import Judged

SHOWN = 40


def compare(one: Sequence[Judged], other: Sequence[Judged]) -> dict[str, Any]:
    """Give how two models differ on the same messages in the same order.

    `p_value` is McNemar's exact test: how likely so unequal a split of the differing messages
    would be between two models that are equally good.
    """
    pairs = list(zip(one, other, strict=True))
    gained = [b for a, b in pairs if _right(b) and not _right(a)]
    lost = [b for a, b in pairs if _right(a) and not _right(b)]
    differing = len(gained) + len(lost)
    return {
        "gained": [_row(item) for item in gained],
        "lost": [_row(item) for item in lost],
        "p_value": float(binomtest(len(gained), differing).pvalue) if differing else 1.0,
    }


def print_comparison(
    first: Mapping[str, Any], second: Mapping[str, Any], found: Mapping[str, Any]
) -> None:
    """Print two models' figures side by side, and the messages on which they differ."""
    print(f"{'':20} {'first':>9} {'second':>9} {'change':>9}")
    for name, before in first.items():
        if isinstance(before, float):
            after = second[name]
            print(f"{name:20} {before:9.4f} {after:9.4f} {after - before:+9.4f}")
    print(f"\nMcNemar p {found['p_value']:.4f}")
    for title, rows in (("gained", found["gained"]), ("lost", found["lost"])):
        print(f"\n{title}: {len(rows)}")
        for row in rows[:SHOWN]:
            print(f"  {row['expected']} ({row['predicted']}): {row['text'][:100]}")


def _right(item: Judged) -> bool:
    return item.predicted == item.expected


def _row(item: Judged) -> dict[str, str]:
    return {"text": item.text, "expected": item.expected, "predicted": item.predicted}
