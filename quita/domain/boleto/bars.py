"""The 44 digits behind the bars, and the 47 that people type: one thing in two spellings.

FEBRABAN, "Especificações técnicas do boleto de cobrança": bank 3, currency 9, check digit 1,
due-date factor 4, cents 10, free field 25.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from quita.domain.boleto.digits import fixed, mod10, mod11
from quita.domain.boleto.factor import CYCLE, FIRST, NO_DUE_DATE
from quita.domain.errors import InvalidBoleto
from quita.domain.money import CENT, ZERO

REAL = "9"
BARS, LINE, COLLECTION = 44, 47, 48
MAX_BOLETO = Decimal("99999999.99")  # in reais: ten digits of cents
FREE_FIELD = 25
_SIGNS = re.compile(r"[\s.\-]+")
_DIGITS = re.compile(r"[0-9]*")
_COLLECTION_FIRST = "8"  # "arrecadação": taxes and utilities, another standard


@dataclass(frozen=True)
class Boleto:
    """What the bars say.

    Attributes:
        bank: three digits. factor: of the due date, or 0. amount: reais, or zero where the payer
            is told it elsewhere. free_field: 25 digits, the bank's own.

    Raises InvalidBoleto for a part that does not fit.
    """

    bank: str
    factor: int
    amount: Decimal
    free_field: str

    def __post_init__(self) -> None:
        """Refuse what cannot be printed."""
        if not re.fullmatch(r"[0-9]{3}", self.bank):
            raise InvalidBoleto("the bank's code has three digits")
        if self.factor != NO_DUE_DATE and not FIRST <= self.factor < FIRST + CYCLE:
            raise InvalidBoleto("the due-date factor is 0, or 1000 to 9999")
        if not self.amount.is_finite() or not ZERO <= self.amount <= MAX_BOLETO:
            raise InvalidBoleto("the amount is between 0.00 and 99999999.99")
        if self.amount != self.amount.quantize(CENT):
            raise InvalidBoleto("the amount has more than two decimals")
        if not re.fullmatch(r"[0-9]{25}", self.free_field):
            raise InvalidBoleto("the free field has 25 digits")

    @property
    def check_digit(self) -> str:
        """The fifth digit: mod 11, where 10 and 11 become 1."""
        digit = mod11(self._head + self._tail + self.free_field)
        return "1" if digit > 9 else str(digit)

    @property
    def bars(self) -> str:
        """The 44 digits."""
        return self._head + self.check_digit + self._tail + self.free_field

    @property
    def line(self) -> str:
        """The 47 digits (linha digitável) without signs."""
        free = self.free_field
        fields = (self._head + free[:5], free[5:15], free[15:])
        return "".join(part + mod10(part) for part in fields) + self.check_digit + self._tail

    @property
    def _head(self) -> str:
        return self.bank + REAL

    @property
    def _tail(self) -> str:
        cents = int(self.amount.scaleb(2))
        return fixed(str(self.factor), 4, "factor") + fixed(str(cents), 10, "amount")


def written(line: str) -> str:
    """Write 47 digits as they are printed.

    >>> written("00190500954014481606906809350314337370000000100")
    '00190.50095 40144.816069 06809.350314 3 37370000000100'
    """
    a, b, c = line[:10], line[10:21], line[21:32]
    fields = (f"{a[:5]}.{a[5:]}", f"{b[:5]}.{b[5:]}", f"{c[:5]}.{c[5:]}", line[32], line[33:])
    return " ".join(fields)


def read(text: str) -> Boleto:
    """Read bars (44 digits) or a linha digitável (47), with or without points and spaces.

    Raises:
        InvalidBoleto: with the rule it breaks; an "arrecadação" (48 digits, or 44 that begin with
            8: taxes and utilities) is named as such.
    """
    digits = _SIGNS.sub("", text)
    if not _DIGITS.fullmatch(digits):
        raise InvalidBoleto("other characters than digits, points, hyphens and spaces")
    if len(digits) == COLLECTION or (len(digits) == BARS and digits[0] == _COLLECTION_FIRST):
        raise InvalidBoleto("an arrecadação (taxes, utilities), which is no boleto of a bank")
    if len(digits) == LINE:
        return _read_bars(_bars_of(digits), digits[32])
    if len(digits) == BARS:
        return _read_bars(digits, digits[4])
    raise InvalidBoleto(f"{len(digits)} digits: bars have 44, a linha digitável 47")


def _bars_of(line: str) -> str:
    fields = (line[:10], line[10:21], line[21:32])
    for number, part in enumerate(fields, start=1):
        if mod10(part[:-1]) != part[-1]:
            raise InvalidBoleto(f"the check digit of field {number} is wrong")
    first, second, third = (part[:-1] for part in fields)
    return first[:4] + line[32:] + first[4:] + second + third


def _read_bars(bars: str, check_digit: str) -> Boleto:
    if bars[3] != REAL:
        raise InvalidBoleto("the currency is not the real (9)")
    amount = Decimal(bars[9:19]).scaleb(-2)
    found = Boleto(bars[:3], int(bars[5:9]), amount, bars[19:])
    if found.check_digit != check_digit:
        raise InvalidBoleto("the general check digit is wrong")
    return found
