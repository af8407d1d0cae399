"""The settlement letter: its code, and what stands on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from quita.domain.debt import Creditor
from quita.domain.money import ZERO

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without what is easily taken for another: 0 O 1 I L
LENGTH, GROUP = 12, 4  # 59 bits: nobody guesses one


def new_code(choose: Callable[[Sequence[str]], str]) -> str:
    """Make a code such as `7KQ2-MX9B-TR4W`; `choose` picks a letter at random, unguessably."""
    return _grouped("".join(choose(ALPHABET) for _ in range(LENGTH)))


def canonical_code(typed: str) -> str | None:
    """Write a code as it was given out, however it was typed; None where it can be none.

    >>> canonical_code(" 7kq2 mx9btr4w")
    '7KQ2-MX9B-TR4W'
    """
    bare = re.sub(r"[\s-]", "", typed.upper())
    return _grouped(bare) if len(bare) == LENGTH and set(bare) <= set(ALPHABET) else None


def _grouped(code: str) -> str:
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


@dataclass(frozen=True)
class Paid:
    """One payment; reais."""

    number: int
    day: date
    amount: Decimal


@dataclass(frozen=True)
class LetterPaper:
    """What stands on a settlement letter.

    Attributes:
        accounts: product and contract of each debt that was settled.
    """

    code: str
    issued_on: date
    creditor: Creditor
    person_name: str
    person_cpf: str
    agreement_number: str
    accounts: tuple[tuple[str, str], ...]
    payments: tuple[Paid, ...]

    @property
    def total(self) -> Decimal:
        """What was paid, in reais."""
        return sum((one.amount for one in self.payments), ZERO)
