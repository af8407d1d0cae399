"""Renders rows for the terminal and for `--json`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.figures import Row

HEAD = ("measure", "unit", "Quita", "stock", "ratio", "limit", "holds")
TEXTS = 2  # columns of words, before those of figures
NOTHING = "-"


def table(rows: Sequence[Row]) -> str:
    """Give a Markdown table, its columns aligned: a result can be pasted into the README."""
    lines = [HEAD, *(cells(row) for row in rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(HEAD))]
    head, *body = [_aligned(line, widths) for line in lines]
    rule = ["-" * width for width in widths]
    return "\n".join("| " + " | ".join(line) + " |" for line in [head, rule, *body])


def _aligned(line: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Texts to the left, figures to the right."""
    pairs = list(zip(line, widths, strict=True))
    words, figures = pairs[:TEXTS], pairs[TEXTS:]
    return [cell.ljust(w) for cell, w in words] + [cell.rjust(w) for cell, w in figures]


def cells(row: Row) -> tuple[str, ...]:
    """Give one row's texts."""
    ratio = NOTHING if row.ratio is None else f"{row.ratio:.2f}x"
    holds = {None: NOTHING, True: "yes", False: "NO"}[row.holds]
    figures = [number(one) for one in (row.quita, row.stock)]
    return (row.measure.name, row.measure.unit, *figures, ratio, number(row.measure.limit), holds)


def number(figure: float | None) -> str:
    """Write a figure with about three digits that mean something."""
    if figure is None:
        return NOTHING
    return f"{figure:,.0f}" if abs(figure) >= 100 else f"{figure:.1f}"


def document(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Give the rows as JSON has them, figures unrounded."""
    return [
        {
            "measure": row.measure.name,
            "unit": row.measure.unit,
            "quita": row.quita,
            "stock": row.stock,
            "ratio": row.ratio,
            "limit": row.measure.limit,
            "holds": row.holds,
        }
        for row in rows
    ]
