"""The check digits that every bank builds on, and numbers of a fixed width.

FEBRABAN, "Layout Padrão de Arrecadação/Cobrança"; each bank's manual says which of them it uses.
"""

from __future__ import annotations

import re

from quita.domain.errors import InvalidBoleto

_DIGITS = re.compile(r"[0-9]+")


def mod10(digits: str) -> str:
    """Give the mod 10 check digit: weights 2 and 1 from the right, digits of products added.

    >>> mod10("001905009")
    '5'
    """
    total, weight = 0, 2
    for digit in reversed(digits):
        product = int(digit) * weight
        total += product // 10 + product % 10
        weight = 3 - weight
    return str(-total % 10)


def mod11(digits: str, highest: int = 9) -> int:
    """Give 11 minus the remainder of the mod 11 sum (1 to 11), weights from the right.

    The weights go from 2 to `highest` and begin anew. What 10 and 11 become differs from bank to
    bank.

    >>> mod11("0019373700000001000500940144816060680935031")
    3
    """
    span = highest - 1
    total = sum(int(digit) * (2 + place % span) for place, digit in enumerate(reversed(digits)))
    return 11 - total % 11


def mod11_or_zero(digits: str, highest: int = 9) -> str:
    """Give the mod 11 check digit where 10 and 11 become 0."""
    digit = mod11(digits, highest)
    return "0" if digit > 9 else str(digit)


def fixed(value: str, width: int, name: str) -> str:
    """Give a number with leading zeros.

    Raises:
        InvalidBoleto: other characters than digits, none, or too many; the message names it.
    """
    if not _DIGITS.fullmatch(value) or len(value) > width:
        raise InvalidBoleto(f"{name}: 1 to {width} digits")
    return value.zfill(width)
