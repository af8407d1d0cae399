"""One word for what means the same: names of banks and shops, slang for money.

A designer writes them as Rasa's lookup tables and synonyms (data/nlu/lookups.yml).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any


class Lexicon:
    """Puts one word in the place of each phrase that it knows."""

    def __init__(self, phrases: Mapping[str, str]) -> None:
        """Take folded phrases, each with the word that stands for it."""
        self.phrases = phrases
        longest_first = sorted(phrases, key=len, reverse=True)
        known = "|".join(re.escape(phrase) for phrase in longest_first)
        self._known = re.compile(rf"(?<!\S)(?:{known})(?!\S)") if phrases else None

    @classmethod
    def of(
        cls,
        lookups: Iterable[Mapping[str, Any]],
        synonyms: Mapping[str, str],
        folded: Any,
    ) -> Lexicon:
        """Make one of Rasa's lookup tables and synonyms; folded folds a phrase as texts are."""
        phrases = {folded(phrase): folded(word) for phrase, word in synonyms.items()}
        for table in lookups:
            phrases |= {folded(phrase): f"x{table['name']}" for phrase in table["elements"]}
        return cls(phrases)

    def apply(self, text: str) -> str:
        """Give a folded text with each known phrase in one word."""
        if self._known is None:
            return text
        return self._known.sub(lambda found: self.phrases[found.group()], text)
