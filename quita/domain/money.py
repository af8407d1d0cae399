"""Reais as Decimal in cents: rounding, splitting and writing them as Brazilians do."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from quita.domain.errors import InvalidAmount

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
MAX_AMOUNT = Decimal("9999999999.99")  # what a Pix and a boleto can hold
_BRAZILIAN = re.compile(r"-?(\d{1,3}(\.\d{3})+|\d+)(,\d{1,2})?")


def cents(value: Decimal) -> Decimal:
    """Round an amount in reais to cents, half up (as courts and banks do)."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def parse_amount(text: str) -> Decimal:
    """Read an amount in reais from a file: `1234.56`, `1.234,56`, `R$ 1.234,56`.

    Raises:
        InvalidAmount: not a number, more than two decimals, negative or over ten billion.

    >>> parse_amount("R$ 1.234,56")
    Decimal('1234.56')
    """
    bare = text.replace("R$", "").replace("\u00a0", " ").strip()
    if _BRAZILIAN.fullmatch(bare) and not re.fullmatch(r"-?\d+", bare):
        bare = bare.replace(".", "").replace(",", ".")
    try:
        value = Decimal(bare)
    except InvalidOperation:
        raise InvalidAmount(f"not an amount: {text.strip()[:30]!r}") from None
    if not value.is_finite() or not ZERO <= value <= MAX_AMOUNT:
        raise InvalidAmount(f"amount out of range: {text.strip()[:30]!r}")
    if value != value.quantize(CENT):
        raise InvalidAmount(f"more than two decimals: {text.strip()[:30]!r}")
    return value.quantize(CENT)


def brl(value: Decimal) -> str:
    """Write reais as people read them.

    >>> brl(Decimal("1234.5"))
    'R$ 1.234,50'
    """
    digits = f"{cents(value):,.2f}"
    return "R$ " + digits.replace(",", "_").replace(".", ",").replace("_", ".")


def percent_text(value: Decimal) -> str:
    """Write a percentage without needless zeros.

    >>> percent_text(Decimal("2.50")), percent_text(Decimal("40"))
    ('2,5%', '40%')
    """
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",") + "%"


def percent_of(value: Decimal, percent: Decimal) -> Decimal:
    """Take a percentage of an amount in reais, rounded to cents."""
    return cents(value * percent / 100)
