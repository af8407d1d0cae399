"""Meta's error codes: each to what must be done."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.adapters.whatsapp.errors import Action, backoff, classify

TABLE = {
    Action.RETRY: [2, 4, 80007, 130429, 131000, 131016, 131056, 131057, 133004],
    Action.RETRY_AFTER_24H: [131049],
    Action.STOP_RECIPIENT: [131026, 131047, 131050, 130472, 131021],
    Action.STOP_ALL: [
        0,
        3,
        10,
        190,
        200,
        299,
        131005,
        368,
        131031,
        130497,
        131042,
        131045,
        133010,
        131048,
    ],
    Action.OURS: [
        100,
        131008,
        131009,
        131051,
        131053,
        132000,
        132001,
        132005,
        132007,
        132012,
        132015,
        132016,
    ],
}


@pytest.mark.parametrize(
    ("action", "code"), [(action, code) for action, codes in TABLE.items() for code in codes]
)
@pytest.mark.parametrize("http_status", [None, 400, 429, 500])
def test_known_code_decides_whatever_the_status(
    action: Action, code: int, http_status: int | None
) -> None:
    assert classify(code, http_status) is action


@pytest.mark.parametrize(
    ("code", "http_status", "action"),
    [
        (None, None, Action.RETRY),
        (None, 429, Action.RETRY),
        (None, 408, Action.RETRY),
        (None, 503, Action.RETRY),
        (999999, 500, Action.RETRY),
        (None, 401, Action.STOP_ALL),
        (999999, 403, Action.STOP_ALL),
        (None, 400, Action.OURS),
        (999999, 400, Action.OURS),
        (999999, None, Action.OURS),
    ],
)
def test_unknown_code_goes_by_the_status(
    code: int | None, http_status: int | None, action: Action
) -> None:
    assert classify(code, http_status) is action


def test_pair_limit_waits_four_to_the_attempt() -> None:
    assert [backoff(attempt, 131056) for attempt in (1, 2, 3, 4)] == [4, 16, 64, 256]


def test_other_refusals_wait_two_to_the_attempt() -> None:
    assert [backoff(attempt, None) for attempt in (1, 2, 3)] == [2, 4, 8]


def test_held_back_message_waits_a_day() -> None:
    assert backoff(1, 131049) == 86_400


@given(attempt=st.integers(), code=st.sampled_from([None, 131056, 130429]))
def test_wait_is_between_a_second_and_an_hour(attempt: int, code: int | None) -> None:
    assert 1 <= backoff(attempt, code) <= 3600
