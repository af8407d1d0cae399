"""What agents write beside a conversation, and how they arrange their work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, func, insert, select, update

from quita.adapters.database.repository import Repository
from quita.adapters.database.schema import (
    drafts,
    labels,
    mentions,
    notes,
    presences,
    saved_views,
    snoozes,
)
from quita.services.ports import Note, Presence, SavedView


class SqlDeskNotes(Repository):
    """Fulfils the port DeskNotes."""

    def add_note(self, note: Note, mentioned: Sequence[str]) -> None:
        """Insert, with who is called by it."""
        values = {**asdict(note), "text": self._vault.encrypt(note.text)}
        if not self._insert_once(notes, values, ["id"]):
            return
        for user_id in mentioned:
            row = {"note_id": note.id, "user_id": user_id}
            whole = {**row, "conversation_id": note.conversation_id}
            self._insert_once(mentions, whole, ["note_id", "user_id"])
        self._changed(note.conversation_id, "note")

    def notes(self, conversation_id: str) -> list[Note]:
        """Give the notes of a conversation, oldest first."""
        query = select(notes).where(notes.c.conversation_id == conversation_id)
        rows = self._connection.execute(query.order_by(notes.c.seq))
        opened = self._vault.decrypt
        return [Note(r.id, conversation_id, r.author_id, opened(r.text), r.at) for r in rows]

    def unseen_mentions(self, user_id: str) -> int:
        """Count the conversations in which somebody was called and has not looked."""
        count = func.count(func.distinct(mentions.c.conversation_id))
        query = select(count).where(mentions.c.user_id == user_id, mentions.c.seen_at.is_(None))
        return int(self._connection.execute(query).scalar_one())

    def see_mentions(self, user_id: str, conversation_id: str, at: datetime) -> None:
        """Note that somebody looked."""
        here = (mentions.c.user_id == user_id, mentions.c.conversation_id == conversation_id)
        unseen = update(mentions).where(*here, mentions.c.seen_at.is_(None))
        self._connection.execute(unseen.values(seen_at=at))

    def add_label(self, conversation_id: str, label: str) -> None:
        """Insert, once."""
        values = {"conversation_id": conversation_id, "label": label}
        if self._insert_once(labels, values, ["conversation_id", "label"]):
            self._changed(conversation_id, "label")

    def drop_label(self, conversation_id: str, label: str) -> None:
        """Take a label away."""
        here = (labels.c.conversation_id == conversation_id, labels.c.label == label)
        self._connection.execute(delete(labels).where(*here))
        self._changed(conversation_id, "label")

    def labels(self, conversation_id: str) -> list[str]:
        """Give the labels of a conversation, by name."""
        query = select(labels.c.label).where(labels.c.conversation_id == conversation_id)
        return list(self._connection.execute(query.order_by(labels.c.label)).scalars())

    def known_labels(self) -> list[str]:
        """Give every label in use, by name."""
        query = select(labels.c.label).distinct().order_by(labels.c.label).limit(100)
        return list(self._connection.execute(query).scalars())

    def snooze(self, conversation_id: str, user_id: str, at: datetime, until: datetime) -> None:
        """Send a conversation to sleep until a moment."""
        here = {"conversation_id": conversation_id}
        self._put(snoozes, here, {"user_id": user_id, "at": at, "until": until})
        self._changed(conversation_id, "snooze")

    def snoozed_until(self, conversation_id: str) -> datetime | None:
        """Give until when a conversation sleeps."""
        query = select(snoozes.c.until).where(snoozes.c.conversation_id == conversation_id)
        return self._connection.execute(query).scalar_one_or_none()

    def wake(self, conversation_id: str) -> None:
        """End a sleep."""
        here = snoozes.c.conversation_id == conversation_id
        if self._connection.execute(delete(snoozes).where(here)).rowcount:
            self._changed(conversation_id, "snooze")

    def due_snoozes(self, now: datetime) -> list[str]:
        """Give the conversations whose sleep is over."""
        query = select(snoozes.c.conversation_id).where(snoozes.c.until <= now).limit(100)
        return list(self._connection.execute(query).scalars())

    def save_draft(self, user_id: str, conversation_id: str, text: str, at: datetime) -> None:
        """Keep a draft; an empty one is dropped."""
        here = {"user_id": user_id, "conversation_id": conversation_id}
        if text:
            self._put(drafts, here, {"text": self._vault.encrypt(text), "at": at})
        else:
            self._connection.execute(delete(drafts).where(*_same(drafts, here)))

    def draft(self, user_id: str, conversation_id: str) -> str:
        """Give a draft, empty where there is none."""
        here = {"user_id": user_id, "conversation_id": conversation_id}
        found = self._connection.execute(select(drafts.c.text).where(*_same(drafts, here)))
        return self._opened(found.scalar_one_or_none()) or ""

    def save_view(self, user_id: str, view: SavedView) -> None:
        """Keep a view; another of the same name is replaced."""
        here = {"user_id": user_id, "name": view.name}
        self._connection.execute(delete(saved_views).where(*_same(saved_views, here)))
        values = {**asdict(view), "user_id": user_id}
        self._connection.execute(insert(saved_views).values(**values))

    def drop_view(self, user_id: str, view_id: str) -> None:
        """Forget a view of this user."""
        here = {"user_id": user_id, "id": view_id}
        self._connection.execute(delete(saved_views).where(*_same(saved_views, here)))

    def views(self, user_id: str) -> list[SavedView]:
        """Give a user's views, by name."""
        query = select(saved_views).where(saved_views.c.user_id == user_id)
        rows = self._connection.execute(query.order_by(saved_views.c.name))
        return [SavedView(row.id, row.name, row.query) for row in rows]

    def present(self, user_id: str, conversation_id: str, doing: str, at: datetime) -> bool:
        """Note what somebody does; say whether it is news."""
        here = {"user_id": user_id, "conversation_id": conversation_id}
        query = select(presences.c.doing).where(*_same(presences, here))
        before = self._connection.execute(query).scalar_one_or_none()
        self._put(presences, here, {"doing": doing, "at": at})
        if before != doing:
            self._changed(conversation_id, "presence")
        return bool(before != doing)

    def presences(self, conversation_id: str, since: datetime) -> list[Presence]:
        """Give who looks at a conversation or types in it, since a moment."""
        columns = presences.c
        query = select(presences).where(
            columns.conversation_id == conversation_id, columns.at > since
        )
        rows = self._connection.execute(query.order_by(columns.user_id))
        return [Presence(row.user_id, row.doing, row.at) for row in rows]

    def _put(self, table: Table, here: dict[str, str], values: dict[str, Any]) -> None:
        if not self._insert_once(table, {**here, **values}, list(here)):
            self._connection.execute(update(table).where(*_same(table, here)).values(**values))


def _same(table: Table, here: dict[str, str]) -> list[Any]:
    return [table.c[name] == value for name, value in here.items()]
