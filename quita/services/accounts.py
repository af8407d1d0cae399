"""Who signs in to the desk; what each role may do there is domain/permissions'."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from quita.domain.errors import InvalidInput, NotAllowed
from quita.domain.permissions import GRANTED
from quita.domain.records import User
from quita.services.ports import Clock, NewId, UnitOfWork, UnitOfWorkFactory

ROLES = tuple(GRANTED)
MIN_PASSWORD, MAX_PASSWORD, MAX_NAME = 8, 256, 80  # characters
MAX_FAILURES = 5
FAILURES_COUNT_FOR = timedelta(minutes=15)
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,63}")


class UnfitUser(InvalidInput):
    """What an admin or a user filled in does not fit; `what` names it."""

    def __init__(self, what: str, why: str) -> None:
        """Take login, taken, name, role, capacity, password or same, and the rule."""
        super().__init__(why)
        self.what = what


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
            UnfitUser: the login is taken or unfit, the role unknown, the password too short or
                too long, or the name empty.
        """
        user = self.prepare(login, name, role, password)
        with self._uow() as tx:
            self.insert(tx, user)
        return user

    def prepare(self, login: str, name: str, role: str, password: str) -> User:
        """Make a user, its password hashed; the database does not know it yet.

        Raises:
            UnfitUser: as add(), but for a login that is taken.
        """
        login = plain(login)
        if not _LOGIN.fullmatch(login):
            raise UnfitUser("login", "a login has 2 to 64 letters, digits, or . _ @ + -")
        check_role(role)
        _check_password(password)
        hashed = self._hasher.hash(password)
        return User(self._new_id(), login, fit_name(name), role, hashed)

    def insert(self, tx: UnitOfWork, user: User) -> None:
        """Store a new user.

        Raises:
            UnfitUser: the login is taken.
        """
        if tx.users.by_login(user.login):
            raise UnfitUser("taken", f"the login {user.login} is taken")
        tx.users.save(user)

    def with_password(self, user: User, password: str, until: datetime | None) -> User:
        """Give a user with another password, which lasts until a moment, or for good.

        Raises:
            UnfitUser: it is too short or too long.
        """
        _check_password(password)
        hashed = self._hasher.hash(password)
        return replace(user, password_hash=hashed, password_until=until)

    def choose_password(self, user: User, password: str) -> None:
        """Let somebody replace a password that was given to them.

        Raises:
            UnfitUser: it is too short, too long, or the very one.
        """
        if self._hasher.verify(user.password_hash, password[: MAX_PASSWORD + 1]):
            raise UnfitUser("same", "another password than the one that was given")
        changed = self.with_password(user, password, None)
        with self._uow() as tx:
            now = tx.users.lock(user.id)
            if now is None or now.password_hash != user.password_hash:
                raise NotAllowed("the password was changed meanwhile")
            tx.users.save(replace(changed, role=now.role, deactivated_at=now.deactivated_at))
            tx.events.audit(f"agent:{user.id}", "password_chosen", user.id, {}, self._clock())

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
        if user and not self._welcome(user):
            user = None
        if not self._hasher.verify(user.password_hash if user else self._nobody, password):
            return None
        if user:
            self.succeed(login)
        return user

    def _welcome(self, user: User) -> bool:
        until = user.password_until
        return user.active and (until is None or self._clock() < until)

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


def fit_name(name: str) -> str:
    """Write a name as it is stored.

    Raises:
        UnfitUser: it is empty or too long.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= MAX_NAME:
        raise UnfitUser("name", f"a name has 1 to {MAX_NAME} characters")
    return name


def check_role(role: str) -> None:
    """Let a role pass.

    Raises:
        UnfitUser: there is no such role.
    """
    if role not in ROLES:
        raise UnfitUser("role", f"a role is one of {', '.join(ROLES)}")


def _check_password(password: str) -> None:
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise UnfitUser("password", f"a password has {MIN_PASSWORD} to {MAX_PASSWORD} characters")


def plain(login: str) -> str:
    """Write a login as it is stored."""
    return login.strip().casefold()
