"""When what may have arrived may be sent again."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from quita.domain.reconciling import AT_MOST, STATUS_WITHIN, sends_again_at

SENT = datetime(2026, 11, 23, 15, 0, tzinfo=timezone.utc)


def after(seconds: float) -> datetime:
    return SENT + timedelta(seconds=seconds)


def test_its_own_status_has_half_a_minute_to_come() -> None:
    assert sends_again_at(SENT, after(10), after(12)) == SENT + STATUS_WITHIN


def test_once_later_statuses_came_silence_means_never_sent() -> None:
    assert sends_again_at(SENT, after(31), after(40)) <= after(40)


def test_while_no_web_hook_comes_nothing_is_concluded_from_silence() -> None:
    assert sends_again_at(SENT, after(-60), after(100)) > after(100)
    assert sends_again_at(SENT, None, after(100)) > after(100)


def test_it_does_not_wait_for_ever() -> None:
    late = SENT + AT_MOST
    assert sends_again_at(SENT, None, late) <= late


def test_each_time_without_an_answer_the_wait_doubles_up_to_a_quarter_of_an_hour() -> None:
    waits = [sends_again_at(SENT, after(60), after(70), attempts=n) - SENT for n in range(1, 9)]
    minutes = [wait.total_seconds() / 60 for wait in waits]
    assert minutes == [0.5, 1, 2, 4, 8, 15, 15, 15]


def test_while_web_hooks_are_unread_its_status_may_be_among_them() -> None:
    late = SENT + 2 * AT_MOST
    assert sends_again_at(SENT, after(31), after(40), unread=True) > after(40)
    assert sends_again_at(SENT, None, late, unread=True) > late
    assert sends_again_at(SENT, None, after(1), unread=True) == SENT + STATUS_WITHIN
