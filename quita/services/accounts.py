"""Who signs in to the desk; what each role may do there is domain/permissions'."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Protocol

from quita.domain.errors import InvalidInput, NotAllowed
from quita.domain.permissions import GRANTED
from quita.domain.records import User
from quita.services.ports import Clock, NewId, UnitOfWorkFactory

ROLES = tuple(GRANTED)
MIN_PASSWORD, MAX_PASSWORD = 8, 256  # characters
MAX_FAILURES = 5
FAILURES_COUNT_FOR = timedelta(minutes=15)
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,63}")


class Hasher(Protocol):
    """Makes and checks password hashes, slowly on purpose."""

    def hash(self, password: str) -> str: ...

    def verify(self, password_hash: str, password: str) -> bool: ...


class Accounts:
    """Adds users and lets them in; attempts are counted for all processes together."""

    def __init__(self, uow: UnitOfWorkFactory, hasher: Hasher, new_id: NewId, clock: Clock) -> None:
        """Wire the ports."""
        self._uow, self._hasher, self._new_id, self._clock = uow, hasher, new_id, clock
        # Checked for unknown logins, so that they take as long to refuse as known ones.
        self._nobody = hasher.hash(new_id())

    def add(self, login: str, name: str, role: str, password: str) -> User:
        """Add a user; a login is kept in small letters.

        Raises:
            InvalidInput: the login is taken or unfit, the role unknown, the password too short or
                too long, or the name empty.
        """
        login = plain(login)
        if not _LOGIN.fullmatch(login):
            raise InvalidInput("a login has 2 to 64 letters, digits, or . _ @ + -")
        if role not in ROLES:
            raise InvalidInput(f"a role is one of {', '.join(ROLES)}")
        if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
            raise InvalidInput(f"a password has {MIN_PASSWORD} to {MAX_PASSWORD} characters")
        if not name.strip():
            raise InvalidInput("a name is missing")
        user = User(self._new_id(), login, name.strip(), role, self._hasher.hash(password))
        with self._uow() as tx:
            if tx.users.by_login(login):
                raise InvalidInput(f"the login {login} is taken")
            tx.users.save(user)
        return user

    def sign_in(self, login: str, password: str) -> User | None:
        """Give the user of a login and password, or None; unknown and wrong take the same time.

        An attempt is counted before its password is looked at, so that many at the same moment do
        not slip through together; one that is refused does not count.

        Raises:
            NotAllowed: five failures for this login within 15 minutes; the password is not looked
                at any more.
        """
        login, password = plain(login)[:64], password[: MAX_PASSWORD + 1]
        self.admit(login)
        with self._uow() as tx:
            user = tx.users.by_login(login)
        if not self._hasher.verify(user.password_hash if user else self._nobody, password):
            return None
        if user:
            self.succeed(login)
        return user

    def admit(self, what: str) -> None:
        """Count an attempt at a login or at another secret.

        Raises:
            NotAllowed: there were too many; the attempt is not counted then.
        """
        now = self._clock()
        with self._uow() as tx:
            before = tx.desk_access.attempt(what, now, now - FAILURES_COUNT_FOR)
            if before >= MAX_FAILURES:
                raise NotAllowed("too many failed attempts")

    def succeed(self, what: str) -> None:
        """Start counting anew."""
        with self._uow() as tx:
            tx.desk_access.forget_attempts(what)

    def everybody(self) -> list[User]:
        """Give all users, by name."""
        with self._uow() as tx:
            return tx.users.everybody()

    def get(self, user_id: str) -> User | None:
        """Give a user."""
        with self._uow() as tx:
            return tx.users.get(user_id)

    def names(self, user_ids: Iterable[str]) -> dict[str, str]:
        """Give the names of users by id; unknown ids are left out."""
        with self._uow() as tx:
            found = [tx.users.get(user_id) for user_id in set(user_ids)]
        return {user.id: user.name for user in found if user}


def plain(login: str) -> str:
    """Write a login as it is stored."""
    return login.strip().casefold()
