"""What waits is given to whoever is here, free, and has the fewest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Owner
from quita.domain.records import User
from quita.services.ownership import Ownership
from quita.services.reassigning import Reassigning
from tests.adapters.database.samples import open_conversation
from tests.conftest import FakeClock

ANA, BIA = (User(name, name, name, "agent", "x") for name in ("ana", "bia"))
SOL = User("sol", "sol", "Sol", "supervisor", "x")


@pytest.fixture
def moving(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> Reassigning:
    with database() as tx:
        for user in (ANA, BIA, SOL):
            tx.users.save(user)
    ownership = Ownership(database, clock, new_id, "http://quita.example")
    return Reassigning(database, clock, ownership)


def waits(database: Database, clock: FakeClock, number: int = 1, priority: int = 4) -> str:
    with database() as tx:
        chat = open_conversation(tx, clock(), phone=f"+551198765{number:04}")
        tx.conversations.set_owner(
            chat.id, Owner.QUEUED, reason="requested", priority=priority, at=clock()
        )
    return chat.id


def holder(database: Database, chat: str) -> tuple[Owner, str | None]:
    with database() as tx:
        found = tx.conversations.get(chat)
    assert found is not None
    return found.owner, found.agent_id


def here(database: Database, clock: FakeClock, *users: User, capacity: int = 6) -> None:
    with database() as tx:
        for user in users:
            profile = replace(tx.desk_access.profile(user.id), capacity=capacity, seen_at=clock())
            tx.desk_access.save_profile(profile)


def test_waiting_conversations_go_to_whoever_is_here_free_and_has_the_fewest(
    database: Database, moving: Reassigning, clock: FakeClock
) -> None:
    chats = [waits(database, clock, number, priority=number) for number in range(5)]
    assert moving.assign_waiting() == []  # nobody is here
    here(database, clock, ANA, BIA, SOL, capacity=2)
    assert moving.assign_waiting() == chats[:4]
    assert sorted(str(holder(database, chat)[1]) for chat in chats[:4]) == [
        "ana", "ana", "bia", "bia",
    ]  # fmt: skip
    assert holder(database, chats[4]) == (Owner.QUEUED, None)


def test_nothing_is_given_to_who_is_away_or_takes_a_break(
    database: Database, moving: Reassigning, clock: FakeClock
) -> None:
    waits(database, clock)
    here(database, clock, ANA, BIA)
    with database() as tx:
        tx.desk_access.save_profile(replace(tx.desk_access.profile("bia"), available=False))
    clock.advance(seconds=91)
    with database() as tx:
        tx.desk_access.seen("bia", clock())
    assert moving.assign_waiting() == []
