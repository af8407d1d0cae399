"""The storm's plan and its checks: what they would notice. Nothing here is timed."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import pytest

from benchmarks import storm_checks
from benchmarks.storm_meta import Taken
from benchmarks.storm_plan import BURST, Scale, plan

SCALE = Scale(webhooks=2_000, people=200, rate=200.0)
BEGINS = 1_764_000_000
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=timezone.utc)


def test_a_storm_has_as_many_messages_people_and_copies_as_it_says() -> None:
    postings = plan(SCALE, 1, BEGINS)
    counted = Counter(one.wamid for one in postings)
    assert len(counted) == SCALE.webhooks
    assert len({one.phone for one in postings}) == SCALE.people
    assert sum(counted.values()) - len(counted) == SCALE.webhooks * SCALE.duplicates


def test_a_storm_lasts_as_long_as_its_rate_says() -> None:
    assert 0.8 * SCALE.lasts < max(one.at for one in plan(SCALE, 1, BEGINS)) < 1.6 * SCALE.lasts


def test_a_tenth_of_the_messages_arrives_after_a_later_one() -> None:
    seen: defaultdict[str, int] = defaultdict(int)
    known: set[str] = set()
    late = 0
    for one in plan(SCALE, 1, BEGINS):
        if one.wamid not in known:
            late += one.second < seen[one.phone]
            seen[one.phone] = max(one.second, seen[one.phone])
            known.add(one.wamid)
    assert 0.07 < late * BURST / SCALE.webhooks < 0.13


@dataclass
class Row:
    conversation_id: str
    sent_at: datetime
    seq: int
    received_at: datetime
    frozen_at: datetime


def row(sent: int, seq: int, received: int, frozen: int) -> Row:
    return Row("c", *(NOW + timedelta(seconds=one) for one in (sent,)), seq,
               *(NOW + timedelta(seconds=one) for one in (received, frozen)))  # fmt: skip


def test_a_message_that_was_there_and_answered_after_a_later_one_is_noticed() -> None:
    assert storm_checks._overtaken([row(0, 1, 0, 9), row(1, 2, 1, 2)]) == 1


def test_a_message_that_came_after_the_later_one_was_taken_overtakes_nobody() -> None:
    assert storm_checks._overtaken([row(0, 2, 5, 9), row(1, 1, 1, 2)]) == 0


@pytest.mark.parametrize(
    ("callbacks", "count"), [(["a", "b"], 0), (["b", "a"], 1), (["a", "b", "a"], 0)]
)
def test_replies_out_of_order_are_noticed_and_copies_are_not(
    callbacks: list[str], count: int
) -> None:
    taken = [Taken(float(n), "5511", one) for n, one in enumerate(callbacks)]
    assert storm_checks._out_of_order(taken, {"a": 1, "b": 2}) == count


def test_a_second_that_is_too_full_is_noticed() -> None:
    times = [0.0, 0.5, 0.9, 1.4, 1.45, 3.0]
    assert storm_checks._fastest_second([Taken(at, "5511", "") for at in times]) == 4


def test_a_pairs_debt_grows_by_a_message_and_shrinks_with_time() -> None:
    taken = [Taken(0.0, "5511", ""), Taken(0.0, "5511", ""), Taken(6.0, "5511", "")]
    assert storm_checks._pair_debt(taken) == 2.0


def test_what_is_handed_again_after_its_status_was_taken_is_noticed() -> None:
    taken = [Taken(0.0, "5511", "a"), Taken(40.0, "5511", "a"), Taken(40.0, "5511", "b")]
    assert storm_checks._needless(taken, {"a": 50.0, "b": 41.0}) == 0
    assert storm_checks._needless(taken, {"a": 1.0, "b": 41.0}) == 1
