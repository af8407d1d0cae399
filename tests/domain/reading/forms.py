"""How tests read, and the forms in which Brazilians write numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from quita.domain.reading.reader import read_entities

MONDAY = date(2026, 11, 23)
MONTHS = (
    *("janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto"),
    *("setembro", "outubro", "novembro", "dezembro"),
)
_SMALL = (
    *("zero", "um", "dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove", "dez"),
    *("onze", "doze", "treze", "quatorze", "quinze", "dezesseis", "dezessete", "dezoito"),
    "dezenove",
)
_TENS = ("", "", "vinte", "trinta", "quarenta", "cinquenta", "sessenta", "setenta", "oitenta")
_HUNDREDS = (
    *("", "cento", "duzentos", "trezentos", "quatrocentos", "quinhentos", "seiscentos"),
    *("setecentos", "oitocentos", "novecentos"),
)


def values(
    text: str, entity: str, sent_on: date = MONDAY, *, asked: str | None = None
) -> list[str]:
    """Give the values of one kind of entity in a text."""
    found = read_entities(text, sent_on, asked=asked)
    return [each.value for each in found if each.entity == entity]


def everything(text: str, sent_on: date = MONDAY, *, asked: str | None = None) -> dict[str, str]:
    """Give every entity with its value, for texts that name each kind once."""
    found = read_entities(text, sent_on, asked=asked)
    assert len({each.entity for each in found}) == len(found), found
    return {each.entity: each.value for each in found}


def in_words(number: int) -> str:
    """Write a number below a million as it is said."""
    if number >= 1000:
        head, rest = divmod(number, 1000)
        thousands = "mil" if head == 1 else f"{in_words(head)} mil"
        joined = " e " if rest < 100 or rest % 100 == 0 else " "
        return f"{thousands}{joined}{in_words(rest)}" if rest else thousands
    if number == 100:
        return "cem"
    parts = []
    if number >= 100:
        parts.append(_HUNDREDS[number // 100])
        number %= 100
    if number >= 20:
        parts.append((*_TENS, "noventa")[number // 10])
        number %= 10
    if number or not parts:
        parts.append(_SMALL[number])
    return " e ".join(parts)


def brazilian(amount: Decimal, *, points: bool = True) -> str:
    """Write an amount with a comma, and points between thousands if asked."""
    text = f"{amount:,.2f}" if points else f"{amount:.2f}"
    return text.translate(str.maketrans(",.", ".,"))
