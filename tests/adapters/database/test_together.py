"""Transactions that are parts of one: a part undoes itself alone, only the whole commits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone

import pytest

from quita.adapters.database.unit_of_work import Database

AT = datetime(2026, 11, 23, 15, 0, tzinfo=timezone.utc)


def hold(database: Database, *bodies: bytes) -> None:
    with database() as tx:
        tx.held_hooks.add(bodies, AT)


def held(database: Database) -> list[bytes]:
    with database() as tx:
        return [hook.body for hook in tx.held_hooks.due(AT, 100)]


def test_the_parts_commit_with_the_whole(database: Database) -> None:
    with database.together():
        hold(database, b"1")
        hold(database, b"2")
        assert held(database) == [b"1", b"2"]
    assert held(database) == [b"1", b"2"]


def test_a_whole_that_fails_undoes_its_parts(database: Database) -> None:
    with pytest.raises(RuntimeError), database.together():
        hold(database, b"1")
        raise RuntimeError
    assert held(database) == []


def test_a_part_that_fails_undoes_itself_alone(database: Database) -> None:
    with database.together():
        hold(database, b"1")
        with pytest.raises(RuntimeError), database() as tx:
            tx.held_hooks.add([b"2"], AT)
            raise RuntimeError
        hold(database, b"3")
    assert held(database) == [b"1", b"3"]


def test_after_the_whole_transactions_are_their_own_again(database: Database) -> None:
    with pytest.raises(RuntimeError), database.together():
        raise RuntimeError
    with pytest.raises(RuntimeError), database() as tx:
        tx.held_hooks.add([b"1"], AT)
        raise RuntimeError
    hold(database, b"2")
    assert held(database) == [b"2"]


def test_another_threads_transactions_are_no_parts(database: Database) -> None:
    with ThreadPoolExecutor(1) as other, pytest.raises(RuntimeError), database.together() as tx:
        waiting = other.submit(hold, database, b"theirs")
        tx.held_hooks.add([b"ours"], AT)
        raise RuntimeError
    waiting.result()
    assert held(database) == [b"theirs"]


def test_a_body_of_any_bytes_comes_back_as_it_was(database: Database) -> None:
    body = bytes(range(256)) + "ção \U0001f600".encode()
    hold(database, body)
    assert held(database) == [body]
