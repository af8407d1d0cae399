"""Reads Portuguese numbers: "1.234,56", "2k", "1,5 mil", "mil e duzentos", "duzentão".

Brazilian separators first: "1.234" is a thousand, "12.50" is twelve and a half. No library reads
these inside a sentence without hurting it (text2num turns "2 mil" into "2 1000").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from quita.domain.reading.tokens import Kind, Token, is_digits

UNITS = {
    **{"um": 1, "uma": 1, "dois": 2, "duas": 2, "tres": 3, "quatro": 4, "cinco": 5},
    **{"seis": 6, "sete": 7, "oito": 8, "nove": 9},
}
_TEENS = {
    **{"dez": 10, "onze": 11, "doze": 12, "treze": 13, "catorze": 14, "quatorze": 14},
    **{"quinze": 15, "dezesseis": 16, "dezasseis": 16, "dezeseis": 16, "dezessete": 17},
    **{"dezassete": 17, "dezesete": 17, "dezoito": 18, "dezenove": 19, "dezanove": 19},
}
_TENS = {
    **{"vinte": 20, "trinta": 30, "quarenta": 40, "cinquenta": 50, "sessenta": 60},
    **{"setenta": 70, "oitenta": 80, "noventa": 90},
}
_HUNDREDS = {
    **{"cem": 100, "cento": 100, "duzentos": 200, "duzentas": 200, "trezentos": 300},
    **{"trezentas": 300, "quatrocentos": 400, "quatrocentas": 400, "quinhentos": 500},
    **{"quinhentas": 500, "seiscentos": 600, "seiscentas": 600, "setecentos": 700},
    **{"setecentas": 700, "oitocentos": 800, "oitocentas": 800, "novecentos": 900},
    **{"novecentas": 900},
}
_BEGINNERS = {"mil", *UNITS, *_TEENS, *_TENS, *_HUNDREDS}
_STEMS = {
    **{"dez": 10, "vint": 20, "trint": 30, "cinquent": 50, "sessent": 60, "setent": 70},
    **{"oitent": 80, "novent": 90, "cem": 100, "cen": 100, "cent": 100, "duzent": 200},
    **{"trezent": 300, "quatrocent": 400, "quinhent": 500, "seiscent": 600, "setecent": 700},
    **{"oitocent": 800, "novecent": 900, "mil": 1000},
}
_ENDINGS = ("ao", "aum", "zao", "inho", "inha", "zinho", "inhos", "zinhos")
# "quarentão" is a person's age and "milinho" is maize.
_NO_SUMS = frozenset({"dezao", "dezinho", "quarentao", "sessentao", "milinho", "milinhos"})
SLANG = {
    stem + ending: value
    for stem, value in _STEMS.items()
    for ending in _ENDINGS
    if stem + ending not in _NO_SUMS
}
_GLUED_SLANG = frozenset({"tao", "ao", "zao", "inho", "tinho", "tinha", "zinho"})
_MILLIONS = frozenset({"milhao", "milhoes"})
# A number before one of these counts something: "mil e 10 parcelas" is not 1010 of them.
_COUNTED = frozenset({"x", "vezes", "parcelas", "prestacoes", "%", "por", "dias", "meses", "anos"})
_THOUSAND = 1000
_LONGEST = 18  # characters of a numeral that may still be a sum

_WHOLE = re.compile(r"\d+")
_POINTS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?")
_COMMA = re.compile(r"\d+,\d{1,2}")
_POINT = re.compile(r"\d+\.\d{1,2}")
_FOREIGN = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?")


@dataclass(frozen=True)
class Number:
    """A number in a message: tokens from `first` up to, not with, `last`.

    Attributes:
        numeral: the digits as typed, empty when it is written in words.
        scaled: whether thousands or millions were said ("2k", "4 mil", "mil e duzentos").
        slang: whether the form itself names money ("duzentão", "150tão").
    """

    value: Decimal
    first: int
    last: int
    numeral: str = ""
    scaled: bool = False
    slang: bool = False

    @property
    def whole(self) -> int | None:
        """The value as an integer, None where it has a fraction."""
        return int(self.value) if self.value == self.value.to_integral_value() else None

    @property
    def has_cents(self) -> bool:
        """Whether it was typed with two decimals."""
        return len(self.numeral) > 3 and self.numeral[-3] in ",."


def parse_numeral(numeral: str) -> Decimal | None:
    """Read digits with Brazilian separators (or foreign ones that cannot be misread).

    >>> [str(parse_numeral(n)) for n in ("1.234,56", "1234,5", "1.234", "1234.56", "1,234.56")]
    ['1234.56', '1234.5', '1234', '1234.56', '1234.56']
    """
    if len(numeral) > _LONGEST:
        return None
    if _WHOLE.fullmatch(numeral) or _POINT.fullmatch(numeral):
        return Decimal(numeral)
    if _POINTS.fullmatch(numeral) or _COMMA.fullmatch(numeral):
        return Decimal(numeral.replace(".", "").replace(",", "."))
    return Decimal(numeral.replace(",", "")) if _FOREIGN.fullmatch(numeral) else None


def read_number(tokens: Sequence[Token], place: int) -> Number | None:
    """Read the number that begins at a place, in digits, words or slang."""
    token = tokens[place]
    if token.kind is Kind.NUMBER:
        return _numeral(tokens, place)
    if token.text in SLANG:
        return Number(Decimal(SLANG[token.text]), place, place + 1, slang=True)
    return _dozens(tokens, place) or (
        _in_words(tokens, place) if token.text in _BEGINNERS else None
    )


def _dozens(tokens: Sequence[Token], place: int) -> Number | None:
    """Read "meia dúzia" and "uma dúzia"."""
    following = [token.text for token in tokens[place : place + 3]]
    count = {"meia": 6, "uma": 12}.get(following[0]) if following[1:2] == ["duzia"] else None
    end = place + 3 if following[2:] == ["de"] else place + 2
    return Number(Decimal(count), place, end) if count else None


def below_thousand(tokens: Sequence[Token], place: int) -> tuple[int, int] | None:
    """Read number words up to 999; gives the value and the place after them."""
    if tokens[place].text not in _BEGINNERS:
        return None
    total, limit, end = 0, _THOUSAND, place
    while end < len(tokens):
        joined = bool(total) and tokens[end].text == "e"
        start = end + 1 if joined else end
        part = _part(tokens[start].text if start < len(tokens) else "")
        if part is None or part[1] > limit or (total and part[0] == 1 and not joined):
            break
        total, limit, end = total + part[0], _room(part[0]), start + 1
    if end == place + 1 and tokens[place].text == "cento":
        rest = [token.text for token in tokens[end : end + 2]]
        if rest not in (["e", "poucos"], ["e", "pouco"]):
            return None  # "por cento", never a hundred by itself
    return (total, end) if total else None


def _part(word: str) -> tuple[int, int] | None:
    """Give the value of a number word and the room that it needs."""
    for table, needs in ((UNITS, 10), (_TEENS, 20), (_TENS, 100), (_HUNDREDS, _THOUSAND)):
        if word in table:
            return table[word], needs
    return None


def _room(value: int) -> int:
    """Tell below what a word may follow: after a hundred tens, after tens units, else none."""
    if value >= 100:
        return 100
    return 10 if value >= 20 else 0


def _in_words(tokens: Sequence[Token], place: int) -> Number | None:
    if tokens[place].text == "mil":
        return _after_thousand(tokens, place, Decimal(1), place + 1)
    small = below_thousand(tokens, place)
    if small is None:
        return None
    value, end = small
    return _scaled(tokens, place, Decimal(value), end) or Number(Decimal(value), place, end)


def _numeral(tokens: Sequence[Token], place: int) -> Number | None:
    numeral = tokens[place].text
    value = parse_numeral(numeral)
    if value is None:
        return None
    end = place + 1
    suffix = tokens[end] if end < len(tokens) else None
    if suffix and suffix.glued and suffix.typed == "k":
        return Number(value * _THOUSAND, place, end + 1, scaled=True)
    if suffix and suffix.glued and suffix.text in _GLUED_SLANG:
        return Number(value, place, end + 1, slang=True)
    return _scaled(tokens, place, value, end) or Number(value, place, end, numeral)


def _scaled(tokens: Sequence[Token], place: int, value: Decimal, end: int) -> Number | None:
    """Read "mil" or "milhões" after a number."""
    word = tokens[end].text if end < len(tokens) else ""
    if word in _MILLIONS:
        return Number(value * _THOUSAND * _THOUSAND, place, end + 1, scaled=True)
    if word == "mil" and value < _THOUSAND:
        return _after_thousand(tokens, place, value, end + 1)
    return None


def _after_thousand(tokens: Sequence[Token], place: int, thousands: Decimal, end: int) -> Number:
    """Read what is added to thousands: "mil e duzentos", "2 mil e 500", "dois mil quinhentos"."""
    value = thousands * _THOUSAND
    joined = end < len(tokens) and tokens[end].text == "e"
    start = end + 1 if joined else end
    rest = _rest(tokens, start, joined)
    if rest is not None:
        value, end = value + rest[0], rest[1]
    return Number(value, place, end, scaled=True)


def _rest(tokens: Sequence[Token], start: int, joined: bool) -> tuple[int, int] | None:
    if start >= len(tokens):
        return None
    token = tokens[start]
    if token.kind is Kind.NUMBER:
        whole = int(token.text) if is_digits(token.text) and len(token.text) < 4 else 0
        rest = (whole, start + 1) if whole >= (10 if joined else 100) else None
    else:
        rest = below_thousand(tokens, start)
    if rest is None or (rest[1] < len(tokens) and tokens[rest[1]].text in _COUNTED):
        return None
    return rest
