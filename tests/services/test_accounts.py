"""Who gets in: the right password, five failures at most, roles that may."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from argon2 import PasswordHasher

from quita.adapters.database.unit_of_work import Database
from quita.adapters.passwords import Argon2Hasher
from quita.domain.errors import InvalidInput, NotAllowed
from quita.domain.records import User
from quita.services.accounts import Accounts
from tests.conftest import FakeClock

PASSWORD = "uma senha boa"


class FakeHasher:
    """Marks what was hashed, and remembers every check."""

    def __init__(self) -> None:
        """Begin with no checks."""
        self.checked: list[str] = []

    def hash(self, password: str) -> str:
        """Mark a password."""
        return f"hash of {password}"

    def verify(self, password_hash: str, password: str) -> bool:
        """Compare, and remember against which hash."""
        self.checked.append(password_hash)
        return password_hash == self.hash(password)


@pytest.fixture
def hasher() -> FakeHasher:
    return FakeHasher()


@pytest.fixture
def accounts(
    database: Database, hasher: FakeHasher, new_id: Callable[[], str], clock: FakeClock
) -> Accounts:
    return Accounts(database, hasher, new_id, clock)


def fail(accounts: Accounts, login: str, times: int) -> None:
    for _ in range(times):
        assert accounts.sign_in(login, "errada") is None


def test_the_right_password_opens_and_the_login_may_be_typed_in_capitals(
    accounts: Accounts,
) -> None:
    ana = accounts.add(" Ana ", "Ana Lima", "agent", PASSWORD)
    assert ana.login == "ana"
    assert accounts.sign_in("ANA ", PASSWORD) == ana
    assert accounts.get(ana.id) == ana


def test_the_password_itself_is_never_stored(accounts: Accounts, database: Database) -> None:
    ana = accounts.add("ana", "Ana", "agent", PASSWORD)
    with database() as tx:
        assert tx.users.get(ana.id) == User(ana.id, "ana", "Ana", "agent", f"hash of {PASSWORD}")


def test_an_unknown_login_is_checked_like_a_wrong_password(
    accounts: Accounts, hasher: FakeHasher
) -> None:
    accounts.add("ana", "Ana", "agent", PASSWORD)
    assert accounts.sign_in("ana", "errada") is None
    assert accounts.sign_in("ninguem", "errada") is None
    assert len(hasher.checked) == 2


def test_nobody_gets_in_by_the_hash_that_stands_for_unknown_logins(
    database: Database, clock: FakeClock
) -> None:
    accounts = Accounts(database, FakeHasher(), lambda: "sabido", clock)
    assert accounts.sign_in("ninguem", "sabido") is None


def test_the_sixth_attempt_is_refused_also_with_the_right_password(
    accounts: Accounts, hasher: FakeHasher
) -> None:
    accounts.add("ana", "Ana", "agent", PASSWORD)
    fail(accounts, "ana", 5)
    with pytest.raises(NotAllowed):
        accounts.sign_in("Ana", PASSWORD)
    assert len(hasher.checked) == 5


def test_unknown_logins_are_throttled_too_so_that_they_are_not_told_apart(
    accounts: Accounts,
) -> None:
    fail(accounts, "ninguem", 5)
    with pytest.raises(NotAllowed):
        accounts.sign_in("ninguem", "errada")


def test_failures_of_one_login_leave_others_alone(accounts: Accounts) -> None:
    accounts.add("bia", "Bia", "agent", PASSWORD)
    fail(accounts, "ana", 5)
    assert accounts.sign_in("bia", PASSWORD)


def test_failures_are_forgotten_after_fifteen_minutes(accounts: Accounts, clock: FakeClock) -> None:
    accounts.add("ana", "Ana", "agent", PASSWORD)
    fail(accounts, "ana", 5)
    clock.advance(minutes=14, seconds=59)
    with pytest.raises(NotAllowed):
        accounts.sign_in("ana", PASSWORD)
    clock.advance(seconds=1)
    assert accounts.sign_in("ana", PASSWORD)


def test_a_success_starts_the_count_anew(accounts: Accounts) -> None:
    accounts.add("ana", "Ana", "agent", PASSWORD)
    fail(accounts, "ana", 4)
    assert accounts.sign_in("ana", PASSWORD)
    fail(accounts, "ana", 5)


def test_twenty_wrong_passwords_over_two_processes_let_five_be_looked_at(
    database: Database, new_id: Callable[[], str], clock: FakeClock
) -> None:
    hashers = [FakeHasher(), FakeHasher()]
    processes = [Accounts(database, hasher, new_id, clock) for hasher in hashers]
    processes[0].add("ana", "Ana", "agent", PASSWORD)
    refused = 0
    for number in range(20):
        try:
            assert processes[number % 2].sign_in("ana", "errada") is None
        except NotAllowed:
            refused += 1
    assert refused == 15
    assert sum(len(hasher.checked) for hasher in hashers) == 5


@pytest.mark.parametrize(
    ("login", "name", "role", "password"),
    [
        ("", "Ana", "agent", PASSWORD),
        ("ana lima", "Ana", "agent", PASSWORD),
        ("a" * 65, "Ana", "agent", PASSWORD),
        ("ana", " ", "agent", PASSWORD),
        ("ana", "Ana", "boss", PASSWORD),
        ("ana", "Ana", "agent", "curta"),
        ("ana", "Ana", "agent", "x" * 257),
    ],
)
def test_an_unfit_user_is_not_added(
    accounts: Accounts, login: str, name: str, role: str, password: str
) -> None:
    with pytest.raises(InvalidInput):
        accounts.add(login, name, role, password)
    assert accounts.sign_in(login, password) is None


def test_a_login_is_given_once(accounts: Accounts) -> None:
    ana = accounts.add("ana", "Ana", "agent", PASSWORD)
    with pytest.raises(InvalidInput, match="ana is taken"):
        accounts.add("ANA", "Outra Ana", "admin", "outra senha boa")
    assert accounts.sign_in("ana", PASSWORD) == ana


def test_names_are_given_for_those_who_exist(accounts: Accounts) -> None:
    ana = accounts.add("ana", "Ana", "agent", PASSWORD)
    assert accounts.names([ana.id, ana.id, "ninguem"]) == {ana.id: "Ana"}


def test_argon2_knows_its_own_password_and_no_other() -> None:
    hasher = Argon2Hasher(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    made = hasher.hash("açaí \ud800")
    assert made.startswith("$argon2id$")
    assert hasher.hash("açaí \ud800") != made
    assert hasher.verify(made, "açaí \ud800")
    assert not hasher.verify(made, "acai")
    assert not hasher.verify("not a hash", "acai")
