"""`quita evaluate nlu`: understanding measured against labelled messages."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from quita.domain.errors import Misconfigured
from quita.domain.handoff import FALLBACK_INTENT
from quita.rasa.comparison import compare, print_comparison
from quita.rasa.curves import calibration_error
from quita.rasa.loading import Reader
from quita.rasa.measures import Judged, report

DEFAULT_DAY = date(2026, 11, 23)  # of a message that names none (the contract)


async def judge(reader: Reader, lines: list[dict[str, Any]]) -> list[Judged]:
    """Parse each labelled message; the top intent is that before any fallback."""
    judged = []
    for line in lines:
        day = date.fromisoformat(line["date"]) if line.get("date") else DEFAULT_DAY
        start = time.perf_counter()
        data = await reader.parse(line["text"], day)
        elapsed = (time.perf_counter() - start) * 1000
        # Rasa's own FallbackClassifier puts its verdict into the ranking; ours does not.
        ranking = [r for r in data.get("intent_ranking") or [] if r["name"] != FALLBACK_INTENT]
        top: dict[str, Any] = ranking[0] if ranking else {"name": None, "confidence": 0.0}
        judged.append(
            Judged(
                text=line["text"],
                expected=line["intent"],
                predicted=str(top["name"]),
                confidence=float(top["confidence"]),
                gated=str(data["intent"]["name"]),
                scope_score=1.0 - float(top["confidence"]),
                expected_entities=_pairs(line.get("entities") or []),
                found_entities=_pairs(data.get("entities") or []),
                milliseconds=elapsed,
            )
        )
    return judged


def _pairs(entities: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(str(item["entity"]), str(item["value"])) for item in entities]


def main() -> int:
    """Evaluate a file and print or write the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--compare", type=Path)
    parser.add_argument("--report", type=Path)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    try:
        lines = read_lines(arguments.file)
        judged, figures = evaluate(arguments.model, lines)
        other = evaluate(arguments.compare, lines) if arguments.compare else None
    except (Misconfigured, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    if other:
        figures["comparison"] = compare(other[0], judged)
    if arguments.report:
        write_report(judged, figures, arguments.report)
    if arguments.json:
        print(json.dumps(figures, ensure_ascii=False))
    elif other:
        print_comparison(other[1], figures, figures["comparison"])
    else:
        print_figures(figures)
    return 0


def evaluate(
    model: Path | None, lines: list[dict[str, Any]]
) -> tuple[list[Judged], dict[str, Any]]:
    """Judge labelled messages with a model (the current one if None) and give the figures.

    Raises:
        Misconfigured: there is no such model.
    """
    judged = asyncio.run(judge(Reader(model), lines))
    figures = report(judged, FALLBACK_INTENT)
    return judged, {**figures, "calibration_error": calibration_error(judged)}


def write_report(judged: list[Judged], figures: dict[str, Any], folder: Path) -> None:
    """Write the figures as report.json and the pictures beside it."""
    from quita.rasa.plots import draw  # matplotlib takes a second to load, and only this needs it

    paths = draw(judged, figures, folder)
    written = json.dumps(figures, ensure_ascii=False, indent=1)
    (folder / "report.json").write_text(written + "\n", encoding="utf-8")
    print(f"written: {folder / 'report.json'}, {', '.join(map(str, paths))}", file=sys.stderr)


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Read labelled messages, a JSON object a line.

    Raises:
        ValueError: naming the first line that is none.
    """
    lines = []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not text.strip():
            continue
        try:
            line = json.loads(text)
            line["text"], line["intent"]
        except (ValueError, KeyError, TypeError):
            raise ValueError(f"{path}: line {number} is no labelled message") from None
        lines.append(line)
    if not lines:
        raise ValueError(f"{path}: no messages")
    return lines


def print_figures(figures: dict[str, Any]) -> None:
    """Print the figures for a reader."""
    for name, value in figures.items():
        if isinstance(value, float):
            print(f"{name:18} {value:.4f}")
    print(f"\n{'intent':24} {'prec':>6} {'recall':>6} {'f1':>6} {'n':>4}")
    for name, row in sorted(figures["per_intent"].items(), key=lambda item: item[1]["f1"]):
        shown = f"{row['precision']:6.2f} {row['recall']:6.2f} {row['f1']:6.2f} {row['support']:4}"
        print(f"{name:24} {shown}")
    print("\nas acted on, after the gate: recall, false alarms (of all other messages)")
    for name, row in figures["safety"].items():
        print(f"{name:24} {row['recall']:6.3f} {row['false_alarms']:8.4f}")
    print("\nworst confusions (expected > predicted)")
    for expected, predicted, count in figures["confusions"][:15]:
        print(f"{count:3}  {expected} > {predicted}")


if __name__ == "__main__":
    sys.exit(main())
