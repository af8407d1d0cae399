"""Tests of events as CloudEvents."""

from __future__ import annotations

import json
from datetime import datetime, timezone

from quita.domain import events
from quita.domain.events import HANDOFF_REQUESTED, Event

AT = datetime(2026, 11, 23, 15, 0, 1, tzinfo=timezone.utc)


def test_an_event_is_a_cloudevents_1_0_document() -> None:
    event = Event("e1", HANDOFF_REQUESTED, "c1", AT, {"reason": "requested", "priority": 4})
    document = event.cloud_event("https://quita.example")
    assert json.loads(json.dumps(document)) == {
        "specversion": "1.0",
        "id": "e1",
        "source": "https://quita.example",
        "type": "quita.handoff.requested.v1",
        "subject": "c1",
        "time": "2026-11-23T15:00:01+00:00",
        "datacontenttype": "application/json",
        "data": {"reason": "requested", "priority": 4},
    }


def test_a_document_shares_nothing_with_its_event() -> None:
    event = Event("e1", HANDOFF_REQUESTED, "c1", AT, {"reason": "requested"})
    event.cloud_event("https://quita.example")["data"]["reason"] = "other"
    assert event.data == {"reason": "requested"}


def test_every_type_has_our_prefix_a_version_and_is_different() -> None:
    kinds = [value for name, value in vars(events).items() if name.isupper()]
    kinds.remove(events.SPEC_VERSION)
    assert len(set(kinds)) == len(kinds) >= 7
    assert all(kind.startswith("quita.") and kind.endswith(".v1") for kind in kinds)
