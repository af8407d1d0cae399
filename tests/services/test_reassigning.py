"""Ownership among people: one owner always, whoever takes, passes on or is given a conversation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Owner
from quita.domain.errors import NotAllowed, NotOwner
from quita.domain.events import HANDOFF_TRANSFERRED
from quita.domain.handoff import Reason
from quita.domain.records import User
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
    return Reassigning(database, clock, new_id, "http://quita.example")


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


@pytest.mark.parametrize("owner", [Owner.BOT, Owner.CLOSED])
def test_nobody_takes_what_the_bot_has_or_what_has_ended(
    database: Database, moving: Reassigning, clock: FakeClock, owner: Owner
) -> None:
    chat = waits(database, clock)
    with database() as tx:
        tx.conversations.set_owner(chat, owner, at=clock())
    with pytest.raises(NotOwner):
        moving.take_over(chat, SOL)


def test_an_agent_may_not_take_over_and_may_not_pass_on_another_s(
    database: Database, moving: Reassigning, clock: FakeClock
) -> None:
    chat = waits(database, clock)
    moving.claim(chat, "ana")
    with pytest.raises(NotAllowed):
        moving.take_over(chat, BIA)
    with pytest.raises(NotOwner):
        moving.transfer(chat, BIA, "bia")
    assert holder(database, chat) == (Owner.HUMAN, "ana")


def test_passing_on_writes_who_gave_whom_what(
    database: Database, moving: Reassigning, clock: FakeClock
) -> None:
    chat = waits(database, clock)
    moving.claim(chat, "ana")
    moving.transfer(chat, SOL, "bia")
    assert holder(database, chat) == (Owner.HUMAN, "bia")
    with database() as tx:
        [event] = tx.events.of_subject(chat, HANDOFF_TRANSFERRED)
    assert (event.data["from"], event.data["to"], event.data["by"]) == ("ana", "bia", "sol")


def test_back_in_the_queue_it_keeps_its_urgency_and_may_have_another_reason(
    database: Database, moving: Reassigning, clock: FakeClock
) -> None:
    chat = waits(database, clock, priority=1)
    moving.claim(chat, "ana")
    moving.to_queue(chat, ANA, Reason.LGPD)
    with database() as tx:
        found = tx.conversations.get(chat)
    assert found is not None
    assert (found.owner, found.handoff_reason, found.priority) == (Owner.QUEUED, "lgpd", 1)


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
