"""Figures of understanding, from judged messages: pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.metrics import precision_recall_fscore_support, roc_auc_score

OUT_OF_SCOPE = "out_of_scope"
# Wishes that must not be lost to a fallback: measured apart, as they are acted on.
GRAVE = (
    "life_risk",
    "claim_fraud",
    "debtor_deceased",
    "wrong_person",
    "stop_contact",
    "request_human",
)


@dataclass(frozen=True)
class Judged:
    """One message: what it means, and what was made of it.

    Attributes:
        predicted, confidence: the top intent before any gate.
        gated: the intent that is acted on, after the gate.
        scope_score: how far out of scope the gate took it to be; higher is farther.
        expected_entities, found_entities: pairs of entity and normalised value.
    """

    text: str
    expected: str
    predicted: str
    confidence: float
    gated: str
    scope_score: float
    expected_entities: Sequence[tuple[str, str]]
    found_entities: Sequence[tuple[str, str]]
    milliseconds: float


def report(judged: Sequence[Judged], fallback: str) -> dict[str, Any]:
    """Give the figures of the contract (`quita evaluate nlu --json`)."""
    expected = [item.expected for item in judged]
    predicted = [item.predicted for item in judged]
    names = sorted(set(expected))
    precision, recall, f1, support = precision_recall_fscore_support(
        expected, predicted, labels=names, zero_division=0
    )
    passed = [item for item in judged if item.gated != fallback]
    wrong = sum(1 for item in passed if item.gated != item.expected)
    times = np.array([item.milliseconds for item in judged])
    return {
        "accuracy": float(np.mean([a == b for a, b in zip(expected, predicted, strict=True)])),
        "macro_f1": float(np.mean(f1)),
        **_entities(judged),
        "oos_auroc": _auroc(judged),
        "confidently_wrong": wrong / len(judged),
        "coverage": len(passed) / len(judged),
        "ms_median": float(np.median(times)),
        "ms_p95": float(np.percentile(times, 95)),
        "per_intent": {
            name: {
                "precision": float(precision[at]),
                "recall": float(recall[at]),
                "f1": float(f1[at]),
                "support": int(support[at]),
            }
            for at, name in enumerate(names)
        },
        "safety": {name: _safety(judged, name) for name in GRAVE if name in names},
        "confusions": _confusions(judged),
        "errors": [
            {
                "text": item.text,
                "expected": item.expected,
                "predicted": item.predicted,
                "confidence": item.confidence,
            }
            for item in judged
            if item.expected != item.predicted
        ],
    }


def _safety(judged: Sequence[Judged], name: str) -> dict[str, float]:
    """Give what was acted on: recall, and false alarms as a share of all other messages."""
    own = [item for item in judged if item.expected == name]
    others = [item for item in judged if item.expected != name]
    alarms = sum(1 for item in others if item.gated == name)
    return {
        "recall": sum(1 for item in own if item.gated == name) / len(own),
        "false_alarms": alarms / len(others) if others else 0.0,
    }


def _entities(judged: Sequence[Judged]) -> dict[str, float]:
    right = wanted = found = 0
    for item in judged:
        expected, given = Counter(item.expected_entities), Counter(item.found_entities)
        right += sum((expected & given).values())
        wanted += sum(expected.values())
        found += sum(given.values())
    precision = right / found if found else 0.0
    recall = right / wanted if wanted else 0.0
    total = precision + recall
    return {
        "entity_precision": precision,
        "entity_recall": recall,
        "entity_f1": 2 * precision * recall / total if total else 0.0,
    }


def _auroc(judged: Sequence[Judged]) -> float:
    outside = [item.expected == OUT_OF_SCOPE for item in judged]
    if len(set(outside)) < 2:
        return 0.0
    scores = [1.0 if item.predicted == OUT_OF_SCOPE else item.scope_score for item in judged]
    return float(roc_auc_score(outside, scores))


def _confusions(judged: Sequence[Judged]) -> list[tuple[str, str, int]]:
    pairs = Counter((i.expected, i.predicted) for i in judged if i.expected != i.predicted)
    return [(expected, predicted, count) for (expected, predicted), count in pairs.most_common()]
