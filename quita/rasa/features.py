"""Numbers for a text: word features over lemmas, character features over the folded text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

BLOCKS = ("words", "characters")
SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "words": {"token_pattern": r"\S+", "ngram_range": (1, 2), "min_df": 2},
    "characters": {"analyzer": "char_wb", "ngram_range": (2, 5), "min_df": 3},
}


class TextFeatures:
    """Word and character TF-IDF side by side, each block of unit length."""

    def __init__(self, blocks: Mapping[str, tuple[Sequence[str], np.ndarray]]) -> None:
        """Take the terms of each block, in the order of their columns, with their weights."""
        self.blocks = blocks
        self._vectorisers = {name: _fitted(name, *known) for name, known in blocks.items()}

    @classmethod
    def fit(
        cls, lemmas: Sequence[str], texts: Sequence[str], blocks: Sequence[str] = BLOCKS
    ) -> TextFeatures:
        """Learn the vocabularies."""
        read = {"words": lemmas, "characters": texts}
        fitted = {name: _vectoriser(name).fit(read[name]) for name in blocks}
        return cls(
            {
                name: (sorted(block.vocabulary_, key=block.vocabulary_.__getitem__), block.idf_)
                for name, block in fitted.items()
            }
        )

    def transform(self, lemmas: Sequence[str], texts: Sequence[str]) -> csr_matrix:
        """Give one row a text."""
        read = {"words": lemmas, "characters": texts}
        rows = [block.transform(read[name]) for name, block in self._vectorisers.items()]
        return hstack(rows).tocsr()


def _vectoriser(block: str, **more: Any) -> TfidfVectorizer:
    return TfidfVectorizer(**SETTINGS[block], sublinear_tf=True, dtype=np.float32, **more)


def _fitted(block: str, terms: Sequence[str], weights: np.ndarray) -> TfidfVectorizer:
    """Make a vectoriser of what one learnt; without the terms that it left out."""
    vectoriser = _vectoriser(block, vocabulary={term: at for at, term in enumerate(terms)})
    vectoriser.idf_ = weights
    return vectoriser
