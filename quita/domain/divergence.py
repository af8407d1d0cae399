"""Money that did not come as it was asked for: what it is called, and what follows of it.

| outcome | the installment | the money | who is told |
|---|---|---|---|
| partial | stays open; the next code asks for the rest | counts towards it | debtor, a human |
| excess | is paid | the excess is to be given back (CDC 42, parágrafo único) | debtor, a human |
| duplicate | was paid before | all of it is to be given back | debtor, a human |
| late | is paid: the code had expired, the bank took it all the same | counts | debtor |
| ended | its agreement no longer stood | comes off the debt that came back | debtor, a human |
| removed | stays open: the bank removed the charge | a human looks at the bank | debtor, a human |
| refunded | nothing is reopened by itself | went back to the payer | debtor, a human |
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from quita.domain.money import ZERO


class Outcome(str, Enum):
    """In what a payment differs from what was asked."""

    PARTIAL = "partial"
    EXCESS = "excess"
    DUPLICATE = "duplicate"
    LATE = "late"
    ENDED = "ended"
    REMOVED = "removed"
    REFUNDED = "refunded"


NEEDS_A_HUMAN = frozenset(Outcome) - {Outcome.LATE}


@dataclass(frozen=True)
class Divergence:
    """One such payment; reais.

    Attributes:
        key: of the payment at the bank (its end-to-end id).
        amount: what came, or what went back.
        other: what is missing of the installment (partial), or to be given back (excess).
    """

    outcome: Outcome
    key: str
    amount: Decimal
    other: Decimal = ZERO


def judge(asked: Decimal, before: Decimal, came: Decimal) -> tuple[Outcome | None, Decimal]:
    """Say how what came stands to what an installment asks, and what is missing or too much.

    Args:
        asked: the installment. before: what had come already. came: what comes now.

    >>> judge(Decimal("100.00"), Decimal("0.00"), Decimal("40.00"))
    (<Outcome.PARTIAL: 'partial'>, Decimal('60.00'))
    """
    total = before + came
    if total < asked:
        return Outcome.PARTIAL, asked - total
    if total > asked:
        return Outcome.EXCESS, total - asked
    return None, ZERO
