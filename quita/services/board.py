"""The desk's list as agents see it: a page at a time, counts, what changed since."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from quita.domain.identity import mask_name
from quita.domain.records import User
from quita.services.desk_tools import PRESENT_FOR
from quita.services.ports import (
    Change,
    Clock,
    Counts,
    Listed,
    ListQuery,
    Presence,
    SavedView,
    UnitOfWork,
)

PAGE = 50
MAX_FOUND = 200


@dataclass(frozen=True)
class Row:
    """A conversation in the list, its person named as far as an agent may know."""

    listed: Listed
    person: str
    verified: bool


class Board:
    """Reads the list; nothing here waits for a writer."""

    def __init__(self, reading: Callable[[], AbstractContextManager[UnitOfWork]], clock: Clock
                 ) -> None:  # fmt: skip
        """Wire the ports; `reading` makes transactions that only read."""
        self._reading, self._clock = reading, clock

    def page(self, query: ListQuery, after: str | None = None) -> list[Row]:
        """Give a page of a list."""
        with self._reading() as tx:
            return [self._row(tx, found) for found in tx.desk_list.page(query, PAGE, after)]

    def row(self, conversation_id: str) -> Row | None:
        """Give one row."""
        with self._reading() as tx:
            found = tx.desk_list.row(conversation_id)
            return self._row(tx, found) if found else None

    def counts(self) -> Counts:
        """Count what lies where."""
        with self._reading() as tx:
            return tx.desk_list.counts(self._clock())

    def find(self, words: str) -> tuple[str, ...]:
        """Give the ids of conversations that words find."""
        with self._reading() as tx:
            return tuple(tx.desk_list.find(words.strip(), MAX_FOUND))

    def around(self, user: User) -> tuple[int, list[SavedView], list[str]]:
        """Give a user's unseen mentions, their views, and the labels in use."""
        with self._reading() as tx:
            notes = tx.desk_notes
            return notes.unseen_mentions(user.id), notes.views(user.id), notes.known_labels()

    def draft(self, user: User, conversation_id: str) -> str:
        """Give what a user was writing there."""
        with self._reading() as tx:
            return tx.desk_notes.draft(user.id, conversation_id)

    def presences(self, conversation_id: str, but: str) -> list[Presence]:
        """Give who else looks at a conversation or types in it."""
        with self._reading() as tx:
            since = self._clock() - PRESENT_FOR
            found = tx.desk_notes.presences(conversation_id, since)
        return [one for one in found if one.user_id != but]

    def changes(self, after: int, limit: int = 500) -> list[Change]:
        """Give what changed since."""
        with self._reading() as tx:
            return tx.desk_list.changes(after, limit)

    def last_change(self) -> int:
        """Give the number of the last change."""
        with self._reading() as tx:
            return tx.desk_list.last_change()

    def snoozes_due(self) -> bool:
        """Say whether a snooze is over."""
        with self._reading() as tx:
            return bool(tx.desk_notes.due_snoozes(self._clock()))

    def _row(self, tx: UnitOfWork, listed: Listed) -> Row:
        conversation = listed.conversation
        person = tx.people.get(conversation.person_id) if conversation.person_id else None
        name = mask_name(person.name) if person else "Pessoa não identificada"
        return Row(listed, name, conversation.verified(self._clock()))
