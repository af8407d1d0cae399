"""Tests of events to publish and of the audit trail."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.errors import Conflict
from quita.domain.events import HANDOFF_REQUESTED, Event
from tests.conftest import FakeClock


def event(name: str, at: datetime) -> Event:
    return Event(name, HANDOFF_REQUESTED, "chat", at, {"reason": "fraud", "n": [1, None, "ç\x00"]})


def test_an_event_waits_until_it_is_published(database: Database, clock: FakeClock) -> None:
    first, second = event("z", clock()), event("a", clock())
    with database() as tx:
        tx.events.add(first)
        tx.events.add(second)
    with database() as tx:
        assert tx.events.unpublished(clock() - timedelta(seconds=1), 10) == []
        assert tx.events.unpublished(clock(), 10) == [first, second]
        assert tx.events.unpublished(clock(), 1) == [first]
        tx.events.published("z", clock())
        assert tx.events.unpublished(clock(), 10) == [second]


def test_an_event_is_tried_again_at_its_time(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        tx.events.add(event("a", clock()))
        tx.events.retry_at("a", clock() + timedelta(seconds=30))
        assert tx.events.unpublished(clock(), 10) == []
        assert len(tx.events.unpublished(clock.advance(seconds=30), 10)) == 1


def test_a_published_event_is_not_tried_again(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        tx.events.add(event("a", clock()))
        tx.events.published("a", clock())
        tx.events.retry_at("a", clock())
        assert tx.events.unpublished(clock.advance(days=1), 10) == []


def test_an_event_is_written_once(database: Database, clock: FakeClock) -> None:
    with pytest.raises(Conflict), database() as tx:
        tx.events.add(event("a", clock()))
        tx.events.add(event("a", clock()))


def test_the_trail_of_a_subject_is_in_order(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        tx.events.audit("ana", "claim", "chat", {"from": "queued"}, clock())
        tx.events.audit("ana", "claim", "another", {}, clock())
        tx.events.audit("ana", "close", "chat", {}, clock() - timedelta(days=1))
    with database() as tx:
        first, second = tx.events.trail("chat")
        assert (first["actor"], first["action"], first["subject"]) == ("ana", "claim", "chat")
        assert (first["details"], first["at"]) == ({"from": "queued"}, clock())
        assert second["action"] == "close"
        assert tx.events.trail("nothing") == []
