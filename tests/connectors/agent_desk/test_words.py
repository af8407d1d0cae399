"""Agents read Portuguese for every name that the core uses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.agent_desk import words
from quita.domain.conversation import Channel, Owner
from quita.domain.handoff import DEFAULT_PRIORITY, PRIORITIES, Reason
from quita.domain.records import OutboxState
from quita.services.accounts import ROLES
from quita.services.cases import KINDS


def test_every_name_has_its_words() -> None:
    assert set(words.REASONS) == set(Reason)
    assert set(words.CASES) >= set(KINDS)
    assert set(words.CHANNELS) == set(Channel)
    assert set(words.OWNERS) == set(Owner)
    assert set(words.DELIVERY) == set(OutboxState)
    assert set(words.ROLES) == set(ROLES)


@pytest.mark.parametrize("number", [*PRIORITIES.values(), DEFAULT_PRIORITY])
def test_every_priority_has_its_word_and_only_the_first_is_urgent(number: int) -> None:
    assert (words.priority(number) == "Urgente") is (number == 0)


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(seconds=59), "menos de 1 min"),
        (timedelta(seconds=60), "1 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=23, minutes=59), "23 h 59 min"),
        (timedelta(days=1), "1 d"),
        (timedelta(days=3, hours=4, minutes=5), "3 d 4 h"),
    ],
)
def test_a_span_is_written_in_its_largest_units(length: timedelta, text: str) -> None:
    assert words.span(length) == text


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400)))
def test_a_span_never_says_more_than_there_is(length: timedelta) -> None:
    units = {"d": 1440, "h": 60, "min": 1}
    parts = words.span(length).removeprefix("menos de ").split()
    said = sum(int(n) * units[unit] for n, unit in zip(parts[::2], parts[1::2], strict=True))
    minutes = length.total_seconds() / 60
    assert said <= minutes or said == 1
    assert said > minutes - 60
