"""Reads a message that is nothing but a number, by what the assistant asked last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from quita.domain.reading import days
from quita.domain.reading.message import Finding, Message
from quita.domain.reading.numbers import Number
from quita.domain.reading.vocabulary import words

INSTALLMENTS, DATE = "installments", "date"
_MOST_INSTALLMENTS = 360
# What people put around a bare answer.
_FILLERS = words(
    """eu acho que pode ser por favor pfv a o na no em de e eh ok sim entao quero uns umas ate so
    mesmo ai ne dia no todo tipo para seria melhor vezes bom"""
)


def read(message: Message) -> Iterator[Finding]:
    """Find the number that answers "em quantas vezes?" or "que dia?"."""
    if message.asked not in (INSTALLMENTS, DATE):
        return
    number = _only_number(message)
    if number is None or number.whole is None:
        return
    if message.asked == INSTALLMENTS and 1 <= number.whole <= _MOST_INSTALLMENTS:
        yield Finding(INSTALLMENTS, str(number.whole), number.first, number.last)
    if message.asked == DATE and 1 <= number.whole <= 31:
        day: date | None = days.day_of_month(number.whole, message.sent_on, None)
        if day is not None:
            yield Finding(DATE, day.isoformat(), number.first, number.last)


def _only_number(message: Message) -> Number | None:
    found: Number | None = None
    place = 0
    while place < len(message):
        number = message.number(place)
        if number is not None:
            if found is not None:
                return None
            found, place = number, number.last
            continue
        if not message.stops(place) and message.word(place) not in _FILLERS:
            return None
        place += 1
    return found
