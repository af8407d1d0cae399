"""Messages that wait until their person may be told; what they say is sealed."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from quita.adapters.database.repository import Repository
from quita.adapters.database.schema import withheld_news
from quita.domain.follow_up import News

_PLAIN = ("key", "person_id", "conversation_id", "why", "made_at", "next_at")
_UNTOLD = withheld_news.c.told_at.is_(None)


class SqlNews(Repository):
    """Fulfils the port WaitingNews."""

    def keep(self, news: News) -> None:
        """Insert, once for each key."""
        values = {name: getattr(news, name) for name in _PLAIN}
        sealed = self._vault.encrypt(json.dumps([dict(one) for one in news.messages]))
        self._insert_once(withheld_news, {**values, "messages": sealed}, ["key"])

    def untold(self, person_id: str) -> list[News]:
        """Give what waits for a person, oldest first."""
        return self._select(withheld_news.c.person_id == person_id)

    def told(self, key: str, at: datetime) -> None:
        """Note that the person was told."""
        self._change(withheld_news.c.key == key, told_at=at, next_at=None)

    def to_hint(self, now: datetime, limit: int) -> list[News]:
        """Give what waits and whose neutral hint is due, the oldest of each person."""
        by_person: dict[str, News] = {}
        for news in self._select(withheld_news.c.next_at <= now):
            by_person.setdefault(news.person_id, news)
        return list(by_person.values())[:limit]

    def hint_at(self, person_id: str, at: datetime | None) -> None:
        """Say when a hint is tried again for all that waits for a person; None: no more."""
        hinted = withheld_news.c.next_at.is_not(None)
        self._change(withheld_news.c.person_id == person_id, hinted, next_at=at)

    def _select(self, *conditions: Any) -> list[News]:
        query = select(withheld_news).where(_UNTOLD, *conditions).order_by(withheld_news.c.seq)
        return [
            News(
                messages=json.loads(self._vault.decrypt(row.messages)),
                **{name: getattr(row, name) for name in _PLAIN},
            )
            for row in self._connection.execute(query)
        ]

    def _change(self, *conditions: Any, **values: Any) -> None:
        self._connection.execute(update(withheld_news).where(_UNTOLD, *conditions).values(**values))
