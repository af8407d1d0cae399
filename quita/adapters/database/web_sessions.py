"""Browsers that chat; their cookies are kept as keyed hashes only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, update

from quita.adapters.database.repository import Repository
from quita.adapters.database.schema import conversations, web_sessions
from quita.domain.conversation import Channel
from quita.domain.web_chat import WebSession

_PLAIN = ("id", "address_id", "created_at", "expires_at", "link_id", "person_id", "ended_at")


class SqlWebSessions(Repository):
    """Fulfils the port WebSessions."""

    def add(self, session: WebSession, token: str) -> None:
        """Insert, under a cookie's hash."""
        values = {name: getattr(session, name) for name in _PLAIN}
        values |= {"token_index": self._index(token), "seen_at": session.created_at}
        self._connection.execute(insert(web_sessions).values(**values))

    def by_token(self, token: str) -> WebSession | None:
        """Give the session of a cookie."""
        query = select(web_sessions).where(web_sessions.c.token_index == self._index(token))
        row = self._connection.execute(query).first()
        return None if row is None else WebSession(**{name: getattr(row, name) for name in _PLAIN})

    def seen(self, session_id: str, at: datetime, until: datetime) -> None:
        """Note that it is in use, and until when it lasts."""
        change = update(web_sessions).where(web_sessions.c.id == session_id)
        self._connection.execute(change.values(seen_at=at, expires_at=until))

    def end(self, session_id: str, at: datetime) -> None:
        """End a session for good."""
        change = update(web_sessions).where(web_sessions.c.id == session_id)
        self._connection.execute(change.values(ended_at=at))

    def conversations(self, address_id: str) -> Sequence[str]:
        """Give the ids of a session's conversations, oldest first."""
        columns = conversations.c
        here = (columns.address_id == address_id, columns.channel == Channel.SMS_LINK.value)
        query = select(columns.id).where(*here).order_by(columns.opened_at, columns.id)
        return [str(found) for found in self._connection.execute(query).scalars()]

    def _index(self, token: str) -> str:
        return self._vault.index("web session", token)
