"""Arithmetic on the calendar: the coming or the last day of a kind, seen from a day."""

from __future__ import annotations

from datetime import date, timedelta

from quita.domain.business_days import add_months, is_business_day, next_business_day
from quita.domain.reading.tense import Tense

_FAR_AHEAD, _JUST_BEHIND = timedelta(days=240), timedelta(days=120)
YEARS_AHEAD = 20  # a year of two digits is at most so far away
_YEARS_AROUND = 8  # a 29 February is never further away


def make_date(year: int, month: int, day: int) -> date | None:
    """Build a date, None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def full_year(written: str, latest: int) -> int | None:
    """Give the year of two or four digits; two mean the last such year up to `latest`.

    >>> full_year("87", 2012), full_year("09", 2012), full_year("1997", 2012)
    (1987, 2009, 1997)
    """
    if len(written) == 4:
        return int(written) if 1900 <= int(written) <= 2100 else None
    if len(written) != 2:
        return None
    year = latest - latest % 100 + int(written)
    return year if year <= latest else year - 100


def day_of_month(day: int, sent_on: date, tense: Tense | None) -> date | None:
    """Find the coming (or, told by the tense, the last) such day; today counts."""
    step = -1 if tense is Tense.PAST else 1
    first = sent_on.replace(day=1)
    for months in range(4):
        month = add_months(first, step * months)
        found = make_date(month.year, month.month, day)
        if found and (found <= sent_on if tense is Tense.PAST else found >= sent_on):
            return found
    return None


def day_and_month(day: int, month: int, sent_on: date, tense: Tense | None) -> date | None:
    """Find the year of a day and month: ahead, behind, or the nearest where nothing tells."""
    years = range(sent_on.year - _YEARS_AROUND, sent_on.year + _YEARS_AROUND + 1)
    found = [made for year in years if (made := make_date(year, month, day))]
    behind = max((made for made in found if made <= sent_on), default=None)
    ahead = min((made for made in found if made >= sent_on), default=None)
    if behind is None or ahead is None:
        return None
    if tense is None:
        return ahead if ahead - sent_on <= sent_on - behind else behind
    # "Vence 05/10" in November is last month's bill, not next year's.
    overdue = ahead - sent_on > _FAR_AHEAD and sent_on - behind < _JUST_BEHIND
    return behind if tense is Tense.PAST or overdue else ahead


def weekday(day: int, sent_on: date, tense: Tense | None) -> date:
    """Find the next (or last) such weekday, Monday being 0; never today, which has a word."""
    if tense is Tense.PAST:
        return sent_on - timedelta(days=(sent_on.weekday() - day - 1) % 7 + 1)
    return sent_on + timedelta(days=(day - sent_on.weekday() - 1) % 7 + 1)


def next_monday(sent_on: date) -> date:
    """Give the Monday of next week."""
    return sent_on + timedelta(days=7 - sent_on.weekday())


def next_month(sent_on: date) -> date:
    """Give the first day of next month."""
    return add_months(sent_on.replace(day=1), 1)


def last_day(month: date) -> date:
    """Give the last day of the month that a day is in."""
    return next_month(month) - timedelta(days=1)


def business_day(nth: int, month: date) -> date | None:
    """Give the nth business day of a month (-1 is the last), None where there are fewer."""
    if nth == -1:
        day = last_day(month)
        while not is_business_day(day):
            day -= timedelta(days=1)
        return day
    day = next_business_day(month.replace(day=1))
    for _ in range(nth - 1):
        day = next_business_day(day + timedelta(days=1))
    return day if day.month == month.month else None


def business_day_around(nth: int, sent_on: date, tense: Tense | None) -> date | None:
    """Find the coming (or last) nth business day of a month; today counts."""
    for months in range(3):
        month = add_months(sent_on.replace(day=1), -months if tense is Tense.PAST else months)
        found = business_day(nth, month)
        if found and (found <= sent_on if tense is Tense.PAST else found >= sent_on):
            return found
    return None
