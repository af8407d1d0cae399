"""Tests of the days on which Brazilian banks settle."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.domain.business_days import (
    add_business_days,
    add_months,
    day_begins,
    is_business_day,
    local_day,
    next_business_day,
)

DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


# ANBIMA's list of national bank holidays; 2025 and 2027 hold Carnival and Corpus Christi elsewhere.
@pytest.mark.parametrize(
    "day",
    [
        *("2026-01-01", "2026-02-16", "2026-02-17", "2026-04-03", "2026-04-21", "2026-05-01"),
        *("2026-06-04", "2026-09-07", "2026-10-12", "2026-11-02", "2026-11-20", "2026-12-25"),
        *("2025-03-03", "2025-03-04", "2025-06-19", "2027-02-08", "2027-02-09", "2027-05-27"),
    ],
)
def test_banks_do_not_settle_on_national_holidays(day: str) -> None:
    holiday = date.fromisoformat(day)
    assert holiday.weekday() < 5
    assert not is_business_day(holiday)


@pytest.mark.parametrize(
    "day", ["2026-02-18", "2026-07-09", "2026-11-19", "2026-12-24", "2026-12-31", "2026-11-23"]
)
def test_banks_settle_on_ash_wednesday_local_holidays_and_eves(day: str) -> None:
    assert is_business_day(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("day", "following"),
    [
        ("2026-11-23", "2026-11-23"),
        ("2026-11-21", "2026-11-23"),
        ("2026-12-25", "2026-12-28"),
        ("2026-02-14", "2026-02-18"),
        ("2027-01-01", "2027-01-04"),
    ],
)
def test_a_day_rolls_forward_to_the_next_business_day(day: str, following: str) -> None:
    assert next_business_day(date.fromisoformat(day)) == date.fromisoformat(following)


@given(DAYS, st.integers(0, 30))
def test_business_days_are_counted_one_by_one(day: date, count: int) -> None:
    reached = add_business_days(day, count)
    first = next_business_day(day)
    between = [first + timedelta(days=n) for n in range((reached - first).days)]
    assert is_business_day(reached)
    assert sum(map(is_business_day, between)) == count


@pytest.mark.parametrize(
    ("day", "months", "moved"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-10", -1, "2025-12-10"),
        ("2020-02-29", 60, "2025-02-28"),
        ("2026-05-20", 0, "2026-05-20"),
    ],
)
def test_months_keep_the_day_or_take_the_months_last(day: str, months: int, moved: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(moved)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 23, 2, 59, tzinfo=timezone.utc), date(2026, 11, 22)),
        (datetime(2026, 11, 23, 3, 0, tzinfo=timezone.utc), date(2026, 11, 23)),
        (datetime(2018, 12, 1, 2, 30, tzinfo=timezone.utc), date(2018, 12, 1)),  # summer time then
    ],
)
def test_the_day_is_that_of_sao_paulo(moment: datetime, day: date) -> None:
    assert local_day(moment) == day


@given(DAYS)
def test_a_day_begins_at_its_own_first_moment_in_sao_paulo(day: date) -> None:
    assert local_day(day_begins(day)) == day
    assert local_day(day_begins(day) - timedelta(seconds=1)) == day - timedelta(days=1)
