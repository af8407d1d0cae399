"""Who signs in to the desk, and what each role may do there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Protocol

from quita.domain.errors import InvalidInput, NotAllowed
from quita.domain.records import User
from quita.services.ports import Clock, NewId, UnitOfWorkFactory

ROLES = ("agent", "supervisor", "designer", "auditor", "admin")
ACTING = frozenset({"agent", "supervisor", "admin"})
SUPERVISING = frozenset({"supervisor", "admin"})
READING = ACTING | {"auditor"}
MIN_PASSWORD, MAX_PASSWORD = 8, 256  # characters
MAX_FAILURES = 5
FAILURES_COUNT_FOR = timedelta(minutes=15)
MAX_LOGINS = 10_000  # of those that failed, remembered at once
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,63}")


class Hasher(Protocol):
    """Makes and checks password hashes, slowly on purpose."""

    def hash(self, password: str) -> str: ...

    def verify(self, password_hash: str, password: str) -> bool: ...


def may_act(user: User) -> bool:
    """Say whether a role may claim, answer and end conversations."""
    return user.role in ACTING


def may_read(user: User) -> bool:
    """Say whether a role may see the queue and the transcripts (LGPD 6: only who needs to)."""
    return user.role in READING


def may_supervise(user: User) -> bool:
    """Say whether a role may take or pass on what is with others."""
    return user.role in SUPERVISING


class Accounts:
    """Adds users and lets them in; failures are counted in this process."""

    def __init__(self, uow: UnitOfWorkFactory, hasher: Hasher, new_id: NewId, clock: Clock) -> None:
        """Wire the ports."""
        self._uow, self._hasher, self._new_id = uow, hasher, new_id
        self._throttle = Throttle(clock)
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

        Raises:
            NotAllowed: five failures for this login within 15 minutes; the password is not looked
                at any more.
        """
        login, password = plain(login)[:64], password[: MAX_PASSWORD + 1]
        if not self._throttle.admit(login):
            raise NotAllowed("too many failed attempts for this login")
        with self._uow() as tx:
            user = tx.users.by_login(login)
        if not self._hasher.verify(user.password_hash if user else self._nobody, password):
            return None
        if user:
            self._throttle.forget(login)
        return user

    def get(self, user_id: str) -> User | None:
        """Give a user."""
        with self._uow() as tx:
            return tx.users.get(user_id)

    def names(self, user_ids: Iterable[str]) -> dict[str, str]:
        """Give the names of users by id; unknown ids are left out."""
        with self._uow() as tx:
            found = [tx.users.get(user_id) for user_id in set(user_ids)]
        return {user.id: user.name for user in found if user}


@dataclass
class Throttle:
    """Counts attempts by login, before their password is checked; a success forgets them.

    Attempts are counted first, so that many at the same moment do not slip through together.
    """

    clock: Clock
    _attempts: dict[str, list[datetime]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def admit(self, login: str) -> bool:
        """Count an attempt; False where there were too many."""
        now = self.clock()
        with self._lock:
            recent = [at for at in self._attempts.pop(login, []) if now - at < FAILURES_COUNT_FOR]
            admitted = len(recent) < MAX_FAILURES
            # Put back at the end: what is dropped when memory is full failed the longest ago.
            self._attempts[login] = [*recent, now] if admitted else recent
            if len(self._attempts) > MAX_LOGINS:
                del self._attempts[next(iter(self._attempts))]
        return admitted

    def forget(self, login: str) -> None:
        """Start counting anew."""
        with self._lock:
            self._attempts.pop(login, None)


def plain(login: str) -> str:
    """Write a login as it is stored."""
    return login.strip().casefold()
