"""What a number may send in any second, however unevenly it leaves."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from quita.adapters.whatsapp import limits
from quita.adapters.whatsapp.paces import LATE, NUMBER

BEGINS = datetime(2026, 11, 23, 15, 0, tzinfo=timezone.utc)
SECOND = timedelta(seconds=1)


def planned(count: int) -> list[datetime]:
    """Give when messages may leave of which all are there from the start."""
    burst = [BEGINS] * NUMBER.burst
    return burst + [BEGINS + NUMBER.interval * n for n in range(1, count - NUMBER.burst + 1)]


@pytest.mark.parametrize("late_from", [0, 40, 100])
def test_no_second_is_too_full_where_some_leave_late_and_the_rest_in_time(late_from: int) -> None:
    times = sorted(
        at + (LATE if number >= late_from and number % 20 < 15 else timedelta(0))
        for number, at in enumerate(planned(400))
    )
    fullest = max(sum(at <= one < at + SECOND for one in times) for at in times)
    assert fullest <= limits.MESSAGES_PER_SECOND


def test_a_number_sends_sixty_a_second_and_not_much_less() -> None:
    assert 60 <= SECOND / NUMBER.interval < limits.MESSAGES_PER_SECOND
