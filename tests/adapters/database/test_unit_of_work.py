"""Tests of transactions: all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from quita.adapters.database.engine import make_engine
from quita.adapters.database.unit_of_work import Database
from quita.adapters.vault import Vault
from quita.domain.errors import Busy, Conflict, DatabaseAway
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
    with pytest.raises(Conflict) as caught, database() as tx:
        tx.people.save(MARIA)
        tx.conversations.add(first)
    assert not isinstance(caught.value, Busy)
    with database() as tx:
        assert tx.people.get("maria") is None


def test_a_lock_that_is_not_given_in_time_is_a_conflict_that_blames_nothing(
    database_url: str, vault: Vault, new_id: Callable[[], str], clock: FakeClock
) -> None:
    engine = make_engine(database_url, wait=0.05)
    database = Database(engine, vault, new_id)
    with database() as tx:
        chat = open_conversation(tx, clock()).id
    with database() as tx:
        tx.conversations.get(chat)
        with pytest.raises(Busy), database() as other:
            other.conversations.get(chat)
    engine.dispose()


def test_a_table_that_is_not_there_is_a_database_that_is_away(
    database: Database, clock: FakeClock
) -> None:
    def renamed(old: str, new: str) -> None:
        with database.engine.begin() as connection:
            connection.exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")

    renamed("held_hooks", "elsewhere")
    try:
        with pytest.raises(DatabaseAway, match="held_hooks"), database() as tx:
            tx.held_hooks.add([b"1"], clock())
    finally:
        renamed("elsewhere", "held_hooks")


@pytest.mark.parametrize("url", ["sqlite:///{}/rubbish.db", "postgresql://127.0.0.1:1/quita"])
def test_a_database_that_is_none_or_does_not_answer_is_away(
    tmp_path: Path, url: str, vault: Vault, new_id: Callable[[], str]
) -> None:
    (tmp_path / "rubbish.db").write_bytes(b"rubbish" * 1000)
    database = Database(make_engine(url.format(tmp_path)), vault, new_id)
    with pytest.raises(DatabaseAway), database():
        pass
