"""Reads dates that are written out: "05/12", "5 de dezembro de 2026", "dia 10", "2026-12-05".

Brazilian order, day before month. A `WrittenDate` keeps what was written; which year or month is
meant is decided by the reader, for a birth differently from a due date.
"""

from __future__ import annotations

from dataclasses import dataclass

from quita.domain.reading.message import Message
from quita.domain.reading.tokens import Kind, is_digits

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janeiro jan",
            "fevereiro fev",
            "marco mar",
            "abril abr",
            "maio mai",
            "junho jun",
            "julho jul",
            "agosto ago",
            "setembro set",
            "outubro out",
            "novembro nov",
            "dezembro dez",
        ),
        start=1,
    )
    for name in names.split()
}
_SHORT_MONTH = 3
_SEPARATORS = frozenset({"/", "-", "."})
# "Parcela 3/12" is the third of twelve, and "1/3 do valor" is a third.
_SERIES = frozenset({"parcela", "parcelas", "prestacao", "boleto", "mensalidade"})
_TAKING = frozenset({"tira", "tirar", "abate", "desconta", "descontar", "quase", "uns"})
_PARTS_OF = frozenset({"do", "da", "de"})
_ORDINAL_SIGNS = frozenset({"º", "ª", "o", "a"})


@dataclass(frozen=True)
class WrittenDate:
    """A day, its month, perhaps its year as typed, and the tokens it stands in."""

    day: int
    month: int
    year: str
    first: int
    last: int


def read_day(message: Message, place: int) -> tuple[int, int] | None:
    """Read a day of the month ("10", "1º", "primeiro", "vinte e cinco"): value and place after."""
    if message.word(place) in ("primeiro", "primeira"):
        return 1, place + 1
    number = message.number(place)
    day = number.whole if number and not number.scaled else None
    if number is None or day is None or not 1 <= day <= 31 or len(number.numeral) > 2:
        return None
    end = number.last
    if message.glued(end) and message.word(end) in _ORDINAL_SIGNS:
        end += 1
    return day, end


def read_written(message: Message, place: int) -> WrittenDate | None:
    """Read a date with a month that begins at a place, with or without a year."""
    if message.kind(place) is Kind.NUMBER:
        return (
            _iso(message, place)
            or _dotted(message, place)
            or _numeric(message, place)
            or _with_month_name(message, place)
        )
    return _with_month_name(message, place)


def _pure(message: Message, place: int, longest: int = 2) -> int | None:
    """Give a run of digits as a number, None where it is no such run."""
    word = message.word(place)
    return int(word) if is_digits(word) and len(word) <= longest else None


def _iso(message: Message, place: int) -> WrittenDate | None:
    year, month, day = (message.word(place + step) for step in (0, 2, 4))
    if len(year) != 4 or not is_digits(year + month + day) or len(month + day) != 4:
        return None
    if message.word(place + 1) not in ("-", "/") or message.word(place + 3) != message.word(
        place + 1
    ):
        return None
    return WrittenDate(int(day), int(month), year, place, place + 5)


def _dotted(message: Message, place: int) -> WrittenDate | None:
    """Read "05.12.2026", which is one token."""
    parts = message.word(place).split(".")
    if len(parts) != 3 or not all(map(is_digits, parts)):
        return None
    day, month, year = parts
    if len(day) > 2 or len(month) > 2 or len(year) not in (2, 4):
        return None
    return WrittenDate(int(day), int(month), year, place, place + 1)


def _numeric(message: Message, place: int) -> WrittenDate | None:
    day, sign, month = _pure(message, place), message.word(place + 1), _pure(message, place + 2)
    if day is None or month is None or sign not in _SEPARATORS:
        return None
    if message.word(place - 1) in ("/", "-") and message.glued(place):
        return None
    year = ""
    end = place + 3
    if message.word(end) == sign and is_digits(message.word(end + 1)) and message.glued(end):
        year, end = message.word(end + 1), end + 2
        if len(year) not in (2, 4):
            return None
    elif sign != "/" and message.word(place - 1) != "dia":
        return None  # "10-12" is a range as often as a day
    elif _is_part(message, place, day, month):
        return None
    return WrittenDate(day, month, year, place, end)


def _is_part(message: Message, place: int, day: int, month: int) -> bool:
    before, after = message.word(place - 1), message.word(place + 3)
    if (before in _SERIES or before in _TAKING) and day <= month:
        return True
    if (message.word(place), message.word(place + 2)) == ("24", "7"):
        return before not in ("dia", "em", "ate", "para", "de")  # round the clock
    unpadded = len(message.word(place)) == 1
    return unpadded and day < month < 10 and after in _PARTS_OF


def _with_month_name(message: Message, place: int) -> WrittenDate | None:
    """Read "5 de dezembro", "1º de dez/26", "10/dez", "22 do 8 de 87"."""
    read = read_day(message, place)
    if read is None:
        return None
    day, end = read
    link = message.word(end)
    if link in ("de", "do", "/", "-"):
        end += 1
    name = message.word(end)
    month = MONTHS.get(name)
    if month is None:
        return _with_spoken_month(message, day, place, end) if link == "do" else None
    if len(name) <= _SHORT_MONTH and link not in ("de", "/"):
        return None
    year, end = _year_after(message, end + 1)
    return WrittenDate(day, month, year, place, end)


def _with_spoken_month(message: Message, day: int, first: int, place: int) -> WrittenDate | None:
    """Read the rest of "25 do 6 de 89" and "dia 30 do 11"."""
    month = _month_number(message, place)
    if month is None:
        return None
    year, end = _year_after(message, place + 1)
    if not year and message.word(first - 1) != "dia":
        return None
    return WrittenDate(day, month, year, first, end)


def _month_number(message: Message, place: int) -> int | None:
    number = message.number(place)
    month = number.whole if number and number.last == place + 1 else None
    return month if month is not None and 1 <= month <= 12 else None


def _year_after(message: Message, place: int) -> tuple[str, int]:
    """Read "de 2026", "/26", "de oitenta e sete": the year's digits and the place after them."""
    if message.word(place) not in ("de", "do", "/", "-", ","):
        place_of_year = place if len(message.word(place)) == 4 else -1
    else:
        place_of_year = place + 1
    word = message.word(place_of_year)
    if is_digits(word) and (len(word) == 4 and word[:2] in ("19", "20")):
        return word, place_of_year + 1
    if place_of_year != place + 1:
        return "", place
    if is_digits(word) and len(word) == 2 and message.word(place) != ",":
        return word, place_of_year + 1
    number = message.number(place_of_year)
    if number and not number.numeral and number.whole is not None:
        if 13 <= number.whole <= 99:
            return str(number.whole), number.last
        if 1900 <= number.whole <= 2100:
            return str(number.whole), number.last
    return "", place
