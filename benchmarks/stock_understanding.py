"""How often stock Rasa misunderstands what Quita understands: `make comparison`.

Trains the pipeline that `rasa init` gives (read from the installed Rasa, so that it is what
everybody has) on data/nlu as it is, judges it and Quita's current model on the held-out messages,
and writes docs/stock-comparison.md. More than four hours on one core, nearly all of it DIET's: it
pads each message to the longest of its batch.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import rasa
import yaml
from rasa.model_training import train_nlu

from benchmarks.ablation import Labelled, examples_of_data
from benchmarks.fewer import LONGEST, fewer, judged_by_quita, write_examples
from benchmarks.figures import NotMeasured
from quita.domain.handoff import FALLBACK_INTENT
from quita.rasa.comparison import compare
from quita.rasa.evaluate import evaluate, read_lines
from quita.rasa.measures import report
from quita.settings import ROOT

HELD_OUT = ("heldout", "heldout_second", "heldout_third")
EPOCHS = 100  # of stock's DIET
SHARE = 0.5  # of stock's errors that Quita may make
STOCK_CONFIG = Path(rasa.__file__).parent / "engine" / "recipes" / "config_files"
MODELS = ROOT / "results" / "stock"  # ignored by git; an hour's work is not thrown away
MINUTE = 60.0


@dataclass(frozen=True)
class Compared:
    """Both models on one set of messages."""

    name: str
    messages: int
    stock: Mapping[str, Any]
    quita: Mapping[str, Any]
    p_value: float

    @property
    def ratio(self) -> float:
        """Quita's errors as a share of stock's."""
        return len(self.quita["errors"]) / max(1, len(self.stock["errors"]))


def main() -> int:
    """Train, judge both and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "stock-comparison.md")
    parser.add_argument("--model", type=Path, help="a stock model that was trained before")
    parser.add_argument(
        "--examples",
        type=int,
        metavar="N",
        help="teach both sides only so many short examples an intent",
    )
    parser.add_argument(
        "--short", action="store_true", help=f"teach both all examples of at most {LONGEST} words"
    )
    parser.add_argument(
        "--epochs", type=int, default=EPOCHS, help="of stock's DIET; of --model, those that it had"
    )
    arguments = parser.parse_args()
    few = fewer(arguments.examples) if arguments.examples or arguments.short else None
    model, trained = arguments.model, None
    if model is None:
        model, trained = train_stock(MODELS, few, arguments.epochs)
    found = [compared(name, model, few) for name in HELD_OUT]
    written = page(found, taught(few, arguments.examples), arguments.epochs, trained)
    arguments.out.write_text(written, encoding="utf-8")
    print(arguments.out)
    return 0


def stock_pipeline(epochs: int = EPOCHS) -> list[dict[str, Any]]:
    """Give the pipeline of a project that names none, as the installed Rasa has it.

    Args:
        epochs: of DIET; another number than the usual is for want of hours.
    """
    text = (STOCK_CONFIG / "default_config.yml").read_text(encoding="utf-8")
    pipeline: list[dict[str, Any]] = yaml.safe_load(text)["pipeline"]
    return [
        {**part, "epochs": epochs} if part["name"] == "DIETClassifier" else part
        for part in pipeline
    ]


def taught(few: Labelled | None, each: int | None) -> str:
    """Say what both sides were trained on; `each` is how many an intent, if not all."""
    whole = len(examples_of_data())
    if few is None:
        return f"all {whole} examples of `data/nlu/`"
    if each is None:
        return (
            f"the {len(few)} of the {whole} examples of `data/nlu/` that have at most {LONGEST} "
            "words; the longer ones were left out on both sides, for want of the hours that stock "
            "needs"
        )
    return (
        f"{len(few)} examples of `data/nlu/`, {each} an intent, taken evenly, of at most {LONGEST} "
        "words; the rest was left out on both sides, for want of the hours that stock needs"
    )


def train_stock(
    folder: Path, few: Labelled | None, epochs: int = EPOCHS
) -> tuple[Path, tuple[float, float]]:
    """Train it; give the model's file, and the minutes by the clock and of the processor.

    Raises:
        NotMeasured: the training failed; Rasa's own messages say why.
    """
    config = {"recipe": "default.v1", "assistant_id": "stock", "language": "pt"}
    began, worked = perf_counter(), process_time()
    with TemporaryDirectory() as name:
        path = Path(name) / "config.yml"
        path.write_text(
            yaml.safe_dump({**config, "pipeline": stock_pipeline(epochs)}), encoding="utf-8"
        )
        examples = ROOT / "data" / "nlu"
        if few is not None:
            examples = Path(name) / "nlu.yml"
            write_examples(few, examples)
        made = train_nlu(str(path), str(examples), str(folder))
    if not made:
        raise NotMeasured("stock Rasa did not train")
    took = (perf_counter() - began) / MINUTE, (process_time() - worked) / MINUTE
    print(f"{made}: {took[0]:.0f} minutes, {took[1]:.0f} of the processor", file=sys.stderr)
    return Path(made), took


def compared(name: str, model: Path, few: Labelled | None) -> Compared:
    """Judge stock's model and Quita's on one set of held-out messages."""
    lines = read_lines(ROOT / "tests" / "nlu" / f"{name}.jsonl")
    stocks, stock = evaluate(model, lines)
    if few is None:
        ours, quita = evaluate(None, lines)
    else:
        ours = judged_by_quita(few, lines)
        quita = report(ours, FALLBACK_INTENT)
    return Compared(name, len(lines), stock, quita, compare(stocks, ours)["p_value"])


def page(
    found: Sequence[Compared], taught: str, epochs: int, trained: tuple[float, float] | None
) -> str:
    """Write the page."""
    took = (
        f" It took {trained[0]:.0f} minutes by the clock, {trained[1]:.0f} of the processor."
        if trained
        else ""
    )
    share = f", for {epochs} of its {EPOCHS} epochs" if epochs != EPOCHS else ""
    return "\n".join(
        [
            "# Understanding beside stock Rasa",
            "",
            "Made by `make comparison`: the pipeline that `rasa init` of Rasa "
            f"{rasa.__version__} gives, and Quita's.",
            f"Both were taught {taught}.",
            "They are judged on the same held-out messages, by authors who had seen no example.",
            f"Stock was trained once, unseeded, on one core{share}.{took}",
            "The examples mark no entities, so DIET learnt intents alone; amounts and dates are",
            "not compared. An error is a wrong top intent, before any fallback.",
            "",
            "| messages | stock: accuracy | errors | Quita: accuracy | errors | Quita's of stock's "
            f"| at most {SHARE:.0%} | McNemar p |",
            "| --- | ---: | ---: | ---: | ---: | ---: | :---: | ---: |",
            *map(_errors_row, found),
            "",
            "Stock's pipeline:",
            "",
            "```yaml",
            yaml.safe_dump(stock_pipeline(epochs), sort_keys=False).rstrip(),
            "```",
            "",
        ]
    )


def _errors_row(one: Compared) -> str:
    cells = [f"`tests/nlu/{one.name}.jsonl` ({one.messages})"]
    for side in (one.stock, one.quita):
        cells += [f"{100 * side['accuracy']:.1f}%", str(len(side["errors"]))]
    holds = "yes" if one.ratio <= SHARE else "NO"
    cells += [f"{100 * one.ratio:.0f}%", holds, f"{one.p_value:.2g}"]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
