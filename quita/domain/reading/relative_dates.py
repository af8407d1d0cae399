"""Reads days said from where one stands: "depois de amanhã", "fim do mês", "quinto dia útil"."""

from __future__ import annotations

from datetime import date, timedelta

from quita.domain.business_days import add_months
from quita.domain.reading import days
from quita.domain.reading.message import Finding, Message
from quita.domain.reading.tense import Tense, tense_around, tense_of
from quita.domain.reading.tokens import is_digits
from quita.domain.reading.vocabulary import words
from quita.domain.reading.weekdays import week_ahead

_NTH = {
    **{"primeiro": 1, "segundo": 2, "terceiro": 3, "quarto": 4, "quinto": 5, "sexto": 6},
    **{"setimo": 7, "oitavo": 8, "nono": 9, "decimo": 10, "ultimo": -1},
}

_BEFORE_TOMORROW = words("que qui so ate mas vou pago pagar acerto volto ligo , eu")


def _found(day: date | None, first: int, last: int) -> Finding | None:
    return Finding("date", day.isoformat(), first, last) if day else None


def read_word(message: Message, place: int) -> Finding | None:
    """Read hoje, amanhã, depois de amanhã, ontem, anteontem."""
    word = message.word(place)
    if word == "depois" and "amanha" in (message.word(place + 1), message.word(place + 2)):
        last = place + 2 if message.word(place + 1) == "amanha" else place + 3
        return _found(message.sent_on + timedelta(days=2), place, last)
    if message.says(place, "antes", "de", "ontem"):
        return _found(message.sent_on - timedelta(days=2), place, place + 3)
    if word == "hoje" and message.says(place + 1, "em", "dia"):
        return None  # nowadays
    if word == "manha" and _is_tomorrow(message, place):
        return _found(message.sent_on + timedelta(days=1), place, place + 1)
    if word in ("natal", "reveillon") and message.word(place - 1) in ("no", "o", "do", "ao"):
        month, day = (12, 25) if word == "natal" else (12, 31)
        tense = tense_around(message, place, place + 1)
        return _found(days.day_and_month(day, month, message.sent_on, tense), place, place + 1)
    step = {"hoje": 0, "amanha": 1, "ontem": -1, "anteontem": -2}.get(word)
    return None if step is None else _found(message.sent_on + timedelta(step), place, place + 1)


def _is_tomorrow(message: Message, place: int) -> bool:
    """Tell "manhã" said for tomorrow from the morning ("de manhã", "a manhã toda")."""
    lead, after = message.word(place - 1), message.word(place + 1)
    if message.stops(place) and lead != ",":
        return after in ("eu", "nois", "cedo", "mesmo") or tense_of(after) is Tense.AHEAD
    return lead in _BEFORE_TOMORROW


def month_ahead(message: Message, place: int) -> tuple[date, int] | None:
    """Read "(do) mês que vem", "(do) próximo mês": its first day and the place after it."""
    if message.word(place) in ("do", "de", "no", "desse"):
        place += 1
    end = None
    if message.word(place) == "mes":
        if message.word(place + 1) == "que" and message.word(place + 2) in ("vem", "entra", "bem"):
            end = place + 3
        elif message.word(place + 1) in ("quevem", "qvem", "seguinte", "proximo"):
            end = place + 2
    elif message.word(place) in ("proximo", "outro") and message.word(place + 1) == "mes":
        end = place + 2
    return (days.next_month(message.sent_on), end) if end else None


def read_period(message: Message, place: int) -> Finding | None:
    """Read "semana que vem", "mês que vem", "semana passada"."""
    word = message.word(place)
    if word in ("mes", "proximo", "outro"):
        month = month_ahead(message, place)
        if month is None or _told_of_past(message, place, month[1]):
            return None
        return _found(month[0], place, month[1])
    week = week_ahead(message, place)
    if week is not None:
        return _found(days.next_monday(message.sent_on), place, week)
    if word == "semana" and message.word(place + 1) in ("passada", "retrasada"):
        back = 14 if message.word(place + 1) == "passada" else 21
        return _found(days.next_monday(message.sent_on) - timedelta(back), place, place + 2)
    return None


def _told_of_past(message: Message, first: int, last: int) -> bool:
    """Say whether "no mês seguinte" belongs to a story."""
    return message.word(last - 1) == "seguinte" and tense_around(message, first, last) is Tense.PAST


def read_month_edge(message: Message, place: int) -> Finding | None:
    """Read "fim do mês (que vem)", "último dia do mês", "começo do mês"."""
    word, end = message.word(place), place + 1
    ending = word in ("fim", "final", "finzinho", "finalzinho", "finzim")
    if message.says(place, "ultimo", "dia"):
        ending, end = True, place + 2
    if not ending and word not in ("comeco", "comecinho", "inicio", "iniciozinho"):
        return None
    if message.word(end) not in ("do", "de", "desse", "deste", "d"):
        return None
    ahead = month_ahead(message, end)
    if ahead is not None:
        return _found(days.last_day(ahead[0]) if ending else ahead[0], place, ahead[1])
    if message.word(end + 1) != "mes":
        return None
    if message.word(end + 2) == "passado":
        first = add_months(message.sent_on.replace(day=1), -1)
        return _found(days.last_day(first) if ending else first, place, end + 3)
    if ending:
        return _found(days.last_day(message.sent_on), place, end + 2)
    tense = tense_around(message, place, end + 2)
    return _found(days.day_of_month(1, message.sent_on, tense), place, end + 2)


def read_business_day(message: Message, place: int) -> Finding | None:
    """Read "quinto dia útil", "5º dia útil (do mês que vem)", "último dia útil"."""
    nth, end = _nth(message, place)
    if nth is None:
        return None
    bare = message.word(place) == "quinto" and message.word(end) == "dia"
    if message.word(end) == "dia":
        end += 1
    if message.word(end) in ("util", "utio", "utiu", "uteis"):
        end += 1
    elif not bare:
        return None
    month = month_ahead(message, end)
    if month is not None:
        return _found(days.business_day(nth, month[0]), place, month[1])
    tense = tense_around(message, place, end)
    return _found(days.business_day_around(nth, message.sent_on, tense), place, end)


def _nth(message: Message, place: int) -> tuple[int | None, int]:
    word = message.word(place)
    if word in _NTH:
        return _NTH[word], place + 1
    if not is_digits(word) or len(word) > 2 or not 1 <= int(word) <= 23:
        return None, place
    signed = message.glued(place + 1) and message.word(place + 1) in ("º", "o", "ª")
    # "5 dia util" is the fifth, "5 dias uteis" is how long.
    return int(word), place + 2 if signed else place + 1
