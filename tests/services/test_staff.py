"""Who works at the desk, kept by an admin: added, changed, sent away with what they had."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.adapters.second_factor import TimeCodes
from quita.domain.conversation import Owner
from quita.domain.errors import InvalidInput, NotAllowed, NotFound
from quita.domain.records import User
from quita.services.accounts import Accounts
from quita.services.ownership import Ownership
from quita.services.reassigning import Reassigning
from quita.services.sessions import Sessions
from quita.services.staff import MAX_CAPACITY, Staff
from tests.adapters.database.samples import open_conversation
from tests.conftest import FakeClock
from tests.services.test_accounts import FakeHasher

ADA, EDU = (User(name, name, name.title(), "admin", "x") for name in ("ada", "edu"))
ANA, BIA = (User(name, name, name.title(), "agent", "x") for name in ("ana", "bia"))
OTHERS = [User(role, role, role, role, "x") for role in ("supervisor", "auditor", "designer")]


class World:
    """The services over one database."""

    def __init__(self, database: Database, clock: FakeClock, new_id: Callable[[], str]) -> None:
        """Save everybody."""
        self.database, self.clock = database, clock
        with database() as tx:
            for user in (ADA, EDU, ANA, BIA, *OTHERS):
                tx.users.save(user)
        self.accounts = Accounts(database, FakeHasher(), new_id, clock)
        self.sessions = Sessions(database, clock, "a secret for tests only", TimeCodes())
        self.ownership = Ownership(database, clock, new_id, "http://quita.example")
        self.moving = Reassigning(database, clock, self.ownership)
        self.staff = Staff(database, clock, self.accounts, self.moving)

    def chat(self, agent: str, number: int = 1) -> str:
        """Give a conversation that an agent has."""
        with self.database() as tx:
            chat = open_conversation(tx, self.clock(), phone=f"+551198765{number:04}").id
            tx.conversations.set_owner(
                chat, Owner.QUEUED, reason="fraud", priority=1, at=self.clock()
            )
        self.ownership.claim(chat, agent)
        return chat

    def holder(self, chat: str) -> tuple[Owner, str | None, int]:
        """Give who has a conversation, and how urgent it is."""
        with self.database() as tx:
            found = tx.conversations.get(chat)
        assert found is not None
        return found.owner, found.agent_id, found.priority

    def told(self, user_id: str) -> list[tuple[str, str, Any]]:
        """Give what was written down about a user."""
        with self.database() as tx:
            return [(e["actor"], e["action"], e["details"]) for e in tx.events.trail(user_id)]

    def open(self, user: User) -> str:
        """Give the token of a session."""
        return self.sessions.open(user)[0]

    def signed(self, token: str) -> User | None:
        """Give who is signed in."""
        found = self.sessions.find(token, self.database)
        return found.user if found else None


@pytest.fixture
def world(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> World:
    return World(database, clock, new_id)


def test_who_is_added_signs_in_once_with_what_was_shown_and_chooses_a_password(
    world: World,
) -> None:
    user, password = world.staff.add(ADA, "Leo", "Leo Reis", "agent", 4)
    assert world.staff.member(user.id).profile.capacity == 4
    again = world.accounts.sign_in("leo", password)
    assert again is not None and again.password_until is not None
    with pytest.raises(InvalidInput):
        world.accounts.choose_password(again, password)  # not the one that was shown
    world.accounts.choose_password(again, "uma senha só minha")
    assert world.accounts.sign_in("leo", password) is None
    mine = world.accounts.sign_in("leo", "uma senha só minha")
    assert mine is not None and mine.password_until is None
    details = {"login": "leo", "role": "agent", "capacity": 4}
    assert ("agent:ada", "user_added", details) in world.told(user.id)
    assert "password_chosen" in [action for _, action, _ in world.told(user.id)]


def test_a_password_that_was_shown_lasts_a_day(world: World) -> None:
    _, password = world.staff.add(ADA, "leo", "Leo Reis", "agent", 4)
    world.clock.now += timedelta(days=1)
    assert world.accounts.sign_in("leo", password) is None


@pytest.mark.parametrize(
    "wrong",
    [{"login": "x"}, {"login": "ANA"}, {"name": " "}, {"role": "chefe"}, {"capacity": -1},
     {"capacity": MAX_CAPACITY + 1}],
)  # fmt: skip
def test_nobody_is_added_who_does_not_fit(world: World, wrong: dict[str, Any]) -> None:
    fields = {"login": "leo", "name": "Leo", "role": "agent", "capacity": 6, **wrong}
    with pytest.raises(InvalidInput):
        world.staff.add(ADA, **fields)
    assert len(world.staff.everybody()) == 4 + len(OTHERS)


@pytest.mark.parametrize("by", [ANA, *OTHERS, replace(ADA, id="nobody")], ids=lambda by: by.id)
def test_only_an_admin_does_any_of_it(world: World, by: User) -> None:
    staff = world.staff
    for act in (
        lambda: staff.add(by, "leo", "Leo", "agent", 6),
        lambda: staff.change(by, "bia", "Bia", "admin", 6),
        lambda: staff.new_password(by, "bia"),
        lambda: staff.drop_factor(by, "bia"),
        lambda: staff.deactivate(by, "bia"),
        lambda: staff.reactivate(by, "bia"),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert world.told("bia") == []
    assert world.accounts.get("bia") == BIA


def test_role_and_capacity_change_and_both_are_written_down(world: World) -> None:
    world.staff.change(ADA, "ana", "Ana Lima", "supervisor", 9)
    member = world.staff.member("ana")
    assert (member.user.name, member.user.role) == ("Ana Lima", "supervisor")
    assert member.profile.capacity == 9
    [(actor, action, details)] = world.told("ana")
    assert (actor, action) == ("agent:ada", "user_changed")
    assert details == {
        "name": ["Ana", "Ana Lima"], "role": ["agent", "supervisor"], "capacity": [6, 9],
    }  # fmt: skip
    world.staff.change(ADA, "ana", "Ana Lima", "supervisor", 9)
    assert len(world.told("ana")) == 1  # nothing changed, nothing to tell


def test_who_answers_no_more_by_their_role_gives_back_what_they_had(world: World) -> None:
    chat = world.chat("ana")
    world.staff.change(ADA, "ana", "Ana", "auditor", 6)
    assert world.holder(chat) == (Owner.QUEUED, None, 1)


def test_deactivating_ends_sessions_and_gives_chats_back_to_the_queue(world: World) -> None:
    token, other = world.open(ANA), world.open(BIA)
    chats, hers = [world.chat("ana", 1), world.chat("ana", 2)], world.chat("bia", 3)
    given = world.staff.deactivate(ADA, "ana")
    assert sorted(given) == sorted(chats)
    assert (world.signed(token), world.signed(other)) == (None, BIA)
    assert [world.holder(chat) for chat in chats] == [(Owner.QUEUED, None, 1)] * 2
    assert world.holder(hers)[:2] == (Owner.HUMAN, "bia")
    assert world.told("ana")[-1] == ("agent:ada", "user_deactivated", {"chats": given})
    with world.database() as tx:
        assert "transfer" in [one["action"] for one in tx.events.trail(chats[0])]
    assert world.staff.deactivate(ADA, "ana") == []


def test_who_was_deactivated_neither_signs_in_nor_gets_a_chat(world: World) -> None:
    user, password = world.staff.add(ADA, "leo", "Leo", "agent", 6)
    chat = world.chat("bia")
    world.staff.deactivate(ADA, user.id)
    assert world.accounts.sign_in("leo", password) is None
    with pytest.raises(InvalidInput):
        world.ownership.transfer(chat, BIA, to_agent=user.id)
    world.ownership.transfer(chat, BIA, to_queue="geral")
    with pytest.raises(NotAllowed):
        world.ownership.claim(chat, user.id)
    with world.database() as tx:
        tx.desk_access.seen(user.id, world.clock())
    assert world.moving.assign_waiting() == []
    world.staff.reactivate(ADA, user.id)
    assert world.accounts.sign_in("leo", password) is not None
    assert world.moving.assign_waiting() == [chat]


def test_nobody_shuts_themselves_out(world: World) -> None:
    for act in (
        lambda: world.staff.deactivate(ADA, "ada"),
        lambda: world.staff.change(ADA, "ada", "Ada", "agent", 6),
    ):
        with pytest.raises(NotAllowed):
            act()
    world.staff.change(ADA, "ada", "Ada", "admin", 3)  # the rest of one's own may be changed
    assert world.staff.member("ada").profile.capacity == 3


def test_who_was_deactivated_meanwhile_deactivates_nobody(world: World) -> None:
    world.staff.deactivate(ADA, "edu")
    with pytest.raises(NotAllowed):
        world.staff.deactivate(EDU, "ada")
    assert world.staff.member("ada").user.active


def test_a_new_password_ends_the_sessions_and_the_old_password(world: World) -> None:
    user, first = world.staff.add(ADA, "leo", "Leo", "agent", 6)
    token = world.open(user)
    second = world.staff.new_password(ADA, user.id)
    assert world.signed(token) is None
    assert world.accounts.sign_in("leo", first) is None
    assert world.accounts.sign_in("leo", second) is not None
    assert [action for _, action, _ in world.told(user.id)].count("password_given") == 1
    assert second not in str(world.told(user.id))


def test_a_new_password_lets_in_whom_wrong_ones_had_shut_out(world: World) -> None:
    world.staff.add(ADA, "leo", "Leo", "agent", 6)
    for _ in range(5):
        assert world.accounts.sign_in("leo", "errada") is None
    leo = next(one.user for one in world.staff.everybody() if one.user.login == "leo")
    assert world.accounts.sign_in("leo", world.staff.new_password(ADA, leo.id)) is not None


def test_a_second_factor_is_dropped_with_the_sessions(world: World) -> None:
    with world.database() as tx:
        profile = replace(tx.desk_access.profile("ana"), totp_secret="S", totp_counter=1)
        tx.desk_access.save_profile(profile)
    token = world.open(ANA)
    world.staff.drop_factor(ADA, "ana")
    assert world.staff.member("ana").profile.totp_secret is None
    assert world.signed(token) is None
    assert world.told("ana")[-1][:2] == ("agent:ada", "factor_dropped")


def test_nobody_of_an_unknown_id_is_changed(world: World) -> None:
    for act in (world.staff.new_password, world.staff.deactivate, world.staff.drop_factor):
        with pytest.raises(NotFound):
            act(ADA, "nobody")
    with pytest.raises(NotFound):
        world.staff.member("nobody")
