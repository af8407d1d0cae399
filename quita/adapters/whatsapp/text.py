"""Makes text safe to store and send, and cuts it where a reader would.

Hand-written: textwrap breaks at any space, also inside a Pix code, and counts no emoji twice.
"""

from __future__ import annotations

import re
from itertools import accumulate, takewhile

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_SPACE = re.compile(r"\s+")
# A full stop after a single digit is no end: it may be "1." of a list.
_SENTENCE_END = re.compile(r"\n\s*|(?<=[!?…])\s+|(?<=[^\d\s]\.)\s+|(?<=\d\d\.)\s+")
# What is copied and pasted stays whole though it holds spaces: a Pix BR Code (its names do) and
# the 47 digits of a boleto.
_WHOLE = re.compile(
    r"000201[^\n]{10,502}6304[0-9A-Fa-f]{4}(?![0-9A-Za-z])"
    r"|\d{5}\.?\d{5} ?\d{5}\.?\d{6} ?\d{5}\.?\d{6} ?\d ?\d{14}"
)
_LONGEST_WHOLE = 520
_ELLIPSIS = "…"


def clean(text: str) -> str:
    """Drops control characters (PostgreSQL refuses NUL) and replaces lone surrogates.

    Tabs and line ends stay, and so do joiners and variation selectors: emoji need them.
    """
    if text.isprintable():
        return text
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _CONTROL.sub("", text)


def one_line(text: str) -> str:
    """Cleans a title: no line ends, single spaces, none at the ends."""
    return " ".join(clean(text).split())


def units(text: str) -> int:
    """Counts UTF-16 units: an emoji outside the basic plane counts twice."""
    return len(text) + sum(char > "\uffff" for char in text)


def shorten(text: str, limit: int) -> str:
    """Cuts a title to a limit with an ellipsis, at a word where that keeps half of it."""
    if units(text) <= limit:
        return text
    kept = text[: _reach(text, limit - 1)]
    space = kept.rfind(" ")
    if space >= limit // 2 and text[len(kept)] != " ":
        kept = kept[:space]
    return kept.rstrip(" \u200d\ufe0f") + _ELLIPSIS


def split_text(text: str, limit: int) -> list[str]:
    """Splits text into pieces within a limit, at ends of lines or sentences where there are any.

    Else at a space, never inside a word or a code to copy unless it alone is over the limit.
    Only white space is lost. Empty text gives no piece.
    """
    text = text.strip()
    pieces = []
    while units(text) > limit:
        cut = _last_break(text, _reach(text, limit))
        pieces.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*pieces, text] if text else pieces


def split_tail(text: str, limit: int) -> tuple[str, str]:
    """Splits text in two, the second part as long as the limit allows: (head, tail).

    The tail begins at a line or a sentence where one does within the limit.
    """
    text = text.strip()
    if units(text) <= limit:
        return "", text
    first = len(text) - _reach(text[::-1], limit)
    breaks = _breaks(text, first - _LONGEST_WHOLE)
    cut = min((at for at, _ in breaks if at >= first), default=first)
    cut = min((at for at, sentence in breaks if sentence and at >= first), default=cut)
    return text[:cut].rstrip(), text[cut:].lstrip()


def _reach(text: str, limit: int) -> int:
    """How many characters from the start stay within the limit."""
    sizes = accumulate(2 if char > "\uffff" else 1 for char in text[:limit])
    return sum(1 for _ in takewhile(lambda size: size <= limit, sizes))


def _last_break(text: str, reach: int) -> int:
    breaks = _breaks(text[: reach + _LONGEST_WHOLE], 0)
    within = [(at, sentence) for at, sentence in breaks if at <= reach]
    sentences = [at for at, sentence in within if sentence]
    return max(sentences or [at for at, _ in within], default=reach)


def _breaks(text: str, start: int) -> list[tuple[int, bool]]:
    """Where text may be cut, as (end of the white space before the cut, is it a sentence)."""
    start = max(start, 0)
    whole = [match.span() for match in _WHOLE.finditer(text, start)]
    ends = {match.end() for match in _SENTENCE_END.finditer(text, start)}
    at_spaces = [match.end() for match in _SPACE.finditer(text, start)]
    edges = [at for span in whole for at in span]
    return [
        (at, at in ends)
        for at in sorted({*at_spaces, *edges})
        if 0 < at < len(text) and not any(begin < at < end for begin, end in whole)
    ]
