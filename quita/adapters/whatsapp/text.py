"""Makes text safe to store and send, and cuts it where a reader would.

Hand-written: textwrap breaks at any space, also inside a Pix code, and counts no emoji twice.
"""

from __future__ import annotations

import re
from itertools import accumulate, takewhile

import regex

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_SPACE = re.compile(r"\s+")
# A full stop after a single digit is no end: it may be "1." of a list.
_SENTENCE_END = re.compile(r"\n\s*|(?<=[!?…])\s+|(?<=[^\d\s]\.)\s+|(?<=\d\d\.)\s+")
# What belongs to the word after it: a title, "nº" and "R$", one letter with a full stop; and a
# space that may not break a line.
_GLUE = re.compile(
    r"(?<![^\W_])(?:(?:srt?a?s?|dra?s?|profª?a?s?|exm[oa]s?|ilm[oa]s?|arts?|incs?|pars?|pp?|págs?"
    r"|fls?|nrs?|núm|tel|av|obs|ex|cia|etc|[^\W\d_])\.|(?:us|r)\$|n\.?[º°]\.?|§)[ \t\xa0]+(?!\s)"
    r"|(?<!\s)[\xa0\u202f]+(?!\s)",
    re.IGNORECASE,
)
WEB_ADDRESS = r"https?://\S*[^\s*_~.,;:!?)]"
# What is copied and pasted stays whole though it holds spaces: a Pix BR Code (its names do) and
# the 47 digits of a boleto. An address may hold a code.
_WHOLE = re.compile(
    rf"{WEB_ADDRESS}"
    r"|000201[^\n]{10,502}6304[0-9A-Fa-f]{4}(?![0-9A-Za-z])"
    r"|\d{5}\.?\d{5} ?\d{5}\.?\d{6} ?\d{5}\.?\d{6} ?\d ?\d{14}"
)
_LONGEST_WHOLE = 2048
_GLUED, _WORD, _SENTENCE = range(3)  # how good a place to cut is
_CLUSTER = regex.compile(r"\X")  # what a reader takes for one character (Unicode, UAX 29)
_MARKS = set("*_~")
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
    reach = _reach(text, limit - 1)
    kept = text[: _between_characters(text, reach)[0] or reach]
    space = kept.rfind(" ")
    if space >= limit // 2 and text[len(kept)] != " ":
        kept = kept[:space]
    return kept.rstrip(" \u200d") + _ELLIPSIS


def split_text(text: str, limit: int) -> list[str]:
    """Splits text into pieces within a limit, at ends of lines or sentences where there are any.

    Else at a space, never inside a word, an address or a code to copy unless it alone is over the
    limit, and then not within an emoji or an accented letter. Only white space is lost. Empty text
    gives no piece.
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
    within = [(at, rank) for at, rank in _breaks(text, first - _LONGEST_WHOLE) if at >= first]
    best = max((rank for _, rank in within), default=None)
    _, forced = _between_characters(text, first)
    # One character alone may be over the limit: then it is cut, for something must remain.
    forced = first if forced == len(text) else forced
    cut = min((at for at, rank in within if rank == best), default=forced)
    return text[:cut].rstrip(), text[cut:].lstrip()


def whole_spans(text: str, start: int = 0) -> list[tuple[int, int]]:
    """Finds what is never cut nor formatted: addresses, Pix codes, digits of boletos."""
    return [match.span() for match in _WHOLE.finditer(text, start)]


def _reach(text: str, limit: int) -> int:
    """How many characters from the start stay within the limit."""
    sizes = accumulate(2 if char > "\uffff" else 1 for char in text[:limit])
    return sum(1 for _ in takewhile(lambda size: size <= limit, sizes))


def _last_break(text: str, reach: int) -> int:
    within = [(at, rank) for at, rank in _breaks(text[: reach + _LONGEST_WHOLE], 0) if at <= reach]
    best = max((rank for _, rank in within), default=None)
    forced, _ = _between_characters(text, reach)
    return max((at for at, rank in within if rank == best), default=forced or reach)


def _breaks(text: str, start: int) -> list[tuple[int, int]]:
    """Where text may be cut, as (end of the white space before the cut, how good it is)."""
    start = max(start, 0)
    whole = whole_spans(text, start)
    ends = {match.end() for match in _SENTENCE_END.finditer(text, start)}
    glued = {match.end() for match in _GLUE.finditer(text, start)}
    at_spaces = [match.end() for match in _SPACE.finditer(text, start)]
    edges = [
        at
        for span in whole
        for at in span
        if text[span[0]].isdigit() and not _MARKS & set(text[max(at - 1, 0) : at + 1])
    ]
    return [
        (at, _GLUED if at in glued else _SENTENCE if at in ends else _WORD)
        for at in sorted({*at_spaces, *edges})
        if 0 < at < len(text) and not any(begin < at < end for begin, end in whole)
    ]


def _between_characters(text: str, at: int) -> tuple[int, int]:
    """The nearest places, at or before and at or after one, that cut no character in two."""
    before = 0
    for cluster in _CLUSTER.finditer(text):
        if cluster.end() >= at:
            return (at, at) if cluster.end() == at else (before, cluster.end())
        before = cluster.end()
    return before, len(text)
