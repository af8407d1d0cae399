"""Two classifiers of one text that err differently, and the sum in which their words count.

The sparse head is sure where words and spellings are those of the examples; the dense head knows
meanings (a sentence encoder's vector) and themes (latent semantic analysis), and so reaches what is
said in other words. docs/ablation.md shows what each adds.

scikit-learn teaches them; what was learnt is kept as arrays and applied here. Its own objects would
have to be unpacked with all that training needed, 60 MB more, and turn their weights round for
every message.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit, log_softmax, softmax

SCALE = 3.0  # of unit vectors, so that a network's first layer sees numbers of about its own size
FLOOR = 1e-6  # a probability below this says no more than that it is small


@dataclass
class SparseHead:
    """A linear support vector machine over word and character features.

    Attributes:
        planes: of shape (features, intents). bias: of shape (intents,).
    """

    intents: list[str]
    planes: np.ndarray
    bias: np.ndarray

    @classmethod
    def fit(cls, rows: csr_matrix, labels: np.ndarray, penalty: float) -> SparseHead:
        """Learn; penalty is C, the inverse strength of the regularisation."""
        from sklearn.svm import LinearSVC

        model = LinearSVC(C=penalty, random_state=0).fit(rows, labels)
        planes, bias = model.coef_.astype(np.float32), model.intercept_
        if len(planes) == 1:  # two intents have one plane
            planes, bias = np.vstack([-planes, planes]), np.hstack([-bias, bias])
        return cls([str(name) for name in model.classes_], np.ascontiguousarray(planes.T), bias)

    def scores(self, rows: csr_matrix) -> np.ndarray:
        """Give the distances to the planes, of shape (texts, intents)."""
        distances: np.ndarray = rows @ self.planes + self.bias
        return distances


class Layer(NamedTuple):
    """Weights between two layers of neurons."""

    weights: np.ndarray
    bias: np.ndarray


@dataclass
class DenseHead:
    """A small network over an encoder's vectors and the themes of the sparse features.

    Attributes:
        themes: of shape (features, themes). mean: of the encoder's vectors.
    """

    themes: np.ndarray
    mean: np.ndarray
    hidden: Layer
    output: Layer

    @classmethod
    def fit(
        cls, rows: csr_matrix, vectors: np.ndarray, labels: np.ndarray, themes: int, hidden: int
    ) -> DenseHead:
        """Learn: vectors may have no columns (no encoder); themes is how many are kept."""
        from sklearn.decomposition import TruncatedSVD
        from sklearn.neural_network import MLPClassifier

        kept = min(themes, rows.shape[1] - 1, rows.shape[0] - 1)
        svd = TruncatedSVD(kept, n_iter=2, random_state=0).fit(rows)
        found = np.ascontiguousarray(svd.components_.astype(np.float32).T)
        mean = vectors.mean(axis=0, keepdims=True)
        network = MLPClassifier((hidden,), alpha=1e-4, batch_size=128, max_iter=12, random_state=0)
        network.fit(_inputs(rows, vectors, found, mean), labels)
        layers = map(Layer, network.coefs_, network.intercepts_)
        return cls(found, mean, *layers)

    def scores(self, rows: csr_matrix, vectors: np.ndarray) -> np.ndarray:
        """Give log probabilities, of shape (texts, intents)."""
        inputs = _inputs(rows, vectors, self.themes, self.mean)
        inner = np.maximum(inputs @ self.hidden.weights + self.hidden.bias, 0)
        outer = inner @ self.output.weights + self.output.bias
        if outer.shape[1] == 1:  # of two intents one tells the other
            second = expit(outer)
            probabilities = np.hstack([1 - second, second])
        else:
            probabilities = softmax(outer, axis=1)
        return np.log(np.clip(probabilities, FLOOR, 1.0))


@dataclass
class Calibration:
    """How much each head's word counts, so that 0.8 comes true eight times in ten."""

    sparse: float
    dense: float

    @classmethod
    def fit(cls, sparse: np.ndarray, dense: np.ndarray, targets: np.ndarray) -> Calibration:
        """Choose both by the log loss on scores of texts that the heads had not seen."""
        picked = np.arange(len(targets))

        def loss(weights: np.ndarray) -> float:
            spoken = log_softmax(weights[0] * sparse + weights[1] * dense, axis=1)
            return -float(spoken[picked, targets].mean())

        found = minimize(loss, x0=np.array([4.0, 0.4]), method="Nelder-Mead")
        return cls(float(found.x[0]), float(found.x[1]))

    def probabilities(self, sparse: np.ndarray, dense: np.ndarray) -> np.ndarray:
        """Give calibrated probabilities, of shape (texts, intents)."""
        joined: np.ndarray = np.exp(log_softmax(self.sparse * sparse + self.dense * dense, axis=1))
        return joined


def _inputs(
    rows: csr_matrix, vectors: np.ndarray, themes: np.ndarray, mean: np.ndarray
) -> np.ndarray:
    parts = [rows @ themes]
    if vectors.shape[1]:
        parts.append(_unit(vectors - mean))  # encoders' cosines are squeezed: centre first
    return (np.hstack([_unit(part) for part in parts]) * SCALE).astype(np.float32)


def _unit(rows: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: np.ndarray = rows / np.maximum(lengths, 1e-9)
    return unit
