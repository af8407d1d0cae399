"""Wrong values anywhere in anything that Meta sends: stored, noted or set aside, never an error."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from connectors.whatsapp.webhook import parse_webhook
from quita.adapters.database.schema import (
    audit_trail,
    inbound_messages,
    set_aside_updates,
)
from quita.adapters.database.unit_of_work import Database
from tests.conftest import FakeClock
from tests.connectors.whatsapp.storing import Hooks, make_hooks
from tests.connectors.whatsapp.test_webhook_broken import GOOD, PLACES, SAMPLES, WRONG, replaced

_numbers = count()
TRACES = (inbound_messages, set_aside_updates, audit_trail)


@pytest.fixture
def hooks(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> Hooks:
    return make_hooks(database, clock, new_id)


def fresh(entry: Any) -> Any:
    """Give a good entry a wamid that was never seen."""
    return replaced(entry, ("changes", 0, "value", "messages", 0, "id"), f"wamid.N{next(_numbers)}")


def traces(database: Database) -> int:
    with database.engine.connect() as connection:
        counts = [connection.execute(select(func.count()).select_from(t)).scalar() for t in TRACES]
    return sum(counts)


def known(database: Database, wamid: str) -> bool:
    with database.engine.connect() as connection:
        query = select(inbound_messages.c.seq).where(inbound_messages.c.external_id == wamid)
        return connection.execute(query).first() is not None


@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(PLACES), wrong=WRONG)
def test_a_wrong_value_anywhere_loses_no_sibling_and_leaves_nothing_half_stored(
    hooks: Hooks, place: tuple[str, tuple[Any, ...]], wrong: Any
) -> None:
    name, path = place
    first, last = fresh(GOOD), fresh(GOOD)
    # What is set aside once would leave no further trace in another example.
    broken = {**replaced(SAMPLES[name]["entry"][0], path, wrong), "example": next(_numbers)}
    body = {"object": "whatsapp_business_account", "entry": [first, broken, last]}
    raw = json.dumps(body).encode()
    parsed = parse_webhook(raw)
    before = traces(hooks.database)
    hooks.receiving.store(parsed)
    for good in (first, last):
        assert known(hooks.database, good["changes"][0]["value"]["messages"][0]["id"])
    after = traces(hooks.database)
    kept = {json.dumps(update.body, default=str) for update in parsed.unreadable}  # each once
    assert after >= before + 2 + len(kept)
    assert hooks.receiving.store(parse_webhook(raw)) == 0  # a replay adds no message


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(PLACES), wrong=WRONG)
def test_what_is_set_aside_can_be_delivered_again_by_itself(
    place: tuple[str, tuple[Any, ...]], wrong: Any
) -> None:
    name, path = place
    broken = replaced(SAMPLES[name]["entry"][0], path, wrong)
    body = {"object": "whatsapp_business_account", "entry": [GOOD, broken, GOOD]}
    for update in parse_webhook(json.dumps(body).encode()).unreadable:
        again = parse_webhook(json.dumps(update.body).encode())
        assert [one.reason for one in again.unreadable] == [update.reason]
        assert len(again.updates) == 1
