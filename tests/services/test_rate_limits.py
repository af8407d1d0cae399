"""A pace for each name: a burst, then one at a time, and no more names than may be remembered."""

from __future__ import annotations

from datetime import timedelta

from quita.domain.pace import Bucket
from quita.services.rate_limits import RateLimits
from tests.conftest import FakeClock

TWO = Bucket(timedelta(seconds=10), burst=2)


def test_a_name_gets_its_burst_and_then_one_each_time(clock: FakeClock) -> None:
    limits = RateLimits(TWO, clock)
    assert [limits.wait("ana") for _ in range(3)] == [0, 0, 10]
    clock.advance(seconds=5)
    assert limits.wait("ana") == 5
    clock.advance(seconds=5)
    assert limits.wait("ana") == 0
    assert limits.wait("bruno") == 0


def test_asking_what_is_left_counts_nothing(clock: FakeClock) -> None:
    limits = RateLimits(TWO, clock)
    assert all(limits.left("ana") for _ in range(3))
    assert [limits.wait("ana") for _ in range(2)] == [0, 0]
    assert not limits.left("ana")


def test_whoever_may_do_everything_again_is_forgotten_first(clock: FakeClock) -> None:
    limits = RateLimits(TWO, clock, remembered=2)
    limits.wait("rested")
    clock.advance(seconds=15)
    limits.wait("busy"), limits.wait("busy")
    limits.wait("new")
    assert limits.wait("busy") == 10
    limits.wait("newer"), limits.wait("newest")
    assert limits.wait("busy") == 0  # everybody was busy: who came first made room
