"""Dictionary forms of words (paguei > pagar), from spaCy's Portuguese lookup table.

The whole table has 750,000 forms; a model keeps only those whose lemma its training texts use, as
sorted lines in one piece of memory: as a dict the same 94,000 forms take 30 MB more.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import lru_cache

import numpy as np
import spacy_lookups_data
import srsly

FORM_ENDS, LINE_ENDS = b"\t", b"\n"


class Lemmas:
    """A table from folded forms to folded lemmas."""

    def __init__(self, table: Mapping[str, str] | bytes) -> None:
        """Take a table, or the lines of one that was written before."""
        self.lines = table if isinstance(table, bytes) else _lines(table)
        ends = np.flatnonzero(np.frombuffer(self.lines, np.uint8) == LINE_ENDS[0])
        self._ends = ends.astype(np.uint32)

    @classmethod
    def for_texts(cls, texts: Iterable[str]) -> Lemmas:
        """Keep of the whole table what these folded texts' words can meet."""
        whole = _whole_table()
        used = {whole.get(word, word) for text in texts for word in text.split()}
        return cls({form: base for form, base in whole.items() if base in used and form != base})

    def text(self, folded: str) -> str:
        """Give a folded text with each word in its dictionary form."""
        return " ".join(self.lemma(word) for word in folded.split())

    def lemma(self, word: str) -> str:
        """Give the dictionary form of a folded word, or the word where the table has none."""
        form = word.encode() + FORM_ENDS
        at = bisect_left(self, form)
        if at == len(self) or not (line := self[at]).startswith(form):
            return word
        return line[len(form) :].decode()

    def __len__(self) -> int:
        """Count the forms."""
        return len(self._ends)

    def __getitem__(self, at: int) -> bytes:
        """Give a line: form, tab, lemma."""
        return self.lines[int(self._ends[at - 1]) + 1 if at else 0 : int(self._ends[at])]


def _lines(table: Mapping[str, str]) -> bytes:
    lines = (form.encode() + FORM_ENDS + base.encode() for form, base in table.items())
    return b"".join(line + LINE_ENDS for line in sorted(lines))


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
