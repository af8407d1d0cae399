"""Reads days, resolved against the day the message was sent on.

What is to come lies ahead and what has happened lies behind (see `tense`). By the contract
"semana que vem" is its Monday, "mês que vem" its first day and "fim do mês" its last. By mirror
"semana passada" is its Monday and "começo do mês" the first of the coming month. No days: bare
months and years, weekends, times that recur ("toda sexta"), and how long something has lasted
("faz 2 semanas que não durmo"); "faz 3 dias que paguei" is the day it was paid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from quita.domain.business_days import add_months
from quita.domain.reading import days
from quita.domain.reading.message import Finding, Message
from quita.domain.reading.relative_dates import (
    month_ahead,
    read_business_day,
    read_month_edge,
    read_period,
    read_word,
)
from quita.domain.reading.spans import read_span
from quita.domain.reading.tense import Tense, tense_around
from quita.domain.reading.vocabulary import words
from quita.domain.reading.weekdays import SHORT_WEEKDAYS, WEEKDAYS, read_weekday
from quita.domain.reading.written_dates import WrittenDate, read_day, read_written

# A day of the month is no such thing before these: "dia 10 parcelas", "dia 10 reais".
_UNITS = words(
    """x vezes reais real conto contos pila pilas parcelas parcela prestacoes mil % dias meses anos
    horas hs h"""
)
# Words that a day can begin with, besides numbers; they keep long messages cheap.
_BEGINNERS = {*WEEKDAYS, *SHORT_WEEKDAYS} | words(
    """dia dias e ou a o no ser ao ate para primeiro primeira segundo terceiro quarto quinto sexto
    setimo oitavo nono decimo ultimo depois antes natal reveillon hoje amanha manha ontem
    anteontem fim final finzinho finalzinho finzim comeco comecinho inicio iniciozinho mes
    proximo proxima outro outra semana daqui dentro em faz fazem ha tem"""
)
_REACH = 7  # tokens
_STREETS = words("rua avenida av praca travessa")  # "rua 24 de maio"
_DUE = words("dia data vencimento vence")
_MOVING = ("mud", "jog", "pass", "troc", "alter", "coloc", "bot")


def read(message: Message) -> Iterator[Finding]:
    """Find every day that a message names."""
    for place in message.places():
        if message.word(place) not in _BEGINNERS and not message.has_number(place):
            continue
        for reader in _READERS:
            found = reader(message, place)
            if found is not None:
                yield _with_its_apposition(message, found)
                break


def _with_its_apposition(message: Message, found: Finding) -> Finding:
    """Take "sexta, dia 27" and "hoje (23/11)" as one day."""
    place = found.last
    if message.word(place) in (",", "(", "-"):
        place += 1
    if message.says(found.first, "mes") or message.says(found.first + 1, "mes"):
        return _with_its_day(message, found, place)
    if message.says(found.first, "semana") or message.word(found.first) == "proxima":
        return _with_its_weekday(message, found)
    for reader in (_read_dia, _read_written, read_weekday):
        second = reader(message, place)
        if second is not None and _same_day(message, found, second):
            return Finding("date", second.value, found.first, second.last)
    return found


def _with_its_day(message: Message, found: Finding, place: int) -> Finding:
    """Take "mês que vem, dia 12" for the twelfth of that month."""
    read_it = read_day(message, place + 1) if message.word(place) == "dia" else None
    month = date.fromisoformat(found.value)
    if read_it is None or month.day != 1 or message.word(read_it[1]) in _UNITS:
        return found
    day = _found(days.make_date(month.year, month.month, read_it[0]), found.first, read_it[1])
    return day or found


def _with_its_weekday(message: Message, found: Finding) -> Finding:
    """Take "semana que vem na terça" for the Tuesday of that week."""
    place = found.last
    while message.word(place) in (",", "na", "no"):
        place += 1
    second = read_weekday(message, place)
    if second is None:
        return found
    weekday = date.fromisoformat(second.value).weekday()
    day = date.fromisoformat(found.value) + timedelta(days=weekday)
    return Finding("date", day.isoformat(), found.first, second.last)


def _same_day(message: Message, found: Finding, second: Finding) -> bool:
    if message.word(found.first) not in WEEKDAYS:
        return found.value == second.value
    first_day, second_day = date.fromisoformat(found.value), date.fromisoformat(second.value)
    return first_day.weekday() == second_day.weekday()


def _found(day: date | None, first: int, last: int) -> Finding | None:
    return Finding("date", day.isoformat(), first, last) if day else None


def _read_written(message: Message, place: int) -> Finding | None:
    written = read_written(message, place)
    if written is None or message.word(place - 1) in _STREETS:
        return None
    return _found(_resolve(message, written), written.first, written.last)


def _resolve(message: Message, written: WrittenDate) -> date | None:
    if written.year:
        year = days.full_year(written.year, message.sent_on.year + days.YEARS_AHEAD)
        return days.make_date(year, written.month, written.day) if year else None
    tense = tense_around(message, written.first, written.last)
    return days.day_and_month(written.day, written.month, message.sent_on, tense)


def _read_dia(message: Message, place: int) -> Finding | None:
    """Read "dia 10", "dia 10 do mês que vem", "dia 10/12"."""
    if message.word(place) not in ("dia", "dias"):
        return None
    written = read_written(message, place + 1)
    if written is not None:
        return _found(_resolve(message, written), place, written.last)
    read_it = read_day(message, place + 1)
    if read_it is None or message.word(read_it[1]) in _UNITS:
        return None
    return _day_of_some_month(message, read_it[0], place, read_it[1])


def _read_second_day(message: Message, place: int) -> Finding | None:
    """Read the 20 of "dia 5 ou 20", "dias 5 e 20", "dia 5 a 10"."""
    if message.word(place) not in ("e", "ou", "a", "ao", "ate"):
        return None
    read_it = read_day(message, place + 1)
    if read_it is None or message.word(read_it[1]) in _UNITS:
        return None
    before = place - 1
    while before > place - 4 and message.word(before) not in ("dia", "dias"):
        before -= 1
    between = message.word(before) == "dias" or message.word(before - 1) == "entre"
    plural = between or message.word(place) != "e"
    if message.word(before) not in ("dia", "dias") or not plural or message.free(before, place):
        return None
    return _day_of_some_month(message, read_it[0], place + 1, read_it[1])


def _read_day_of_next_month(message: Message, place: int) -> Finding | None:
    """Read "10 do mês que vem", where "dia" was left out."""
    read_it = read_day(message, place)
    if read_it is None:
        return None
    month = month_ahead(message, read_it[1])
    if month is None:
        return None
    return _found(days.make_date(month[0].year, month[0].month, read_it[0]), place, month[1])


def _read_day_instead(message: Message, place: int) -> Finding | None:
    """Read the 15 of "em vez do dia 10 pode ser 15", "dia 10 não, o 20"."""
    if message.word(place) not in ("ser", "o", "no"):
        return None
    read_it = read_day(message, place + 1)
    if read_it is None or not message.stops(read_it[1]):
        return None
    lead = message.words(place - _REACH, place)
    instead = message.word(place) == "ser" or "nao" in lead or "vez" in lead
    if "dia" not in lead or not instead:
        return None
    return _day_of_some_month(message, read_it[0], place + 1, read_it[1])


def _read_day_it_moves_to(message: Message, place: int) -> Finding | None:
    """Read the 20 of "muda o dia do boleto pro 20", "joga o vencimento para o 15"."""
    if message.word(place) != "para":
        return None
    start = place + 2 if message.word(place + 1) == "o" else place + 1
    read_it = read_day(message, start)
    if read_it is None or not message.stops(read_it[1]):
        return None
    moved = message.word(place - 1).startswith(_MOVING) and "dia" in message.vocabulary
    if not moved and _DUE.isdisjoint(message.words(place - 7, place)):
        return None
    return _day_of_some_month(message, read_it[0], start, read_it[1])


def _day_of_some_month(message: Message, day: int, first: int, last: int) -> Finding | None:
    month = month_ahead(message, last)
    if month is not None:
        return _found(days.make_date(month[0].year, month[0].month, day), first, month[1])
    step, end = _this_or_last_month(message, last)
    if step is not None:
        chosen = add_months(message.sent_on.replace(day=1), step)
        return _found(days.make_date(chosen.year, chosen.month, day), first, end)
    ahead = message.says(last, "que", "vem") or message.says(last, "agora")
    tense = Tense.AHEAD if ahead else tense_around(message, first, last)
    if message.word(last) in ("passado", "ultimo"):
        tense = Tense.PAST
    return _found(days.day_of_month(day, message.sent_on, tense), first, last)


def _this_or_last_month(message: Message, place: int) -> tuple[int | None, int]:
    if message.word(place) in ("deste", "desse") and message.word(place + 1) == "mes":
        return 0, place + 2
    if message.word(place) in ("do", "de") and message.says(place + 1, "mes", "passado"):
        return -1, place + 3
    return None, place


_READERS: tuple[Callable[[Message, int], Finding | None], ...] = (
    _read_written,
    read_business_day,
    _read_dia,
    _read_second_day,
    _read_day_of_next_month,
    _read_day_instead,
    _read_day_it_moves_to,
    read_month_edge,
    read_period,
    read_span,
    read_weekday,
    read_word,
)
