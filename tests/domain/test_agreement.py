"""The life of an agreement."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from quita.domain.agreement import (
    ENDED,
    RUNNING,
    TRANSITIONS,
    AgreementState,
    Happening,
    after,
    grace_is_over,
    is_overdue,
)
from quita.domain.errors import NotAllowed

ALL = list(product(AgreementState, Happening))


@pytest.mark.parametrize(("state", "happening"), ALL)
def test_what_is_not_drawn_cannot_happen(state: AgreementState, happening: Happening) -> None:
    if (state, happening) in TRANSITIONS:
        assert after(state, happening) is TRANSITIONS[state, happening]
        return
    with pytest.raises(NotAllowed, match=state.value):
        after(state, happening)


@pytest.mark.parametrize("state", [*ENDED, AgreementState.SETTLED])
def test_an_end_is_an_end(state: AgreementState) -> None:
    assert not [pair for pair in TRANSITIONS if pair[0] is state]


def test_only_what_runs_can_be_settled_and_only_by_paying_it_all() -> None:
    ways = {pair for pair, end in TRANSITIONS.items() if end is AgreementState.SETTLED}
    assert ways == {(state, Happening.PAID_UP) for state in RUNNING}


def test_a_payment_is_late_the_day_after_and_the_grace_is_counted_from_its_day() -> None:
    due = date(2026, 12, 23)
    assert not is_overdue(due, due)
    assert is_overdue(due, date(2026, 12, 24))
    assert not grace_is_over(due, 10, date(2027, 1, 2))
    assert grace_is_over(due, 10, date(2027, 1, 3))
    assert grace_is_over(due, 0, date(2026, 12, 24))
