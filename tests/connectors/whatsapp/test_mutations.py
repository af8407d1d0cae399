"""Wrong values anywhere in anything that Meta sends: stored, noted or set aside, never an error."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from connectors.whatsapp.people_updates import PeopleUpdates
from connectors.whatsapp.receiving import Receiving
from connectors.whatsapp.reports import Reports
from connectors.whatsapp.webhook import parse_webhook
from quita.adapters.database.engine import make_engine
from quita.adapters.database.schema import (
    audit_trail,
    inbound_messages,
    set_aside_updates,
)
from quita.adapters.database.unit_of_work import Database
from quita.adapters.vault import Vault
from quita.adapters.whatsapp.consequences import Consequences
from quita.services.contact import Contact
from quita.services.inbox import Inbox, Timing
from tests.conftest import FakeClock
from tests.connectors.whatsapp.hooking import OURS
from tests.connectors.whatsapp.test_webhook_broken import GOOD, PLACES, SAMPLES, WRONG, replaced

_numbers = count()
TRACES = (inbound_messages, set_aside_updates, audit_trail)


@pytest.fixture
def storing(
    tmp_path: Path, migrated_sqlite: Path, vault: Vault, clock: FakeClock, new_id: Callable[[], str]
) -> Iterator[tuple[Database, Receiving]]:
    path = tmp_path / "quita.db"
    shutil.copy(migrated_sqlite, path)
    database = Database(make_engine(f"sqlite:///{path}"), vault, new_id)
    inbox = Inbox(database, clock, new_id, Timing())
    people = PeopleUpdates(Contact(database, clock, new_id), clock)
    reports = Reports(clock, Consequences(clock, new_id, Contact(database, clock, new_id)))
    yield database, Receiving(inbox, database, clock, people, reports, {OURS})
    database.engine.dispose()


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
    storing: tuple[Database, Receiving], place: tuple[str, tuple[Any, ...]], wrong: Any
) -> None:
    database, receiving = storing
    name, path = place
    first, last = fresh(GOOD), fresh(GOOD)
    broken = replaced(SAMPLES[name]["entry"][0], path, wrong)
    body = {"object": "whatsapp_business_account", "entry": [first, broken, last]}
    raw = json.dumps(body).encode()
    parsed = parse_webhook(raw)
    before = traces(database)
    receiving.store(parsed)
    for good in (first, last):
        assert known(database, good["changes"][0]["value"]["messages"][0]["id"])
    after = traces(database)
    assert after >= before + 2 + len(parsed.unreadable)
    assert receiving.store(parse_webhook(raw)) == 0  # a replay adds no message


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
