"""At what hours somebody may be written to first, by state; holidays are days of rest.

The texts speak of calls, and are kept for messages too. States without a law of their own get
São Paulo's hours, in the spirit of CDC art. 71 (work, rest and leisure are not to be disturbed).
The numbers of the laws of RJ, ES, AM and AL are those of the trade's own overviews: have your
lawyers read them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache

import holidays

from quita.domain.business_days import is_business_day
from quita.domain.contact_policy.states import STATES, zone_of

SATURDAY, SUNDAY = 5, 6
FURTHEST = 60  # days looked ahead for an hour that is allowed: more than any row of holidays


@dataclass(frozen=True)
class Hours:
    """Whole hours from which and before which somebody may be written to; never on holidays.

    Attributes:
        weekdays: Monday to Friday. saturday: None for not at all. Sundays never.
    """

    article: str
    weekdays: tuple[int, int]
    saturday: tuple[int, int] | None

    def on(self, day: date) -> tuple[int, int] | None:
        """Give the hours of a day that is no holiday."""
        if day.weekday() == SUNDAY:
            return None
        return self.saturday if day.weekday() == SATURDAY else self.weekdays


DEFAULT = Hours("CDC art. 71", (8, 20), (8, 14))
BY_STATE: Mapping[str, Hours] = {
    "SP": Hours("Lei SP 15.426/2014", (8, 20), (8, 14)),
    "RJ": Hours("Lei RJ 7.868/2018", (9, 19), None),
    "ES": Hours("Lei ES 10.626/2017", (8, 19), None),
    "AM": Hours("Lei AM 306/2016", (8, 19), None),
    "AL": Hours("Lei AL 7.782/2016", (8, 20), (8, 14)),
}
STRICTEST = Hours("CDC art. 71, estado desconhecido", (9, 19), None)


def hours_of(state: str | None) -> Hours:
    """Give the hours of a state; where it is unknown, those that every state allows."""
    return STRICTEST if state is None else BY_STATE.get(state, DEFAULT)


def is_rest_day(state: str | None, day: date) -> bool:
    """Say whether a day is a holiday there: national, the state's, or one of the banks.

    Where the state is unknown, a holiday anywhere counts.
    """
    banks_rest = day.weekday() < SATURDAY and not is_business_day(day)
    states = STATES if state is None else (state,)
    return banks_rest or any(day in _holidays(one, day.year) for one in states)


def next_hour(state: str | None, at: datetime) -> datetime:
    """Give the first moment from `at` on at which the hours of a state allow a message.

    Where the state is unknown, it must be allowed at the clocks of all of Brazil.
    """
    zones = {zone_of(one) for one in (STATES if state is None else (state,))}
    day = min(at.astimezone(zone).date() for zone in zones)
    for ahead in range(FURTHEST):
        open_from, open_until = _window(state, day + timedelta(days=ahead))
        if open_from < open_until and at < open_until:
            return max(at, open_from)
    raise AssertionError("no hour is allowed within two months: the table of hours is wrong")


def _window(state: str | None, day: date) -> tuple[datetime, datetime]:
    """Give the moments between which a day allows messages; an empty span on a day of rest."""
    span = hours_of(state).on(day)
    if span is None or is_rest_day(state, day):
        noon = datetime.combine(day, time(12), timezone.utc)
        return noon, noon
    zones = [zone_of(one) for one in (STATES if state is None else (state,))]
    first, last = (
        [datetime.combine(day, time(hour), zone).astimezone(timezone.utc) for zone in zones]
        for hour in span
    )
    return max(first), min(last)


@lru_cache(maxsize=256)
def _holidays(state: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("BR", subdiv=state, years=year))
