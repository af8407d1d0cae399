"""Banking days, and until when a charge with a due date may be paid."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

BRASILIA = ZoneInfo("America/Sao_Paulo")


def today(now: datetime) -> date:
    """Give the banking date of a moment."""
    return now.astimezone(BRASILIA).date()


def is_business_day(day: date) -> bool:
    """Tell whether banks open: no weekend and no national bank holiday."""
    return day.weekday() < 5 and day not in _holidays(day.year)


def roll_forward(day: date) -> date:
    """Give the day itself, or the next business day."""
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


def last_day(due: date, validity_days: int) -> date:
    """Give the last day on which a charge may be paid.

    The due date rolls forward first; the validity counts calendar days from there, and its end
    rolls forward too (API Pix 2.9, CobDataDeVencimento, examples A to G).
    """
    return roll_forward(roll_forward(due) + timedelta(days=validity_days))


def business_days_between(start: date, end: date) -> int:
    """Count the business days after start, up to and with end."""
    days = (end - start).days
    return sum(is_business_day(start + timedelta(days=n)) for n in range(1, days + 1))


@lru_cache(maxsize=16)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.financial_holidays("BVMF", years=year))
