"""Reais as Decimal in cents: rounding, splitting and writing them as Brazilians do."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from quita.domain.errors import InvalidAmount

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
MAX_AMOUNT = Decimal("9999999999.99")  # what a Pix and a boleto can hold
_SIGN = re.compile(r"\AR\$\s*")
_BRAZILIAN = re.compile(r"([1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]+)(?:,([0-9]{1,2}))?")
_PLAIN = re.compile(r"([0-9]+)\.([0-9]{1,2})")


def cents(value: Decimal) -> Decimal:
    """Round an amount in reais to cents, half up (as courts and banks do)."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def parse_amount(text: str) -> Decimal:
    """Read an amount in reais from a file: `1234.56`, `1.234,56`, `R$ 1.234,56`.

    Raises:
        InvalidAmount: not written so, more than two decimals, negative or over ten billion.

    >>> parse_amount("R$ 1.234,56")
    Decimal('1234.56')
    """
    bare = _SIGN.sub("", text.strip())
    match = _BRAZILIAN.fullmatch(bare) or _PLAIN.fullmatch(bare)
    if match is None:
        raise InvalidAmount(f"not an amount of reais and cents: {text.strip()[:30]!r}")
    reais, fraction = match.groups()
    value = Decimal(f"{reais.replace('.', '')}.{fraction or '00'}")
    if value > MAX_AMOUNT:
        raise InvalidAmount(f"amount out of range: {text.strip()[:30]!r}")
    return value.quantize(CENT)


def brl(value: Decimal) -> str:
    """Write reais as people read them.

    >>> brl(Decimal("1234.5"))
    'R$ 1.234,50'
    """
    rounded = cents(value)
    digits = f"{abs(rounded):,.2f}".replace(",", "_").replace(".", ",").replace("_", ".")
    return f"-R$ {digits}" if rounded < 0 else f"R$ {digits}"


def percent_text(value: Decimal) -> str:
    """Write a percentage without needless zeros.

    >>> percent_text(Decimal("2.50")), percent_text(Decimal("40"))
    ('2,5%', '40%')
    """
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",") + "%"


def share_text(share: float) -> str:
    """Write a share, 0 to 1, as a percentage with one decimal at most.

    >>> share_text(0.025), share_text(0.0)
    ('2,5%', '0%')
    """
    return percent_text(Decimal(f"{share * 100:.1f}"))


def percent_of(value: Decimal, percent: Decimal) -> Decimal:
    """Take a percentage of an amount in reais, rounded to cents."""
    return cents(value * percent / 100)
