"""Dictionary forms of words (paguei > pagar), from spaCy's Portuguese lookup table.

The whole table has 750,000 forms; a model keeps only those whose lemma its training texts use.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

import spacy_lookups_data
import srsly


class Lemmas:
    """A table from folded forms to folded lemmas."""

    def __init__(self, table: Mapping[str, str]) -> None:
        """Take a table."""
        self.table = table

    @classmethod
    def for_texts(cls, texts: Iterable[str]) -> Lemmas:
        """Keep of the whole table what these folded texts' words can meet."""
        whole = _whole_table()
        used = {whole.get(word, word) for text in texts for word in text.split()}
        return cls({form: base for form, base in whole.items() if base in used and form != base})

    def text(self, folded: str) -> str:
        """Give a folded text with each word in its dictionary form."""
        return " ".join(self.table.get(word, word) for word in folded.split())


@lru_cache(maxsize=1)
def _whole_table() -> dict[str, str]:
    # spaCy itself keeps only hashes of the forms, so the file behind its table is read.
    table: dict[str, str] = srsly.read_gzip_json(f"{spacy_lookups_data.pt['lemma_lookup']}.gz")
    plain: dict[str, str] = {}
    for form, base in table.items():
        plain.setdefault(_bare(form), _bare(base))
    return plain


def _bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
