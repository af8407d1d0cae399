"""Reads birth dates: announced ("nasci em 22/08/97"), asked for, or plain from their age.

A year alone ("nasci em 1987", or "87" when the birth was asked for) gives the year, as identity
checks take it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from quita.domain.reading import days
from quita.domain.reading.message import Finding, Message
from quita.domain.reading.tense import Tense, tense_of
from quita.domain.reading.tokens import is_digits
from quita.domain.reading.vocabulary import words
from quita.domain.reading.written_dates import WrittenDate, read_written

BIRTH_DATE = "birth_date"  # also what the assistant asks by
_ANNOUNCED = words("nasci nascimento nascido nascida nasceu")
_YOUNGEST, _OLDEST, _ADULT = 14, 115, 18  # years
_REACH = 10  # tokens between the announcement and the date
_DEBT_WORDS = words(
    """compra divida debito fatura conta contrato vencimento vencida vencido venceu emprestimo
    parcela boleto acordo desde loja prescrita prescreveu caducou cobranca emissao"""
)


def read(message: Message) -> Iterator[Finding]:
    """Find the birth dates of a message."""
    for place in message.places():
        if not message.has_number(place) and message.word(place) not in ("dia", "primeiro"):
            continue
        announced = message.asked == BIRTH_DATE or _is_announced(message, place)
        start = place + 1 if message.word(place) == "dia" else place
        written = read_written(message, start) or _run_together(message, place, announced)
        if written is not None:
            day = _birthday(message, written)
            announced = announced or _announced_after(message, written)
            if day and (announced or _is_plain(message, day, written.year)):
                yield Finding(BIRTH_DATE, day.isoformat(), written.first, written.last)
        elif announced:
            yield from _year_alone(message, place)


def _is_announced(message: Message, place: int) -> bool:
    lead = message.words(place - _REACH, place)
    return bool(_ANNOUNCED & set(lead)) or ("vim" in lead and "mundo" in lead)


def _announced_after(message: Message, written: WrittenDate) -> bool:
    return bool(_ANNOUNCED & set(message.words(written.last, written.last + 6)))


def _birthday(message: Message, written: WrittenDate) -> date | None:
    year = days.full_year(written.year, message.sent_on.year - _YOUNGEST)
    if year is None or not _YOUNGEST <= message.sent_on.year - year <= _OLDEST:
        return None
    return days.make_date(year, written.month, written.day)


def _is_plain(message: Message, day: date, year: str) -> bool:
    """Take an old date in a message without debts or past events for a birth."""
    otherwise = days.full_year(year, message.sent_on.year + days.YEARS_AHEAD)
    if message.sent_on.year - day.year < _ADULT or otherwise != day.year:
        return False  # "26" is this year, not 1926
    told = any(tense_of(word) is Tense.PAST for word in message.vocabulary)
    return _DEBT_WORDS.isdisjoint(message.vocabulary) and not told


def _run_together(message: Message, place: int, announced: bool) -> WrittenDate | None:
    """Read "22081987", "220887" and "22 08 1987" where a birth is expected."""
    if not announced:
        return None
    typed = message.word(place)
    if is_digits(typed) and len(typed) in (6, 8):
        return WrittenDate(int(typed[:2]), int(typed[2:4]), typed[4:], place, place + 1)
    parts = message.words(place, place + 3)
    if len(parts) == 3 and all(map(is_digits, parts)) and len(parts[0]) < 3 and len(parts[1]) < 3:
        return WrittenDate(int(parts[0]), int(parts[1]), parts[2], place, place + 3)
    return None


def _year_alone(message: Message, place: int) -> Iterator[Finding]:
    number = message.number(place)
    if number is None or number.whole is None or "." in number.numeral:
        return
    short = number.whole < 100 and message.asked == BIRTH_DATE and len(message) < 5
    if message.word(place - 1) in ("tenho", "dia"):
        return  # an age, a day of some month
    if not short and message.word(number.last) in ("anos", "ano", "x", "vezes", "reais", "mil"):
        return
    written = number.numeral or str(number.whole)
    if len(written) == 4 or (short and message.word(number.last) != "anos"):
        year = days.full_year(written.zfill(2), message.sent_on.year - _YOUNGEST)
        if year and _YOUNGEST <= message.sent_on.year - year <= _OLDEST:
            yield Finding(BIRTH_DATE, str(year), place, number.last)
