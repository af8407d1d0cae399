"""Tests of the desk's users."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.errors import Conflict
from quita.domain.records import User

ANA = User("u1", "ana", "Ana Souza", "agent", "$argon2id$...")


def test_a_user_is_found_by_login_and_by_id(database: Database) -> None:
    with database() as tx:
        tx.users.save(ANA)
    with database() as tx:
        assert tx.users.by_login("ana") == tx.users.get("u1") == ANA
        assert tx.users.by_login("bia") is tx.users.get("u2") is None


def test_saving_a_user_again_updates_it(database: Database) -> None:
    promoted = replace(ANA, role="supervisor", login="ana.souza")
    with database() as tx:
        tx.users.save(ANA)
        tx.users.save(promoted)
        assert tx.users.get("u1") == promoted
        assert tx.users.by_login("ana") is None


def test_a_login_is_of_one_user(database: Database) -> None:
    with pytest.raises(Conflict), database() as tx:
        tx.users.save(ANA)
        tx.users.save(replace(ANA, id="u2"))
    with database() as tx:
        assert tx.users.by_login("ana") is None
