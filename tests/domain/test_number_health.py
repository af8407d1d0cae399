"""A number's health: what slows it, what warms it up, which number a conversation gets."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.domain.number_health import (
    BusinessNumber,
    Quality,
    Tally,
    choose_number,
    daily_cap,
    may_start,
    portfolio_cap,
    starting_share,
)

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=timezone.utc)
FINE = Tally(accepted=1000, delivered=950)


def number(days: int = 0, tier: str | None = None, quality: Quality = Quality.GREEN) -> (
    BusinessNumber
):  # fmt: skip
    return BusinessNumber("1", NOW - timedelta(days=days), quality=quality, tier=tier)


@pytest.mark.parametrize(
    ("quality", "share"),
    [(Quality.GREEN, 1.0), (Quality.UNKNOWN, 1.0), (Quality.YELLOW, 0.5), (Quality.RED, 0.1)],
)
def test_quality_sets_the_pace_at_which_we_start(quality: Quality, share: float) -> None:
    assert starting_share(quality, FINE) == share


def test_a_tenth_of_failures_halves_the_pace_and_a_quarter_stops_it() -> None:
    assert starting_share(Quality.GREEN, Tally(accepted=90, failed=10)) == 0.5
    assert starting_share(Quality.YELLOW, Tally(accepted=90, failed=10)) == 0.25
    assert starting_share(Quality.GREEN, Tally(accepted=75, failed=25)) == 0.0


def test_messages_that_no_phone_took_in_a_day_count_like_failures() -> None:
    assert starting_share(Quality.GREEN, Tally(accepted=100, unheard=30)) == 0.0


def test_a_few_messages_say_nothing() -> None:
    assert starting_share(Quality.GREEN, Tally(accepted=1, failed=9)) == 1.0


def test_a_new_number_begins_with_fifty_people_and_doubles_every_second_day() -> None:
    caps = [daily_cap(number(days, "TIER_250"), NOW) for days in range(7)]
    assert caps == [50, 50, 100, 100, 200, 200, 250]


def test_a_tier_that_was_earned_elsewhere_counts_for_a_tenth_at_once() -> None:
    assert daily_cap(number(0, "TIER_10K"), NOW) == 1_000
    assert daily_cap(number(60, "TIER_10K"), NOW) == 10_000


def test_a_worse_quality_halves_the_cap() -> None:
    assert daily_cap(number(60, "TIER_1K", Quality.YELLOW), NOW) == 500
    assert daily_cap(number(60, "TIER_1K", Quality.RED), NOW) == 100


def test_a_portfolio_has_the_highest_tier_of_its_numbers_and_no_warm_up() -> None:
    assert portfolio_cap([number(0, "TIER_2K", Quality.RED), number(0, "TIER_250")]) == 2_000


@pytest.mark.parametrize("tier", [None, "TIER_OF_THE_FUTURE"])
def test_a_portfolio_of_which_nothing_is_known_has_the_lowest_tier(tier: str | None) -> None:
    assert portfolio_cap([number(0, tier)]) == portfolio_cap([]) == 250


@pytest.mark.parametrize(
    ("written_by", "own", "portfolio", "may"),
    [
        ((), 1, 1, True),
        ((), 0, 1, False),
        ((), 1, 0, False),
        (("2",), 1, 0, True),
        (("2",), 0, 1, False),
        (("1", "2"), 0, 0, True),
    ],
)
def test_who_is_counted_takes_no_place_again(
    written_by: tuple[str, ...], own: int, portfolio: int, may: bool
) -> None:
    assert may_start("1", written_by, own, portfolio) is may


def test_people_are_spread_over_the_numbers_by_weight() -> None:
    weights = [("a", 3), ("b", 1), ("c", 0)]
    chosen = Counter(choose_number(weights, f"person{n}") for n in range(2_000))
    assert 0.70 < chosen["a"] / 2_000 < 0.80
    assert chosen["c"] == 0


@given(st.text(min_size=1))
def test_where_a_number_goes_only_its_own_people_move(key: str) -> None:
    before = choose_number([("a", 1), ("b", 1), ("c", 1)], key)
    after = choose_number([("a", 1), ("b", 1)], key)
    assert after == before or before == "c"


def test_without_numbers_there_is_none() -> None:
    assert choose_number([("a", 0)], "somebody") is None


@pytest.mark.parametrize("word", [None, "", "PURPLE"])
def test_an_unknown_word_of_metas_is_an_unknown_quality(word: str | None) -> None:
    assert Quality.of(word) is Quality.UNKNOWN
    assert Quality.of("green") is Quality.GREEN
