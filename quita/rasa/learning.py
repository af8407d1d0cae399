"""What the intent classifier learns from examples: features, two heads and their calibration."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from quita.rasa.features import BLOCKS, Block, TextFeatures
from quita.rasa.freed import give_back
from quita.rasa.heads import Calibration, DenseHead, Layer, SparseHead

FOLDS = 3


@dataclass(frozen=True)
class Settings:
    """How to learn.

    Attributes:
        penalty: C of the sparse head.
        themes: how many themes the dense head keeps of the sparse features.
        hidden: neurons of its one hidden layer.
        dense: whether there is a dense head.
        blocks: which features there are, of words and characters.
    """

    penalty: float = 0.5
    themes: int = 128
    hidden: int = 300
    dense: bool = True
    blocks: tuple[str, ...] = BLOCKS


@dataclass
class Learnt:
    """A trained classifier of folded texts."""

    features: TextFeatures
    sparse: SparseHead
    dense: DenseHead | None
    calibration: Calibration

    @property
    def intents(self) -> list[str]:
        """Give the intents in the order of the probabilities' columns."""
        return self.sparse.intents

    def probabilities(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Give calibrated probabilities, of shape (texts, intents)."""
        rows = self.features.transform(texts)
        sparse = self.sparse.scores(rows)
        dense = self.dense.scores(rows, vectors) if self.dense else np.zeros_like(sparse)
        return self.calibration.probabilities(sparse, dense)

    def save(self, folder: Path) -> None:
        """Write what was learnt into a folder, in files that run no code when they are read."""
        arrays = {"planes": self.sparse.planes, "bias": self.sparse.bias}
        if self.dense:
            arrays |= {"themes": self.dense.themes, "mean": self.dense.mean}
            for name, layer in (("hidden", self.dense.hidden), ("output", self.dense.output)):
                arrays |= {f"{name}_weights": layer.weights, f"{name}_bias": layer.bias}
        terms = {}
        for kind, block in self.features.blocks.items():
            terms[kind], arrays[f"{kind}_weights"] = list(block.terms), block.weights
        for name, array in arrays.items():
            np.save(folder / f"{name}.npy", array, allow_pickle=False)
        rest = {
            "intents": self.sparse.intents,
            "terms": terms,
            "calibration": [self.calibration.sparse, self.calibration.dense],
        }
        (folder / "model.json").write_text(json.dumps(rest, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Learnt:
        """Read what save() wrote."""

        def array(name: str) -> np.ndarray:
            found: np.ndarray = np.load(folder / f"{name}.npy", allow_pickle=False)
            return found

        def layer(name: str) -> Layer:
            return Layer(array(f"{name}_weights"), array(f"{name}_bias"))

        rest = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        dense = None
        if (folder / "themes.npy").exists():
            dense = DenseHead(array("themes"), array("mean"), layer("hidden"), layer("output"))
        known = rest["terms"].items()
        blocks = {kind: Block(kind, terms, array(f"{kind}_weights")) for kind, terms in known}
        loaded = cls(
            TextFeatures(blocks),
            SparseHead(rest["intents"], array("planes"), array("bias")),
            dense,
            Calibration(*rest["calibration"]),
        )
        give_back()
        return loaded


def learn(
    texts: Sequence[str], vectors: np.ndarray, labels: Sequence[str], settings: Settings
) -> Learnt:
    """Learn from folded texts, an encoder's vectors (of no columns without one) and intents."""
    features = TextFeatures.fit(texts, settings.blocks)
    rows, wanted = features.transform(texts), np.asarray(labels)
    names, targets = np.unique(wanted, return_inverse=True)
    sparse, dense = (np.zeros((len(wanted), len(names))) for _ in range(2))
    for seen, unseen in _folds(wanted):
        one, two = _heads(rows[seen], vectors[seen], wanted[seen], settings)
        columns = np.searchsorted(names, one.intents)
        sparse[np.ix_(unseen, columns)] = one.scores(rows[unseen])
        if two:
            dense[np.ix_(unseen, columns)] = two.scores(rows[unseen], vectors[unseen])
    calibration = Calibration.fit(sparse, dense, targets)
    return Learnt(features, *_heads(rows, vectors, wanted, settings), calibration)


def _heads(
    rows: Any, vectors: np.ndarray, labels: np.ndarray, settings: Settings
) -> tuple[SparseHead, DenseHead | None]:
    sparse = SparseHead.fit(rows, labels, settings.penalty)
    if not settings.dense:
        return sparse, None
    return sparse, DenseHead.fit(rows, vectors, labels, settings.themes, settings.hidden)


def _folds(labels: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Split each intent's examples into stretches that stand together.

    The messages of one writer stand together in data/nlu, so a stretch holds voices that the rest
    does not: confidence among one's own voices would promise too much to others.
    """
    place = np.zeros(len(labels), dtype=int)
    for name in np.unique(labels):
        at = np.flatnonzero(labels == name)
        place[at] = np.arange(len(at)) * FOLDS // len(at)
    for fold in np.unique(place):
        yield np.flatnonzero(place != fold), np.flatnonzero(place == fold)
