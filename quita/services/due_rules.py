"""Which installments a bank is told to expect on a date, and until when a code may be paid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from quita.domain.business_days import SAO_PAULO
from quita.domain.pix_due import DueTerms
from quita.domain.records import AgreedInstallment

LIFETIME = timedelta(days=3)  # of an immediate charge

DueRule = Callable[[AgreedInstallment, date], DueTerms | None]
"""What a bank is told of an installment that is due later, on a day; None: to be paid at once."""


def paid_at_once(installment: AgreedInstallment, day: date) -> DueTerms | None:
    """Charge every installment as one to be paid at once."""
    return None


def due_rule(valid_days: int) -> DueRule:
    """Charge with its due date what is due after the time of an immediate charge.

    No fine and no interest: what a late installment costs is the agreement's word, and its
    default has consequences of its own. None is due on the day that it is made, which some banks
    refuse.
    """

    def rule(installment: AgreedInstallment, day: date) -> DueTerms | None:
        later = installment.due_date > day + LIFETIME
        return DueTerms(installment.due_date, valid_days) if later else None

    return rule


def end_of(day: date) -> datetime:
    """Give the moment at which a day is over in Brasília."""
    return datetime.combine(day + timedelta(days=1), time(0), SAO_PAULO)
