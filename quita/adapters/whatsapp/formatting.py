"""Makes *bold*, _italic_ and ~struck~ show as meant on a phone, whatever a cut goes through. Pure.

WhatsApp, "How to format your messages": one mark on each side, none of them beside a letter or a
space within, and never over the end of a line. A Pix code may hold `***` of its own, an address
`_`: what stands beside a letter or digit is no formatting and stays as it is, as does the
asterisk of `2 * 3`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

import regex

from quita.adapters.whatsapp.text import split_tail, split_text, units, whole_spans

MARKS = "*_~"
MARKS_GROW = 2 * len(MARKS)  # characters that a piece may grow by: each mark opened and closed

_DOUBLE = regex.compile(r"(?<![\w*])\*\*(?=[^\s*])([^*\n]+?)(?<=\S)\*\*(?![\w*])")
_ACROSS_LINES = regex.compile(r"(?<![\w*])\*(?=[^\s*])([^*]*?\n[^*]*?)(?<=[^\s*])\*(?![\w*])")
_PADDED = regex.compile(
    r"(?<![\w*])(?:(?<![\d)%][ \t]+)\*[ \t]+|\*)([^\s*](?:[^*\n]*[^\s*])?)[ \t]*\*(?![\w*])"
)
_MARKED = [
    regex.compile(
        rf"(?<![^\W_]|[{mark}])[{mark}](?=[^\s{mark}])[^{mark}\n]*(?<=\S)[{mark}](?![^\W_]|[{mark}])"
    )
    for mark in MARKS
]

Span = tuple[int, int]


def formatted(text: str) -> str:
    """Writes bold as WhatsApp has it: Markdown's `**`, spaces within and several lines too."""
    text = _DOUBLE.sub(r"*\1*", text)
    text = _ACROSS_LINES.sub(lambda found: _line_by_line(found[1]), text)
    return _PADDED.sub(r"*\1*", text)


def plain(title: str) -> str:
    """Takes bold out of a button's or row's title, which shows the asterisks."""
    return _PADDED.sub(r"\1", _DOUBLE.sub(r"\1", title))


def split_formatted(text: str, limit: int) -> list[str]:
    """Splits text as split_text does; a mark that a cut goes through is closed and opened again."""
    if units(text) <= limit:
        return split_text(text, limit)
    return balanced(text, split_text(text, limit - MARKS_GROW))


def split_formatted_tail(text: str, limit: int, tail_limit: int) -> tuple[list[str], str]:
    """Splits text into pieces and a tail with a limit of its own, as split_formatted does."""
    if units(text.strip()) <= tail_limit:
        return [], text.strip()
    head, tail = split_tail(text, tail_limit - MARKS_GROW)
    *pieces, tail = balanced(text, [*split_text(head, limit - MARKS_GROW), tail])
    return pieces, tail


def balanced(text: str, pieces: Sequence[str]) -> list[str]:
    """Closes at the end of each piece of a text what a cut left open, and opens it in the next.

    A piece grows by MARKS_GROW at most.
    """
    marked = list(_marked(text))
    found, end = [], 0
    for piece in pieces:
        begin = text.index(piece, end)
        end = begin + len(piece)
        opened = "".join(text[start] for start, stop in marked if start < begin <= stop)
        closed = "".join(text[start] for start, stop in reversed(marked) if start < end <= stop)
        found.append(f"{opened}{piece}{closed}")
    return found


def _marked(text: str) -> Iterator[Span]:
    """Where something is bold, italic or struck: its opening and closing mark, in order."""
    whole = whole_spans(text)
    spans = chain.from_iterable(one.finditer(text) for one in _MARKED)
    for start, stop in sorted((match.start(), match.end() - 1) for match in spans):
        if not any(begin <= mark < end for begin, end in whole for mark in (start, stop)):
            yield start, stop


def _line_by_line(inside: str) -> str:
    return "\n".join(f"*{line.strip()}*" if line.strip() else "" for line in inside.split("\n"))
