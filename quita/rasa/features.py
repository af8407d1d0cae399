"""Numbers for a text: word features over lemmas, character features over the folded text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

BLOCKS = ("words", "characters")


class TextFeatures:
    """Word and character TF-IDF side by side, each block of unit length."""

    def __init__(self, blocks: Mapping[str, Any]) -> None:
        """Take fitted vectorisers by the name of their block."""
        self.blocks = blocks

    @classmethod
    def fit(
        cls, lemmas: Sequence[str], texts: Sequence[str], blocks: Sequence[str] = BLOCKS
    ) -> TextFeatures:
        """Learn the vocabularies."""
        read = {"words": lemmas, "characters": texts}
        fitted = {name: _vectoriser(name).fit(read[name]) for name in blocks}
        for block in fitted.values():
            block.stop_words_ = (
                None  # scikit-learn keeps what it left out, in more room than the rest
            )
        return cls(fitted)

    def transform(self, lemmas: Sequence[str], texts: Sequence[str]) -> csr_matrix:
        """Give one row a text."""
        read = {"words": lemmas, "characters": texts}
        return hstack([block.transform(read[name]) for name, block in self.blocks.items()]).tocsr()


def _vectoriser(block: str) -> TfidfVectorizer:
    if block == "words":
        return TfidfVectorizer(
            token_pattern=r"\S+", ngram_range=(1, 2), min_df=2, sublinear_tf=True, dtype=np.float32
        )
    return TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True, dtype=np.float32
    )
