"""The page that compares stock errors with ours, and what both are taught where time is short."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from benchmarks.ablation import examples_of_data
from benchmarks.fewer import LONGEST, fewer, write_examples
from benchmarks.stock_understanding import Compared, page, stock_pipeline

pytestmark = pytest.mark.filterwarnings("ignore")  # of Rasa's imports


def figures(accuracy: float, errors: int) -> dict[str, object]:
    return {"accuracy": accuracy, "errors": [{}] * errors}


def test_the_page_tells_errors_and_whether_they_are_half_or_fewer() -> None:
    half = Compared("heldout", 100, figures(0.9, 10), figures(0.95, 5), 0.04)
    more = Compared("heldout_second", 100, figures(0.9, 10), figures(0.94, 6), 0.3)
    told = page([half, more], "nothing", 100, (12.0, 11.0))
    assert "| `tests/nlu/heldout.jsonl` (100) | 90.0% | 10 | 95.0% | 5 | 50% | yes | 0.04 |" in told
    assert "| 60% | NO | 0.3 |" in told
    assert "12 minutes by the clock" in told
    assert "on one core. It" in told


def test_a_training_that_was_shorter_than_stocks_own_is_told() -> None:
    told = page([], "nothing", 40, None)
    assert "on one core, for 40 of its 100 epochs." in told
    assert "epochs: 40" in told


def test_stocks_pipeline_is_the_one_that_rasa_gives_who_names_none() -> None:
    by_name = {part["name"]: part for part in stock_pipeline()}
    assert by_name["DIETClassifier"]["epochs"] == 100
    assert by_name["FallbackClassifier"]["threshold"] == 0.3


def test_all_short_examples_are_taught_where_no_number_is_given() -> None:
    short = [one for one in examples_of_data() if len(one[0].split()) <= LONGEST]
    assert Counter(fewer(None)) == Counter(short)


def test_few_examples_are_as_many_of_each_intent_none_long_and_none_twice(tmp_path: Path) -> None:
    few = fewer(5)
    assert set(Counter(intent for _, intent in few).values()) == {5}
    assert len(set(few)) == len(few)
    assert max(len(text.split()) for text, _ in few) <= LONGEST
    write_examples(few, tmp_path / "nlu.yml")
    written = yaml.safe_load((tmp_path / "nlu.yml").read_text(encoding="utf-8"))["nlu"]
    assert [(text, block["intent"]) for block in written
            for text in (line[2:] for line in block["examples"].splitlines())] == few  # fmt: skip
