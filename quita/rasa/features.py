"""Numbers for a text: word features over lemmas, character features over the folded text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer


class TextFeatures:
    """Word and character TF-IDF side by side, each block of unit length."""

    def __init__(self, words: Any, characters: Any) -> None:
        """Take fitted vectorisers."""
        self.words, self.characters = words, characters

    @classmethod
    def fit(cls, lemmas: Sequence[str], texts: Sequence[str]) -> TextFeatures:
        """Learn the vocabularies."""
        words = TfidfVectorizer(
            token_pattern=r"\S+", ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32
        )
        characters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=3, dtype=np.float32
        )
        return cls(words.fit(lemmas), characters.fit(texts))

    def transform(self, lemmas: Sequence[str], texts: Sequence[str]) -> csr_matrix:
        """Give one row a text."""
        return hstack([self.words.transform(lemmas), self.characters.transform(texts)]).tocsr()
