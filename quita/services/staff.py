"""Who works at the desk: added, changed, sent away; each act is an admin's, and is written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from secrets import choice
from typing import Any

from quita.domain.errors import NotAllowed, NotFound
from quita.domain.permissions import Permission, answers, may
from quita.domain.records import User
from quita.services.accounts import Accounts, UnfitUser, check_role, fit_name
from quita.services.ports import Clock, Profile, UnitOfWork, UnitOfWorkFactory
from quita.services.reassigning import ONLINE_FOR, Reassigning

MAX_CAPACITY = 50  # conversations at once
GIVEN_LASTS = timedelta(days=1)  # of a password that is shown once
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
_GROUPS, _GROUP = 3, 4


@dataclass(frozen=True)
class Member:
    """Somebody of the team; `chats` is how many conversations they have, `trail` who did what."""

    user: User
    profile: Profile
    chats: int
    online: bool
    trail: Sequence[Mapping[str, Any]] = ()

    @property
    def answers(self) -> bool:
        """Say whether they may have conversations."""
        return answers(self.user)


class Staff:
    """Keeps the team."""

    def __init__(
        self, uow: UnitOfWorkFactory, clock: Clock, accounts: Accounts, moving: Reassigning
    ) -> None:
        """Wire the ports."""
        self._uow, self._clock, self._accounts, self._moving = uow, clock, accounts, moving

    def everybody(self) -> list[Member]:
        """Give all users, by name, those who were deactivated last."""
        with self._uow() as tx:
            has = tx.desk_list.counts(self._clock()).by_agent
            found = [self._member(tx, user, has.get(user.id, 0)) for user in tx.users.everybody()]
        return sorted(found, key=lambda one: not one.user.active)

    def member(self, user_id: str) -> Member:
        """Give one, with what was written down about them, newest first.

        Raises:
            NotFound: there is nobody of that id.
        """
        with self._uow() as tx:
            user = tx.users.get(user_id)
            if user is None:
                raise NotFound("nobody of that id")
            has = tx.desk_list.counts(self._clock()).by_agent
            trail = tx.events.trail(user_id)[::-1]
            return replace(self._member(tx, user, has.get(user_id, 0)), trail=trail)

    def add(self, by: User, login: str, name: str, role: str, capacity: int) -> tuple[User, str]:
        """Add somebody; give them, and the password to be shown once.

        Raises:
            UnfitUser: as Accounts.add(), or an unfit capacity. NotAllowed: not an admin's act.
        """
        _check_capacity(capacity)
        password, now = made_password(), self._clock()
        user = self._accounts.prepare(login, name, role, password)
        user = replace(user, password_until=now + GIVEN_LASTS)
        with self._uow() as tx:
            _check_admin(tx.users.lock(by.id))
            self._accounts.insert(tx, user)
            tx.desk_access.save_profile(Profile(user.id, capacity=capacity))
            details = {"login": user.login, "role": role, "capacity": capacity}
            self._audit(tx, by, "user_added", user, details)
        return user, password

    def change(self, by: User, user_id: str, name: str, role: str, capacity: int) -> list[str]:
        """Change name, role and capacity; who answers no more gives back what they had (its ids).

        Raises:
            UnfitUser, NotFound. NotAllowed: not an admin's act, or one's own role.
        """
        name = fit_name(name)
        check_role(role)
        _check_capacity(capacity)
        with self._uow() as tx:
            user = self._locked(tx, by, user_id)
            if user.id == by.id and role != user.role:
                raise NotAllowed("nobody changes their own role")
            profile = tx.desk_access.profile(user_id)
            changed = replace(user, name=name, role=role)
            tx.users.save(changed)
            tx.desk_access.save_profile(replace(profile, capacity=capacity))
            pairs: dict[str, list[Any]] = {
                "name": [user.name, name],
                "role": [user.role, role],
                "capacity": [profile.capacity, capacity],
            }
            details = {what: pair for what, pair in pairs.items() if pair[0] != pair[1]}
            given = [] if answers(changed) else self._moving.give_up(tx, user_id, by)
            if details:
                self._audit(tx, by, "user_changed", user, details)
            return given

    def new_password(self, by: User, user_id: str) -> str:
        """Replace a password by one to be shown once; sessions end, and wrong guesses count anew.

        Raises:
            NotFound. NotAllowed: not an admin's act.
        """
        password, until = made_password(), self._clock() + GIVEN_LASTS
        with self._uow() as tx:
            user = self._locked(tx, by, user_id)
            tx.users.save(self._accounts.with_password(user, password, until))
            tx.desk_access.end_sessions_of(user_id)
            tx.desk_access.forget_attempts(user.login)
            self._audit(tx, by, "password_given", user, {})
        return password

    def drop_factor(self, by: User, user_id: str) -> None:
        """Turn somebody's second factor off, for whoever lost their phone; sessions end.

        Raises:
            NotFound. NotAllowed: not an admin's act.
        """
        with self._uow() as tx:
            user = self._locked(tx, by, user_id)
            profile = tx.desk_access.profile(user_id)
            tx.desk_access.save_profile(replace(profile, totp_secret=None, totp_counter=None))
            tx.desk_access.end_sessions_of(user_id)
            self._audit(tx, by, "factor_dropped", user, {})

    def deactivate(self, by: User, user_id: str) -> list[str]:
        """End what somebody may do here: sessions end, conversations wait again (their ids).

        Raises:
            NotFound. NotAllowed: not an admin's act, or oneself.
        """
        if user_id == by.id:
            raise NotAllowed("nobody deactivates themselves")
        with self._uow() as tx:
            user = self._locked(tx, by, user_id)
            if not user.active:
                return []
            tx.users.save(replace(user, deactivated_at=self._clock()))
            tx.desk_access.end_sessions_of(user_id)
            given = self._moving.give_up(tx, user_id, by)
            self._audit(tx, by, "user_deactivated", user, {"chats": given})
        return given

    def reactivate(self, by: User, user_id: str) -> None:
        """Let somebody in again, with the password that they had.

        Raises:
            NotFound. NotAllowed: not an admin's act.
        """
        with self._uow() as tx:
            user = self._locked(tx, by, user_id)
            if not user.active:
                tx.users.save(replace(user, deactivated_at=None))
                self._audit(tx, by, "user_reactivated", user, {})

    def _locked(self, tx: UnitOfWork, by: User, user_id: str) -> User:
        """Give who is acted upon; two admins who act upon each other wait for one another."""
        locked = {one: tx.users.lock(one) for one in sorted({by.id, user_id})}
        _check_admin(locked[by.id])
        user = locked[user_id]
        if user is None:
            raise NotFound("nobody of that id")
        return user

    def _member(self, tx: UnitOfWork, user: User, chats: int) -> Member:
        profile = tx.desk_access.profile(user.id)
        seen = profile.seen_at
        online = user.active and seen is not None and self._clock() - seen < ONLINE_FOR
        return Member(user, profile, chats, online)

    def _audit(
        self, tx: UnitOfWork, by: User, action: str, user: User, details: Mapping[str, Any]
    ) -> None:
        tx.events.audit(f"agent:{by.id}", action, user.id, details, self._clock())


def made_password() -> str:
    """Make a password to be read out and typed once: 12 letters and digits, 59 bits."""
    groups = ("".join(choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def _check_admin(user: User | None) -> None:
    if user is None or not user.active or not may(user.role, Permission.MANAGE_USERS):
        raise NotAllowed("only an admin keeps the team")


def _check_capacity(capacity: int) -> None:
    if not 0 <= capacity <= MAX_CAPACITY:
        raise UnfitUser("capacity", f"a capacity is from 0 to {MAX_CAPACITY}")
