"""Sessions of the desk: opened by password, passed by a second factor, ended from anywhere."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Protocol

from quita.domain.errors import NotAllowed
from quita.domain.records import User
from quita.services.ports import Clock, DeskSession, Profile, UnitOfWorkFactory

LASTS = timedelta(hours=8)


class SecondFactor(Protocol):
    """Makes and checks one-time codes."""

    def secret(self) -> str: ...

    def uri(self, secret: str, login: str, issuer: str) -> str: ...

    def counter(self, secret: str, code: str, now: datetime) -> int | None: ...


@dataclass(frozen=True)
class Signed:
    """Who sits at a browser; `passed` is False while the second factor is awaited."""

    user: User
    passed: bool


class Sessions:
    """Keeps sessions under keyed hashes of their tokens: who reads the table signs in as nobody."""

    def __init__(
        self, uow: UnitOfWorkFactory, clock: Clock, secret_key: str, codes: SecondFactor
    ) -> None:
        """Wire the ports; `secret_key` is the installation's."""
        self._uow, self._clock, self._codes = uow, clock, codes
        self._key = secret_key.encode("utf-8", "surrogatepass")

    def open(self, user: User) -> tuple[str, bool]:
        """Open a session; give its token, and whether the second factor is still to come."""
        token, now = token_urlsafe(32), self._clock()
        with self._uow() as tx:
            awaits = tx.desk_access.profile(user.id).totp_secret is not None
            session = DeskSession(user.id, now + LASTS, passed=not awaits)
            tx.desk_access.open_session(self._hash("session", token), session, now)
            tx.events.audit(f"agent:{user.id}", "sign_in", user.id, {}, now)
        return token, awaits

    def find(self, token: str, reading: UnitOfWorkFactory) -> Signed | None:
        """Give who is signed in by a token; None where nobody is, or the time is over."""
        with reading() as tx:
            session = tx.desk_access.session(self._hash("session", token))
            if session is None or session.expires_at <= self._clock():
                return None
            user = tx.users.get(session.user_id)
        return Signed(user, session.passed) if user and user.active else None

    def form_token(self, token: str) -> str:
        """Give what each form of a browser must bring; it says nothing of the session's token."""
        return self._hash("form", token)[:43]

    def end(self, token: str) -> None:
        """End a session."""
        with self._uow() as tx:
            tx.desk_access.end_session(self._hash("session", token))

    def end_others(self, token: str, user: User) -> None:
        """End every session of a user but this one."""
        with self._uow() as tx:
            tx.desk_access.end_sessions_of(user.id, but=self._hash("session", token))

    def give_code(self, token: str, user: User, code: str) -> bool:
        """Take the second factor of a session; each code is taken once."""
        with self._uow() as tx:
            profile = tx.desk_access.profile(user.id)
            step = self._step(profile.totp_secret, code)
            if step is None or (profile.totp_counter or 0) >= step:
                return False
            tx.desk_access.save_profile(replace(profile, totp_counter=step))
            tx.desk_access.pass_session(self._hash("session", token))
        return True

    def new_secret(self) -> str:
        """Make the secret of a second factor, to be confirmed by a code."""
        return self._codes.secret()

    def uri(self, secret: str, login: str) -> str:
        """Give what an authenticator reads."""
        return self._codes.uri(secret, login, "Quita")

    def enrol(self, user: User, secret: str, code: str) -> bool:
        """Turn the second factor on, once a code shows that the phone has it."""
        step = self._step(secret, code)
        if step is None:
            return False
        self._save(user, lambda p: replace(p, totp_secret=secret, totp_counter=step), "totp_on")
        return True

    def drop_factor(self, user: User, code: str) -> None:
        """Turn the second factor off.

        Raises:
            NotAllowed: the code is not right.
        """
        with self._uow() as tx:
            secret = tx.desk_access.profile(user.id).totp_secret
        if self._step(secret, code) is None:
            raise NotAllowed("the code is not right")
        self._save(user, lambda p: replace(p, totp_secret=None, totp_counter=None), "totp_off")

    def profile(self, user_id: str) -> Profile:
        """Give a user's profile."""
        with self._uow() as tx:
            return tx.desk_access.profile(user_id)

    def set_available(self, user: User, available: bool) -> None:
        """Say whether new conversations may be given to somebody."""
        action = "available" if available else "away"
        self._save(user, lambda p: replace(p, available=available), action)

    def _save(self, user: User, change: Callable[[Profile], Profile], action: str) -> None:
        with self._uow() as tx:
            tx.desk_access.save_profile(change(tx.desk_access.profile(user.id)))
            tx.events.audit(f"agent:{user.id}", action, user.id, {}, self._clock())

    def _step(self, secret: str | None, code: str) -> int | None:
        return None if secret is None else self._codes.counter(secret, code, self._clock())

    def _hash(self, purpose: str, token: str) -> str:
        message = f"quita desk {purpose}\x00{token}".encode("utf-8", "surrogatepass")
        return hmac.new(self._key, message, sha256).hexdigest()
