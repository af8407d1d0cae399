"""The figures of `quita evaluate nlu`, on judgements small enough to count by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quita.rasa.measures import Judged, report

RIGHT = Judged("oi", "greet", "greet", 0.9, "greet", 0.1, [], [], 2.0)
WRONG = replace(RIGHT, text="tchau", expected="goodbye", confidence=0.8, scope_score=0.2)
UNSURE = replace(WRONG, gated="nlu_fallback", confidence=0.2, scope_score=0.8)
OUTSIDE = replace(
    RIGHT, expected="out_of_scope", predicted="out_of_scope", gated="out_of_scope", scope_score=0.6
)
FALLBACK = "nlu_fallback"


def test_accuracy_counts_the_top_intent_before_any_gate() -> None:
    assert report([RIGHT, RIGHT, WRONG, UNSURE], FALLBACK)["accuracy"] == 0.5


def test_only_what_passed_the_gate_with_a_wrong_intent_is_confidently_wrong() -> None:
    figures = report([RIGHT, RIGHT, WRONG, UNSURE], FALLBACK)
    assert (figures["confidently_wrong"], figures["coverage"]) == (0.25, 0.75)


def test_entities_are_counted_by_value_and_by_how_often_they_stand_there() -> None:
    twice = [("amount", "10.00"), ("amount", "10.00")]
    judged = replace(RIGHT, expected_entities=twice, found_entities=[*twice[:1], ("date", "x")])
    figures = report([judged], FALLBACK)
    assert (figures["entity_precision"], figures["entity_recall"]) == (0.5, 0.5)


def test_scope_is_perfect_where_every_message_outside_scores_above_every_one_inside() -> None:
    assert report([RIGHT, WRONG, OUTSIDE], FALLBACK)["oos_auroc"] == 1.0


def test_a_stranger_inside_costs_scope() -> None:
    suspicious = replace(RIGHT, predicted="out_of_scope", gated="out_of_scope")
    assert report([suspicious, WRONG, OUTSIDE], FALLBACK)["oos_auroc"] == pytest.approx(0.75)


def test_confusions_and_errors_name_what_was_taken_for_what() -> None:
    figures = report([RIGHT, WRONG, WRONG], FALLBACK)
    assert figures["confusions"] == [("goodbye", "greet", 2)]
    assert [error["text"] for error in figures["errors"]] == ["tchau", "tchau"]
    assert figures["per_intent"]["goodbye"]["support"] == 2
