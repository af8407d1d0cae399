"""Days on which Brazilian banks settle: not weekends, not national bank holidays.

The calendar is that of `holidays.financial_holidays("BVMF")`, which equals ANBIMA's list.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

SAO_PAULO = ZoneInfo("America/Sao_Paulo")


def local_day(moment: datetime) -> date:
    """Give the calendar day in São Paulo of an aware moment."""
    return moment.astimezone(SAO_PAULO).date()


def day_begins(day: date) -> datetime:
    """Give the moment at which a calendar day begins in São Paulo."""
    return datetime.combine(day, time(), SAO_PAULO)


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.financial_holidays("BVMF", years=year))


def is_holiday(day: date) -> bool:
    """Say whether a day is a national holiday, for banks."""
    return day in _holidays(day.year)


def is_business_day(day: date) -> bool:
    """Say whether banks settle on that day."""
    return day.weekday() < 5 and not is_holiday(day)


def next_business_day(day: date) -> date:
    """Give that day if it is a business day, else the first one after it."""
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


def add_business_days(day: date, count: int) -> date:
    """Go `count` business days forward from a day (0 rolls to the next business day)."""
    day = next_business_day(day)
    for _ in range(count):
        day = next_business_day(day + timedelta(days=1))
    return day


def add_months(day: date, count: int) -> date:
    """Move a date by whole months, to the month's last day where the day does not exist."""
    month = day.month - 1 + count
    year, month = day.year + month // 12, month % 12 + 1
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(year, month, min(day.day, last))
