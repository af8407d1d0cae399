"""Sessions of the desk, the profiles of who works there, and attempts to sign in."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from quita.adapters.database.repository import Repository
from quita.adapters.database.schema import desk_profiles, desk_sessions, sign_in_attempts
from quita.services.ports import DeskSession, Profile


class SqlDeskAccess(Repository):
    """Fulfils the port DeskAccess."""

    def open_session(self, key: str, session: DeskSession, at: datetime) -> None:
        """Insert, and drop what has expired meanwhile."""
        self._connection.execute(delete(desk_sessions).where(desk_sessions.c.expires_at <= at))
        values = {"id": key, "opened_at": at, **asdict(session)}
        self._connection.execute(insert(desk_sessions).values(**values))

    def session(self, key: str) -> DeskSession | None:
        """Give a session by its hash, expired or not."""
        query = select(desk_sessions).where(desk_sessions.c.id == key)
        row = self._connection.execute(query).first()
        return None if row is None else DeskSession(row.user_id, row.expires_at, row.passed)

    def pass_session(self, key: str) -> None:
        """Note that the second factor was given."""
        change = update(desk_sessions).where(desk_sessions.c.id == key)
        self._connection.execute(change.values(passed=True))

    def end_session(self, key: str) -> None:
        """Forget a session."""
        self._connection.execute(delete(desk_sessions).where(desk_sessions.c.id == key))

    def end_sessions_of(self, user_id: str, but: str | None = None) -> None:
        """Forget the sessions of a user, all or all but one."""
        gone = delete(desk_sessions).where(desk_sessions.c.user_id == user_id)
        if but is not None:
            gone = gone.where(desk_sessions.c.id != but)
        self._connection.execute(gone)

    def profile(self, user_id: str) -> Profile:
        """Give a user's profile, or what holds for whoever has none."""
        query = select(desk_profiles).where(desk_profiles.c.user_id == user_id)
        row = self._connection.execute(query).mappings().first()
        if row is None:
            return Profile(user_id)
        return Profile(**{**row, "totp_secret": self._opened(row["totp_secret"])})

    def save_profile(self, profile: Profile) -> None:
        """Insert or update."""
        values = {**asdict(profile), "totp_secret": self._sealed(profile.totp_secret)}
        if not self._insert_once(desk_profiles, values, ["user_id"]):
            here = desk_profiles.c.user_id == profile.user_id
            self._connection.execute(update(desk_profiles).where(here).values(**values))

    def seen(self, user_id: str, at: datetime) -> None:
        """Note that a user is at the desk."""
        values = asdict(Profile(user_id, seen_at=at))
        if not self._insert_once(desk_profiles, values, ["user_id"]):
            here = desk_profiles.c.user_id == user_id
            self._connection.execute(update(desk_profiles).where(here).values(seen_at=at))

    def attempt(self, login: str, at: datetime, since: datetime) -> int:
        """Count an attempt of a login, and give how many came before it since then."""
        columns = sign_in_attempts.c
        self._connection.execute(delete(sign_in_attempts).where(columns.at <= since))
        self._connection.execute(insert(sign_in_attempts).values(login=login, at=at))
        query = select(func.count()).select_from(sign_in_attempts)
        mine = query.where(columns.login == login, columns.at > since)
        return int(self._connection.execute(mine).scalar_one()) - 1

    def forget_attempts(self, login: str) -> None:
        """Start counting anew."""
        here = sign_in_attempts.c.login == login
        self._connection.execute(delete(sign_in_attempts).where(here))
