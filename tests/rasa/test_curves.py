"""Reliability, risk and coverage, and two models compared, on judgements counted by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from quita.rasa.comparison import compare
from quita.rasa.curves import calibration_error, confusion_matrix, reliability, risk_coverage
from quita.rasa.measures import Judged, report
from quita.rasa.plots import draw

RIGHT = Judged("oi", "greet", "greet", 0.95, "greet", 0.05, [], [], 2.0)
WRONG = replace(RIGHT, text="tchau", expected="goodbye", confidence=0.85)
RISK = replace(RIGHT, text="não aguento", expected="life_risk", predicted="life_risk")


def test_reliability_holds_confidence_against_what_came_true() -> None:
    low, high = reliability([RIGHT, RIGHT, WRONG])
    assert (low.confidence, low.accuracy, low.count) == (0.85, 0.0, 1)
    assert (high.confidence, high.accuracy, high.count) == (pytest.approx(0.95), 1.0, 2)
    assert calibration_error([RIGHT, RIGHT, WRONG]) == pytest.approx((2 * 0.05 + 0.85) / 3)


def test_risk_grows_as_the_gate_opens() -> None:
    assert risk_coverage([WRONG, RIGHT]) == [(0.5, 0.0, 0.95), (1.0, 0.5, 0.85)]


def test_each_row_of_the_confusion_matrix_is_what_was_meant() -> None:
    names, shares = confusion_matrix([RIGHT, WRONG, replace(WRONG, predicted="goodbye")])
    assert names == ["goodbye", "greet"]
    assert shares.tolist() == [[0.5, 0.5], [0.0, 1.0]]


def test_what_a_model_gained_and_lost_is_named() -> None:
    mended = replace(WRONG, predicted="goodbye")
    found = compare([WRONG, RIGHT], [mended, replace(RIGHT, predicted="thank")])
    assert [row["text"] for row in found["gained"]] == ["tchau"]
    assert [row["text"] for row in found["lost"]] == ["oi"]
    assert found["p_value"] == 1.0
    assert compare([RIGHT], [RIGHT])["p_value"] == 1.0


def test_safety_is_measured_as_it_is_acted_on() -> None:
    held_back = replace(RISK, gated="nlu_fallback")
    alarm = replace(RIGHT, gated="life_risk")
    acted = replace(RISK, gated="life_risk")
    safety = report([acted, held_back, alarm, RIGHT], "nlu_fallback")["safety"]
    assert safety == {"life_risk": {"recall": 0.5, "false_alarms": 0.5}}


def test_the_pictures_are_written(tmp_path: Path) -> None:
    figures = {"calibration_error": 0.1, "coverage": 1.0, "confidently_wrong": 0.5}
    paths = draw([RIGHT, WRONG], figures, tmp_path / "report")
    assert [path.name for path in paths] == [
        "confusion.png",
        "reliability.png",
        "risk_coverage.png",
    ]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in paths)
