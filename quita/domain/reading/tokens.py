"""Cuts a message into words, numbers and signs that remember where they stood."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from quita.domain.reading.spelling import standard

_TOKEN = re.compile(r"[^\W\d_ºª]+|[0-9]+(?:[.,][0-9]+)*|\S")
_DEGREE = "°"  # typed for the ordinal sign
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f\u20e3\u00ad")

# Of a long message: more words than anybody types who is not pasting.
_HEAD_CHARACTERS, _TAIL_CHARACTERS = 600, 250
_HEAD_TOKENS, _TAIL_TOKENS = 70, 30


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
                text=typed
                if kind is not Kind.WORD or _abbreviates(folded, match)
                else standard(typed),
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


def tokenize_bounded(text: str) -> list[Token]:
    """Cut a text into tokens, leaving the middle of a very long one out.

    What a person says in more than a hundred words begins with who they are and ends with what
    they want; so any message costs about as much as a usual one.
    """
    if len(text) <= _HEAD_CHARACTERS + _TAIL_CHARACTERS:
        tokens = tokenize(text)
        if len(tokens) <= _HEAD_TOKENS + _TAIL_TOKENS:
            return tokens
        head, tail = tokens, tokens
    else:
        head = _without_cut_word(text, _HEAD_CHARACTERS)
        start = len(text) - _TAIL_CHARACTERS
        ending = tokenize(text[start:])
        cut = not (text[start - 1].isspace() or text[start].isspace())
        tail = [
            replace(token, start=token.start + start, end=token.end + start)
            for token in ending[1 if cut else 0 :][-_TAIL_TOKENS:]
        ]
    tail = tail[-_TAIL_TOKENS:]
    opened = [replace(tail[0], line=True, glued=False)] if tail else []
    return [*head[:_HEAD_TOKENS], *opened, *tail[1:]]


def _without_cut_word(text: str, end: int) -> list[Token]:
    tokens = tokenize(text[:end])
    cut = not (text[end - 1].isspace() or text[end].isspace())
    return tokens[:-1] if cut else tokens


def _abbreviates(folded: str, match: re.Match[str]) -> bool:
    """Say whether a word is the "n" of "nº", which is no "não"."""
    return folded[match.end() : match.end() + 1] == "º"


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
    if char == "×":
        return "x"
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
