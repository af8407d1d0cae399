"""Tests of transactions: all or nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from quita.adapters.database.engine import make_engine
from quita.adapters.database.unit_of_work import Database
from quita.adapters.vault import Vault
from quita.domain.errors import Conflict
from tests.adapters.database.samples import MARIA, draft, open_conversation
from tests.conftest import FakeClock


def test_an_exception_leaves_nothing_behind(database: Database, clock: FakeClock) -> None:
    with pytest.raises(ZeroDivisionError), database() as tx:
        tx.people.save(MARIA)
        chat = open_conversation(tx, clock())
        tx.outbox.add(chat.id, {"text": "a"}, "bot", "key", clock())
        tx.messages.add(chat.id, draft(clock()), clock())
        _ = 1 / 0
    with database() as tx:
        assert tx.people.get("maria") is None
        assert tx.conversations.get(chat.id) is None
        assert tx.outbox.of_conversation(chat.id) == []


def test_the_end_of_the_block_commits(database: Database) -> None:
    with database() as tx:
        tx.people.save(MARIA)
    with database() as tx:
        assert tx.people.get("maria") == MARIA


def test_inserting_twice_is_a_conflict_and_leaves_nothing_behind(
    database: Database, clock: FakeClock
) -> None:
    with database() as tx:
        first = open_conversation(tx, clock())
    with pytest.raises(Conflict), database() as tx:
        tx.people.save(MARIA)
        tx.conversations.add(first)
    with database() as tx:
        assert tx.people.get("maria") is None


def test_a_lock_that_is_not_given_in_time_is_a_conflict(
    database_url: str, vault: Vault, new_id: Callable[[], str], clock: FakeClock
) -> None:
    engine = make_engine(database_url, wait=0.05)
    database = Database(engine, vault, new_id)
    with database() as tx:
        chat = open_conversation(tx, clock()).id
    with database() as tx:
        tx.conversations.get(chat)
        with pytest.raises(Conflict), database() as other:
            other.conversations.get(chat)
    engine.dispose()
