"""What an evaluation looks like, as numbers to draw: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quita.rasa.measures import Judged

BINS = 10


@dataclass(frozen=True)
class Bin:
    """The messages whose confidence lies in one tenth of the scale.

    Attributes:
        confidence: their mean confidence.
        accuracy: the share of them that was right.
        count: how many they are.
    """

    confidence: float
    accuracy: float
    count: int


def reliability(judged: Sequence[Judged]) -> list[Bin]:
    """Group by confidence: where accuracy equals confidence, 0.8 means 0.8."""
    confidence = np.array([item.confidence for item in judged])
    right = np.array([item.predicted == item.expected for item in judged])
    places = np.minimum((confidence * BINS).astype(int), BINS - 1)
    groups = [places == place for place in range(BINS)]
    return [
        Bin(float(confidence[g].mean()), float(right[g].mean()), int(g.sum()))
        for g in groups
        if g.any()
    ]


def calibration_error(judged: Sequence[Judged]) -> float:
    """Give the expected calibration error: how far confidence lies from accuracy, on average."""
    bins = reliability(judged)
    gaps = sum(one.count * abs(one.confidence - one.accuracy) for one in bins)
    return gaps / sum(one.count for one in bins)


def risk_coverage(judged: Sequence[Judged]) -> list[tuple[float, float, float]]:
    """Give (coverage, risk, threshold) as the gate opens.

    Coverage is the share that would be answered at that confidence, risk the share of all messages
    that would be answered wrongly.
    """
    falling = sorted(judged, key=lambda item: -item.confidence)
    wrong = np.cumsum([item.predicted != item.expected for item in falling])
    total = len(falling)
    return [
        ((at + 1) / total, float(wrong[at]) / total, item.confidence)
        for at, item in enumerate(falling)
    ]


def confusion_matrix(judged: Sequence[Judged]) -> tuple[list[str], np.ndarray]:
    """Give the intents and the shares: row by row, how what was meant was taken."""
    names = sorted({i.expected for i in judged} | {i.predicted for i in judged})
    place = {name: at for at, name in enumerate(names)}
    counts = np.zeros((len(names), len(names)))
    for item in judged:
        counts[place[item.expected], place[item.predicted]] += 1
    totals = counts.sum(axis=1, keepdims=True)
    return names, counts / np.maximum(totals, 1)
