"""Keeps what a person means in the end: "não, 6 vezes, não 10", "10x, quer dizer, 12".

Entities name everything that a message mentions; this leaves out what was taken back. Only a value
that another of its kind replaces is dropped: "não quero em 10x" keeps its ten.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import TypeVar

# What somebody says who corrects himself; "não," only where a value of the kind stood before it.
_CORRECTS = re.compile(
    r"\b(?:quer dizer|quis dizer|queria dizer|ou melhor|melhor dizendo|digo|alias|minto|perdao|"
    r"errei|corrig\w+|correcao|(?:me )?enganei|me confundi|confundi|falei errado|escrevi errado|"
    r"digitei errado|na verdade|pera\w*|desculpa)\b|\bnao\s*[,.!\n]|\n\s*(?:nao\b|\*)|\*(?=\w)"
)
_DENIES = re.compile(
    r"\b(?:nao|n|naum|num)\s+(?:(?:e|eh|sao|em|de|por|no|o|a|as|os|dia|quero|pode|ser)\s+){0,3}\Z"
    r"|\b(?:em vez|ao inves|no lugar)\s+d[eoa]s?\s*(?:dia\s+)?\Z"
)
_DENIED_AFTER = re.compile(r"\A\s*(?:nao\b(?!\s+(?:consigo|posso|da|tenho|vou|sei|quero))|errei\b)")
_DAY_DENIED_AFTER = re.compile(r"\A\s*(?:nao|errei)\b")  # "dia 10 não consigo, dia 15 recebo"
_ALTERNATIVE = re.compile(r"\b(?:ou|e|ate|a)\b|/|-")
# Around a value that is all of a line.
_FILLER = re.compile(
    r"\b(?:em|de|por|no|o|a|dia|pode|ser|eh|e|sim|entao|uns|umas|reais|x|vezes)\b|\W"
)
_KINDS = (
    *("amount", "installments", "date", "percent", "option", "payment_method"),
    *("cpf", "cpf_fragment", "birth_date", "phone", "email"),
)
E = TypeVar("E", bound=Mapping[str, object])


def standing(text: str, entities: Sequence[E]) -> list[E]:
    """Give the entities that were not taken back, in their order.

    Each is a mapping with `entity`, `value`, `start` and `end`.
    """
    words = _folded(text)
    taken_back: set[int] = set()
    for kind in _KINDS:
        places = [place for place, one in enumerate(entities) if one["entity"] == kind]
        if len(places) > 1:
            taken_back |= _taken_back(words, entities, places)
    return [one for place, one in enumerate(entities) if place not in taken_back]


def _taken_back(words: str, entities: Sequence[E], places: Sequence[int]) -> set[int]:
    spans = [(int(str(entities[p]["start"])), int(str(entities[p]["end"]))) for p in places]
    after = _DAY_DENIED_AFTER if entities[places[0]]["entity"] == "date" else _DENIED_AFTER
    denied = {
        at
        for at, (start, end) in enumerate(spans)
        if _DENIES.search(words[:start]) or after.match(words[end:])
    }
    if 0 < len(denied) < len(places):
        return {places[at] for at in denied}
    for at in range(len(spans) - 1, 0, -1):
        between = words[spans[at - 1][1] : spans[at][0]]
        if _CORRECTS.search(between) or _is_said_again(words, spans[at - 1], spans[at]):
            corrected = len(spans) - at
            return {places[old] for old in range(max(0, at - corrected), at)}
    return set()


def _is_said_again(words: str, old: tuple[int, int], new: tuple[int, int]) -> bool:
    """Say whether a message of its own holds nothing but the new value: "em 10x", then "12x"."""
    if "\n" not in words[old[1] : new[0]]:
        return False
    start = words.rfind("\n", 0, new[0]) + 1
    line_end = words.find("\n", new[1])
    rest = words[start : new[0]] + " " + words[new[1] : line_end if line_end >= 0 else len(words)]
    before = words[words.rfind("\n", 0, old[0]) + 1 : old[0]] + words[old[1] : start]
    return not _FILLER.sub("", rest).strip() and not _ALTERNATIVE.search(before.split("\n")[-1])


def _folded(text: str) -> str:
    """Fold a text without moving any character."""
    return "".join(unicodedata.normalize("NFKD", char)[0].lower()[:1] or " " for char in text)
