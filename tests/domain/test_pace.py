"""Token buckets: never more than the burst at once, never more than the pace for long."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from quita.domain.pace import Bucket, slowed

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=timezone.utc)
PAIR = Bucket(timedelta(seconds=6), 45)


def test_a_rested_bucket_lets_its_burst_go_and_then_one_an_interval() -> None:
    full_at, sent = None, 0
    while not PAIR.wait(full_at, NOW):
        full_at, sent = PAIR.after(full_at, NOW), sent + 1
    assert sent == 45
    assert PAIR.wait(full_at, NOW) == timedelta(seconds=6)
    assert PAIR.wait(full_at, NOW + timedelta(seconds=6)) == timedelta(0)


def test_a_rest_gives_no_more_than_the_burst_back() -> None:
    full_at = PAIR.after(None, NOW)
    later = NOW + timedelta(days=3)
    assert PAIR.after(full_at, later) == later + PAIR.interval


def test_a_clock_that_was_set_back_holds_nothing_up() -> None:
    full_at = PAIR.after(None, NOW + timedelta(days=28))
    assert PAIR.wait(full_at, NOW) == timedelta(0)
    assert PAIR.after(full_at, NOW) == NOW + PAIR.interval


def test_half_the_pace_is_twice_the_interval_and_half_the_burst() -> None:
    assert slowed(Bucket(timedelta(seconds=1), 8), 0.5) == Bucket(timedelta(seconds=2), 4)
    assert slowed(Bucket(timedelta(seconds=1), 1), 0.1).burst == 1


@given(
    st.integers(1, 10),
    st.integers(1, 60),
    st.lists(st.floats(0, 30), min_size=1, max_size=120),
)
def test_no_stretch_of_time_holds_more_than_the_burst_and_what_flows_in(
    burst: int, seconds: int, pauses: list[float]
) -> None:
    bucket = Bucket(timedelta(seconds=seconds), burst)
    now, full_at, sent = NOW, None, []
    for pause in pauses:
        now += timedelta(seconds=pause)
        if not bucket.wait(full_at, now):
            full_at = bucket.after(full_at, now)
            sent.append(now)
    for first, start in enumerate(sent):
        for last in range(first, len(sent)):
            flowed = (sent[last] - start) / bucket.interval
            assert last - first + 1 <= burst + flowed + 1e-6
