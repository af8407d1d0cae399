"""The sandbox's pair limit: as Meta counts, and by a clock that dialogues may set back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.graph.account import MESSAGES_PER_SECOND, Account
from sandbox.graph.errors import GraphError
from sandbox.graph.pace import Pace
from tests.conftest import FakeClock
from tests.sandbox.world import NUMBER_ID, settings_for


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


def test_a_number_may_send_after_its_clock_was_set_back(clock: FakeClock, tmp_path: Path) -> None:
    account = Account(settings_for(tmp_path, "http://127.0.0.1:1"), clock, lambda *_: None)
    clock.advance(days=28)
    for _ in range(MESSAGES_PER_SECOND):
        account.spend(NUMBER_ID)
    clock.now -= timedelta(days=28)
    account.spend(NUMBER_ID)
