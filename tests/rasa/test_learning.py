"""The heads and their calibration, on data small enough to see through."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from quita.rasa.freed import give_back
from quita.rasa.heads import Calibration
from quita.rasa.learning import FOLDS, Settings, _folds, learn

NO_VECTORS = 0
TEXTS = [f"{word} {n}" for word in ("oi", "tchau", "pix") for n in "abcdef"]
LABELS = [label for label in ("greet", "goodbye", "ask_pix") for _ in range(6)]


def vectors(texts: list[str]) -> np.ndarray:
    return np.zeros((len(texts), NO_VECTORS), np.float32)


@pytest.mark.parametrize(
    "settings",
    [Settings(), Settings(dense=False), Settings(blocks=("characters",))],
)
def test_what_was_saved_says_the_same_when_loaded(settings: Settings, tmp_path: Path) -> None:
    learnt = learn(TEXTS, vectors(TEXTS), LABELS, settings)
    learnt.save(tmp_path)
    asked = ["oi z", "pix z", "quem sabe"]
    before = learnt.probabilities(asked, vectors(asked))
    after = type(learnt).load(tmp_path).probabilities(asked, vectors(asked))
    assert np.array_equal(before, after)
    assert [learnt.intents[at] for at in before[:2].argmax(axis=1)] == ["greet", "ask_pix"]
    assert before.sum(axis=1) == pytest.approx(np.ones(3))


def test_two_intents_alone_are_learnt_as_well() -> None:
    learnt = learn(TEXTS[:12], vectors(TEXTS[:12]), LABELS[:12], Settings())
    found = learnt.probabilities(["tchau q"], vectors(["tchau q"]))
    assert found.shape == (1, 2)
    assert learnt.intents[int(found.argmax())] == "goodbye"


def test_an_intent_with_fewer_examples_than_folds_is_learnt_as_well() -> None:
    texts, labels = [*TEXTS, "socorro"], [*LABELS, "life_risk"]
    learnt = learn(texts, vectors(texts), labels, Settings())
    assert "life_risk" in learnt.intents


def test_folds_hold_out_stretches_of_each_intent_that_stand_together() -> None:
    labels = np.array(["a"] * 9 + ["b"] * 3)
    folds = [unseen.tolist() for _, unseen in _folds(labels)]
    assert folds == [[0, 1, 2, 9], [3, 4, 5, 10], [6, 7, 8, 11]]
    assert all(len(seen) + len(unseen) == 12 for seen, unseen in _folds(labels))
    assert len(folds) == FOLDS


def test_calibration_says_what_came_true() -> None:
    dice = np.random.default_rng(3)
    truth = dice.integers(0, 2, 4000)
    told = np.where(dice.random(4000) < 0.8, truth, 1 - truth)  # a head right eight times in ten
    scores = np.eye(2)[told]
    noise = dice.normal(size=(4000, 2))
    found = Calibration.fit(scores, noise, truth).probabilities(scores, noise)
    assert found.max(axis=1).mean() == pytest.approx(0.8, abs=0.02)


def test_giving_memory_back_can_be_done_at_any_time() -> None:
    kept = [bytes(10) for _ in range(1000)]
    give_back()
    assert len(kept) == 1000
