"""Numbers for a text: word and character features of the folded text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.preprocessing import normalize

BLOCKS = ("words", "characters")
SPLITS: Mapping[str, Mapping[str, Any]] = {
    "words": {"token_pattern": r"\S+", "ngram_range": (1, 2)},
    "characters": {"analyzer": "char_wb", "ngram_range": (2, 5)},
}
LEAST_TEXTS = {"words": 2, "characters": 3}  # in which a term stands, or it is left out


class Block:
    """TF-IDF of one kind of terms, each row of unit length, in single precision.

    Made of terms and weights, which is all that is kept; scikit-learn's own vectoriser, given
    these, would count in double precision, and so would everything after it.
    """

    def __init__(self, kind: str, terms: Sequence[str], weights: np.ndarray) -> None:
        """Take the terms in the order of their columns, with their weights."""
        self.terms, self.weights = terms, weights
        places = {term: at for at, term in enumerate(terms)}
        self._counter = CountVectorizer(**SPLITS[kind], vocabulary=places, dtype=np.float32)

    @classmethod
    def fit(cls, kind: str, texts: Sequence[str]) -> Block:
        """Learn terms and weights."""
        learnt = TfidfVectorizer(**SPLITS[kind], min_df=LEAST_TEXTS[kind], dtype=np.float32)
        learnt.fit(texts)
        terms = sorted(learnt.vocabulary_, key=learnt.vocabulary_.__getitem__)
        return cls(kind, terms, learnt.idf_.astype(np.float32))

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        """Give one row a text."""
        rows = self._counter.transform(texts)
        rows.data = (np.log(rows.data) + 1) * self.weights[rows.indices]  # a tenth "pix" adds less
        return normalize(rows, copy=False)


class TextFeatures:
    """Word and character TF-IDF side by side."""

    def __init__(self, blocks: Mapping[str, Block]) -> None:
        """Take blocks by their kind."""
        self.blocks = blocks

    @classmethod
    def fit(cls, texts: Sequence[str], blocks: Sequence[str] = BLOCKS) -> TextFeatures:
        """Learn the vocabularies."""
        return cls({kind: Block.fit(kind, texts) for kind in blocks})

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        """Give one row a text."""
        return hstack([block.transform(texts) for block in self.blocks.values()]).tocsr()
