"""Why turns went as they did: what was understood, which rule decided, what failed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from quita.adapters.database.repository import Repository
from quita.adapters.database.schema import turn_notes
from quita.domain.handoff_records import TurnNote

_TOLD = ("intent", "confidence", "rule", "reason")


class SqlTurnNotes(Repository):
    """Fulfils the port TurnNotes."""

    def write(self, note: TurnNote) -> None:
        """Insert; the errors of earlier attempts are kept."""
        known = self._of(note.turn_id)
        errors = known.errors if known else ()
        self._store(replace(note, errors=(*errors, *note.errors)), known is None)

    def failed(self, turn_id: str, conversation_id: str, error: str, at: datetime) -> None:
        """Note that an attempt failed."""
        known = self._of(turn_id)
        note = known or TurnNote(turn_id, conversation_id, at)
        self._store(replace(note, errors=(*note.errors, error)), known is None)

    def of_conversation(self, conversation_id: str) -> list[TurnNote]:
        """Give them oldest first."""
        query = select(turn_notes).where(turn_notes.c.conversation_id == conversation_id)
        return [_note(row) for row in self._connection.execute(query.order_by(turn_notes.c.seq))]

    def recent_intents(self, conversation_id: str, count: int) -> tuple[str, ...]:
        """Give the intents of the last turns, oldest first."""
        here = turn_notes.c.conversation_id == conversation_id
        query = select(turn_notes).where(here).order_by(turn_notes.c.seq.desc()).limit(count)
        notes = [_note(row) for row in self._connection.execute(query)]
        return tuple(note.intent for note in reversed(notes) if note.intent)

    def _of(self, turn_id: str) -> TurnNote | None:
        query = select(turn_notes).where(turn_notes.c.turn_id == turn_id)
        row = self._connection.execute(query).first()
        return None if row is None else _note(row)

    def _store(self, note: TurnNote, new: bool) -> None:
        values: dict[str, Any] = {name: getattr(note, name) for name in _TOLD}
        values |= {"ranking": [list(p) for p in note.ranking], "errors": list(note.errors)}
        if new:
            keys = {"turn_id": note.turn_id, "conversation_id": note.conversation_id}
            self._connection.execute(turn_notes.insert().values(**keys, at=note.at, note=values))
            return
        change = update(turn_notes).where(turn_notes.c.turn_id == note.turn_id)
        self._connection.execute(change.values(at=note.at, note=values))


def _note(row: Any) -> TurnNote:
    return TurnNote(
        turn_id=row.turn_id,
        conversation_id=row.conversation_id,
        at=row.at,
        ranking=tuple((name, share) for name, share in row.note["ranking"]),
        errors=tuple(row.note["errors"]),
        **{name: row.note[name] for name in _TOLD},
    )
