"""Reads days by how far they are: "daqui a 10 dias", "dentro de 3 dias", "há 3 dias"."""

from __future__ import annotations

from datetime import date, timedelta

from quita.domain.business_days import add_business_days, add_months
from quita.domain.reading.message import Finding, Message
from quita.domain.reading.vocabulary import words

_PROMISES = words("pago acerto quito deposito pagarei pagar resolvo transfiro")
_LONGEST_SPAN = 400  # days, weeks or months; more is no plan


def _found(day: date | None, first: int, last: int) -> Finding | None:
    return Finding("date", day.isoformat(), first, last) if day else None


def read_span(message: Message, place: int) -> Finding | None:
    """Read "daqui a 10 dias", "dentro de 3 dias", "há 3 dias", "2 semanas atrás"."""
    word = message.word(place)
    if word == "daqui":
        start = (
            place + 2 if message.word(place + 1) in ("a", "ha", "em", "uns", "umas") else place + 1
        )
        return _span(message, place, start, ahead=True)
    if message.says(place, "dentro", "de"):
        return _span(message, place, place + 2, ahead=True)
    if word == "em" and _promises(message, place):
        return _span(message, place, place + 1, ahead=True)
    if word in ("faz", "ha", "fazem", "tem"):
        found = _span(message, place, place + 1, ahead=False)
        return found if found and _happened(message, found) else None
    found = _span(message, place, place, ahead=False)
    return found if found and message.word(found.last - 1) == "atras" else None


def _span(message: Message, first: int, start: int, *, ahead: bool) -> Finding | None:
    if message.word(start) in ("uns", "umas"):
        start += 1
    number = message.number(start)
    count = number.whole if number else None
    if number is None or count is None or not 0 < count <= _LONGEST_SPAN:
        return None
    unit, end = message.word(number.last), number.last + 1
    day: date | None = None
    sign = 1 if ahead else -1
    if unit in ("dia", "dias") and message.word(end) in ("uteis", "util"):
        end += 1
        day = add_business_days(message.sent_on, count) if ahead else None
    elif unit in ("dia", "dias", "diaz"):
        day = message.sent_on + timedelta(days=sign * count)
    elif unit in ("semana", "semanas"):
        day = message.sent_on + timedelta(weeks=sign * count)
    elif unit in ("mes", "meses") and ahead and message.word(first) != "em":
        day = add_months(message.sent_on, count)
    if message.word(end) == "atras":
        end += 1
    return _found(day, first, end)


def _promises(message: Message, place: int) -> bool:
    """Say whether "em 5 dias" answers when somebody will pay, not how long something takes."""
    return not _PROMISES.isdisjoint(message.words(place - 6, place + 6))


def _happened(message: Message, found: Finding) -> bool:
    """Say whether "há 3 dias" dates an event, not how long something has lasted."""
    if message.word(found.last - 1) == "atras":
        return True
    if message.word(found.last) == "que":
        follow = message.words(found.last + 1, found.last + 4)
        return "nao" not in follow and "nem" not in follow and _is_past(message, found.last + 1)
    return _is_past_before(message, found.first) or _event(message.word(found.last))


def _is_past(message: Message, place: int) -> bool:
    return any(_event(message.word(step)) for step in range(place, place + 4))


def _is_past_before(message: Message, place: int) -> bool:
    return any(_event(message.word(step)) for step in range(place - 1, place - 6, -1))


def _event(word: str) -> bool:
    return word in ("fiz", "foi", "dei", "fui", "fez", "vim", "foram", "teve") or (
        len(word) > 4 and word.endswith(("ei", "ou", "iu", "eu", "aram"))
    )
