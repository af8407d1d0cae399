"""Draws an evaluation: confusion matrix, reliability diagram, risk-coverage curve, as PNG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")  # no screen is needed, and none is looked for

import matplotlib.pyplot as plt
import numpy as np

from quita.rasa.curves import confusion_matrix, reliability, risk_coverage
from quita.rasa.measures import Judged

INK, MUTED = "#124a3f", "#b8c4c0"


def draw(judged: Sequence[Judged], figures: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write the three pictures into a folder and give their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = {
        "confusion.png": _confusion(judged),
        "reliability.png": _reliability(judged, figures),
        "risk_coverage.png": _risk_coverage(judged, figures),
    }
    for name, figure in drawn.items():
        figure.savefig(folder / name, dpi=110, bbox_inches="tight")
        plt.close(figure)
    return [folder / name for name in drawn]


def _confusion(judged: Sequence[Judged]) -> Any:
    names, shares = confusion_matrix(judged)
    figure, axes = plt.subplots(figsize=(14, 13))
    picture = axes.imshow(shares, cmap="Greens", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=7)
    axes.set_yticks(range(len(names)), names, fontsize=7)
    for row, column in np.argwhere((shares > 0) & ~np.eye(len(names), dtype=bool)):
        share = f"{shares[row, column]:.2f}"
        axes.text(column, row, share, ha="center", va="center", fontsize=5, color="#a03010")
    axes.set(xlabel="taken for", ylabel="meant", title=f"{len(judged)} messages")
    figure.colorbar(picture, shrink=0.6, label="share of the row")
    return figure


def _reliability(judged: Sequence[Judged], figures: Mapping[str, Any]) -> Any:
    bins = reliability(judged)
    figure, axes = plt.subplots(figsize=(6, 6))
    axes.plot([0, 1], [0, 1], color=MUTED, linestyle="--", label="0.8 means 0.8")
    sizes = [20 + 380 * one.count / len(judged) for one in bins]
    at, came_true = [one.confidence for one in bins], [one.accuracy for one in bins]
    axes.plot(at, came_true, color=INK, linewidth=1)
    axes.scatter(at, came_true, s=sizes, color=INK, alpha=0.7, label="messages (area: how many)")
    error = figures["calibration_error"]
    axes.set(xlabel="confidence", ylabel="came true", title=f"calibration error {error:.3f}")
    axes.legend(loc="upper left")
    return figure


def _risk_coverage(judged: Sequence[Judged], figures: Mapping[str, Any]) -> Any:
    curve = risk_coverage(judged)
    figure, axes = plt.subplots(figsize=(8, 5))
    axes.plot([point[0] for point in curve], [point[1] for point in curve], color=INK)
    gate = (figures["coverage"], figures["confidently_wrong"])
    axes.scatter(*gate, color="#a03010", zorder=3, label="the gate of this model")
    axes.set(xlabel="share answered", ylabel="share answered wrongly (of all)")
    axes.set_title("risk and coverage as the gate opens")
    axes.grid(color=MUTED, alpha=0.4)
    axes.legend(loc="upper left")
    return figure
