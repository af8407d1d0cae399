"""The sandbox's pair limit: as Meta counts, and by a clock that dialogues may set back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sandbox.graph.errors import GraphError
from sandbox.graph.pace import Pace
from tests.conftest import FakeClock


def test_a_person_gets_a_burst_and_then_one_message_in_six_seconds(clock: FakeClock) -> None:
    pace = Pace(2, clock)
    pace.spend("pair")
    pace.spend("pair")
    with pytest.raises(GraphError):
        pace.spend("pair")
    clock.advance(seconds=6)
    pace.spend("pair")


def test_a_clock_that_was_set_back_begins_anew(clock: FakeClock) -> None:
    pace = Pace(1, clock)
    clock.advance(days=28)
    pace.spend("pair")
    clock.now -= timedelta(days=28)
    pace.spend("pair")
