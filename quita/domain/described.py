"""Finds the debt that is meant by a description: "a da loja", "a mais barata", "as duas juntas".

Only what points at one debt alone counts; who describes two of them is asked again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from quita.domain.reading.vocabulary import words

Described = Mapping[str, str]
"""A debt of a list: creditor, product, total (reais), due_date (ISO), together ("" for one)."""

MOST_WORDS = 8  # of a description; a longer message asks for more than a choice
_TOGETHER = re.compile(
    r"\b(?:todas|todos|tudo junto|tudo|ambas|as duas|os dois|juntas|juntos|juntar)\b"
)
_SUPERLATIVES: Sequence[tuple[re.Pattern[str], Callable[[Described], object], bool]] = (
    (re.compile(r"\b(?:mais barat\w+|menor|mais baix\w+)\b"), lambda d: Decimal(d["total"]), False),
    (re.compile(r"\b(?:mais car\w+|maior|mais alt\w+)\b"), lambda d: Decimal(d["total"]), True),
    (re.compile(r"\b(?:mais antig\w+|mais velh\w+)\b"), lambda d: d["due_date"], False),
    (re.compile(r"\b(?:mais nov\w+|mais recente)\b"), lambda d: d["due_date"], True),
)
# Of a name these say nothing, and neither do they in a message.
_EMPTY = words(
    """a o as os e de do da dos das no na em um uma s sa ltda me eireli cia quero queria vou pode
    ser prefiro vamos ver falar sobre negociar resolver pagar acertar conta divida debito essa esse
    aquela primeiro entao acho que so eu com por favor pra para la ai mesmo dessa desse"""
)
# These name a kind of creditor: enough among the debts of a list, never in the middle of a talk.
_KINDS = words("banco loja loj financeira telefonia cartao credito emprestimo plano internet carne")
# What people call a thing beside its name on the bill.
_ALSO = {
    "loja": ("crediario", "carne", "magazine", "lojas"),
    "crediario": ("carne", "loja"),
    "carne": ("crediario",),
    "celular": ("telefonia", "telefone", "linha", "movel"),
    "telefone": ("telefonia", "celular", "linha"),
    "luz": ("energia", "eletrica"),
    "agua": ("saneamento",),
    "carro": ("veiculo", "automovel"),
    "moto": ("motocicleta", "veiculo"),
    "faculdade": ("mensalidade", "universidade", "ensino"),
}


def described(text: str, listed: Sequence[Described]) -> int | None:
    """Give the place (from 0) of the only debt of a list that a text describes, or None."""
    said = _folded(text)
    if "?" in text or len(said.split()) > MOST_WORDS or re.search(r"\bnao\b", said):
        return None
    singles = [at for at, one in enumerate(listed) if not one["together"]]
    if _TOGETHER.search(said):
        joint = [at for at, one in enumerate(listed) if one["together"]]
        return joint[0] if len(joint) == 1 else None
    for pattern, measure, greatest in _SUPERLATIVES:
        if pattern.search(said):
            return _extreme(singles, [measure(listed[at]) for at in singles], greatest)
    names = [_bases(f"{listed[at]['creditor']} {listed[at]['product']}") for at in singles]
    found = _only(_bases(said), names)
    return None if found is None else singles[found]


def named(text: str, creditors: Sequence[str]) -> int | None:
    """Give the place of the only creditor whose own name stands in a message, or None."""
    own = [_bases(creditor) - _KINDS for creditor in creditors]
    return _only(_bases(text) - _KINDS, own, also=False)


def _only(said: set[str], names: Sequence[set[str]], *, also: bool = True) -> int | None:
    """Give the name that has the most of what is said, if one alone does."""
    if also:
        said = said | {_base(word) for base in said for word in _ALSO.get(base, ())}
    scores = [len(said & name) for name in names]
    best = max(scores, default=0)
    return scores.index(best) if best and scores.count(best) == 1 else None


def _extreme(places: Sequence[int], values: Sequence[object], greatest: bool) -> int | None:
    ordered = sorted(zip(values, places, strict=True), reverse=greatest)
    if not ordered or (len(ordered) > 1 and ordered[0][0] == ordered[1][0]):
        return None
    return ordered[0][1]


def _bases(text: str) -> set[str]:
    return {_base(word) for word in _folded(text).split() if word not in _EMPTY}


def _base(word: str) -> str:
    """Give a word without its plural."""
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return re.sub(r"[^\w]+", " ", plain).strip()
