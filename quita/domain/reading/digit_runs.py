"""Joins digits that people spread out: "052 416.728-61", "zero cinco dois", "5️⃣2️⃣".

In numbers of documents "meia" is six, and groups may be said as hundreds ("cento e onze").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from quita.domain.reading.message import Message
from quita.domain.reading.numbers import UNITS, below_thousand
from quita.domain.reading.tokens import Kind, is_digits

_SPOKEN = {"zero": "0", "meia": "6", **{word: str(value) for word, value in UNITS.items()}}
# What people say between groups.
_BETWEEN = frozenset({"ponto", "traco", "tracinho", "hifen", "barra", "digito", "virgula"})


@dataclass(frozen=True)
class Group:
    """Digits that stand together, and the tokens they were typed in."""

    digits: str
    first: int
    last: int
    spoken: bool


def read_runs(message: Message) -> Iterator[list[Group]]:
    """Give every stretch of digit groups with nothing but separators between them."""
    run: list[Group] = []
    place = 0
    while place < len(message):
        group = _group_at(message, place)
        if group is not None:
            run.append(group)
            place = group.last
            continue
        if run and not _separates(message, place):
            yield run
            run = []
        place += 1
    if run:
        yield run


def _group_at(message: Message, place: int) -> Group | None:
    """Read one group of digits, typed or spoken."""
    if not message.free(place, place + 1):
        return None
    token = message.tokens[place]
    if token.kind is Kind.NUMBER:
        return Group(token.text.replace(".", "").replace(",", ""), place, place + 1, spoken=False)
    if token.kind is not Kind.WORD:
        return None
    small = below_thousand(message.tokens, place)
    if small is not None:
        return Group(str(small[0]), place, small[1], spoken=True)
    digit = _SPOKEN.get(token.text)
    return Group(digit, place, place + 1, spoken=True) if digit else None


def windows(run: list[Group], length: int) -> Iterator[list[Group]]:
    """Give each stretch of whole groups that has this many digits; work is bounded by it."""
    for start in range(len(run)):
        digits, end = 0, start
        while end < len(run) and digits < length:
            digits += len(run[end].digits)
            end += 1
        if digits == length:
            yield run[start:end]


def _separates(message: Message, place: int) -> bool:
    token = message.tokens[place]
    if token.kind is Kind.WORD:
        return token.text in _BETWEEN
    return token.kind is Kind.SIGN and not is_digits(token.text) and token.text not in "$%@"
