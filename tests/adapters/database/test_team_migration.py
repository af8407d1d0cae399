"""Letting files be without a message keeps what is there, and can be taken back."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from types import ModuleType

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import inspect

from quita.adapters.database.migrate import SCRIPTS
from quita.adapters.database.unit_of_work import Database
from quita.domain.media import MediaItem, MediaState
from quita.domain.receipt import ClaimState, ReceiptClaim
from tests.builders import draft, open_conversation
from tests.conftest import FakeClock


def migration() -> ModuleType:
    path = SCRIPTS / "versions" / "0012_team.py"
    spec = importlib.util.spec_from_file_location("team_migration", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(database: Database, step: Callable[[], None]) -> bool:
    """Take a step; say whether a file may be without a message by then."""
    with database.engine.begin() as connection:
        with Operations.context(MigrationContext.configure(connection)):
            step()
        columns = inspect(connection).get_columns("media")
        return bool(next(one["nullable"] for one in columns if one["name"] == "message_id"))


def test_what_people_sent_and_what_it_claims_stay(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        chat = open_conversation(tx, clock())
        message = tx.messages.add(
            chat.id, draft(clock(), None, kind="image", media={"id": "m1"}), clock()
        )
        assert message is not None
        tx.media.add(message, clock())
        [theirs] = tx.media.of_conversation(chat.id)
        claim = ReceiptClaim("c1", theirs.id, chat.id, ClaimState.CLAIMED, clock())
        tx.receipts.add(claim)
        ours = MediaItem("o1", None, chat.id, "", "voice", MediaState.STORED, clock())
        tx.media.attach(ours)
    steps = migration()
    assert run(database, steps.downgrade) is False
    assert run(database, steps.upgrade) is True
    with database() as tx:
        assert [one.id for one in tx.media.of_conversation(chat.id)] == [theirs.id]
        assert tx.receipts.get("c1") == claim
