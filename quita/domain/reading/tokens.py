"""Cuts a message into words, numbers and signs that remember where they stood."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from quita.domain.reading.spelling import standard

_TOKEN = re.compile(r"[^\W\d_ºª]+|[0-9]+(?:[.,][0-9]+)*|\S")
_DEGREE = "°"  # typed for the ordinal sign
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f\u20e3\u00ad")


class Kind(Enum):
    """What a token is made of."""

    WORD = "word"
    NUMBER = "number"
    SIGN = "sign"


@dataclass(frozen=True)
class Token:
    """A piece of a message.

    Attributes:
        text: lower case, without accents, in its usual spelling.
        typed: the same before the spelling was put right.
        start: first character in the original text.
        end: the character after the last.
        glued: whether nothing stands between it and the token before.
        line: whether a line begins with it.
    """

    text: str
    typed: str
    start: int
    end: int
    kind: Kind
    glued: bool
    line: bool


def tokenize(text: str) -> list[Token]:
    """Cut a text into tokens; offsets are those of the text as given.

    >>> [token.text for token in tokenize("Amanhã pago R$1.234,56 em 10x")]
    ['amanha', 'pago', 'r', '$', '1.234,56', 'em', '10', 'x']
    """
    folded, origins = _fold(text)
    tokens: list[Token] = []
    before = 0  # where the token before ends, in the folded text
    for match in _TOKEN.finditer(folded):
        typed = match.group()
        kind = _kind(typed)
        between = folded[before : match.start()]
        tokens.append(
            Token(
                text=standard(typed) if kind is Kind.WORD else typed,
                typed=typed,
                start=origins[match.start()],
                end=_end(text, origins[match.end() - 1]),
                kind=kind,
                glued=bool(tokens) and not between,
                line=not tokens or "\n" in between,
            )
        )
        before = match.end()
    return tokens


def is_digits(text: str) -> bool:
    """Say whether a text is a run of 0 to 9; other scripts' digits are signs to us."""
    return text.isascii() and text.isdigit()


def _fold(text: str) -> tuple[str, list[int]]:
    """Take accents and capitals away, one character for one, with the place of each."""
    letters: list[str] = []
    origins: list[int] = []
    for place, char in enumerate(text):
        letter = _fold_char(char)
        if letter:
            letters.append(letter)
            origins.append(place)
    return "".join(letters), origins


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    """Fold one character to one, or to nothing where it only dresses the one before."""
    if char in _INVISIBLE or unicodedata.combining(char):
        return ""
    if char in "ºª" or char == _DEGREE:
        return "ª" if char == "ª" else "º"
    base = unicodedata.normalize("NFKD", char)[0].lower()[:1]
    return base or char


def _kind(typed: str) -> Kind:
    if typed[0] in "0123456789":
        return Kind.NUMBER
    return Kind.WORD if typed[0].isalpha() and typed[0] not in "ºª" else Kind.SIGN


def _end(text: str, last: int) -> int:
    """Give the end of a token whose last letter may carry combining accents."""
    end = last + 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end
