"""Reads percentages: "50%", "trinta por cento", "50 a 60%", "metade"."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from quita.domain.reading.message import Finding, Message
from quita.domain.reading.numbers import Number
from quita.domain.reading.vocabulary import words

# What half of is a percentage; half of a street is not.
_SUMS = words(
    """que valor divida dividas total preco parcela parcelas prestacao salario renda aposentadoria
    pensao beneficio desconto juros multa entrada conta contas boleto fatura saldo pagamento oferta
    proposta debito debitos"""
)


def read(message: Message) -> Iterator[Finding]:
    """Find the percentages of a message."""
    for place in message.places():
        if message.word(place) == "metade" and not _is_half_of_a_thing(message, place + 1):
            yield Finding("percent", "50", place, place + 1)
            continue
        number = message.number(place)
        if number is None:
            continue
        end = _after_sign(message, number.last)
        if end:
            yield Finding("percent", _plain(number.value), place, end)
        elif _shares_sign(message, number):
            yield Finding("percent", _plain(number.value), place, number.last)


def _is_half_of_a_thing(message: Message, place: int) -> bool:
    if message.word(place) not in ("do", "da", "de", "dos", "das"):
        return False
    return _SUMS.isdisjoint(message.words(place + 1, place + 3))


def _after_sign(message: Message, place: int) -> int:
    """Give the place after "%" or "por cento", 0 where neither stands."""
    if message.word(place) in ("%", "porcento", "pct"):
        return place + 1
    # "Em 10 por cento e vinte" is ten of 120.
    spoken = message.says(place, "por", "cento")
    sum_of_money = message.word(place + 2) == "e" and message.number(place + 3) is not None
    return place + 2 if spoken and not sum_of_money else 0


def _shares_sign(message: Message, number: Number) -> bool:
    """Say whether the 50 of "50 a 60%" or "50 ou 60%" is a percentage too."""
    if message.word(number.last) not in ("a", "ou", "e", "/", "-"):
        return False
    second = message.number(number.last + 1)
    return second is not None and bool(_after_sign(message, second.last))


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
