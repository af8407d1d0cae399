"""Recurrences of agreements (Pix Automático)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from quita.adapters.database.charges import SqlCharges
from quita.adapters.database.repository import Repository
from quita.adapters.database.schema import charges, recurrences
from quita.domain.charge_records import PIX, Charge, ChargeState, Recurrence, RecurrenceState

_PLAIN = (
    "id",
    "agreement_id",
    "person_id",
    "conversation_id",
    "first_charge_id",
    "created_at",
    "bank_id",
    "code",
    "attempts",
)


class SqlRecurrences(Repository):
    """Fulfils the port Recurrences."""

    def first_charges(self, limit: int) -> list[Charge]:
        """Give issued Pix of agreements that were not asked about a recurrence yet."""
        known = select(recurrences.c.agreement_id)
        query = select(charges.c.id).where(
            charges.c.kind == PIX,
            charges.c.state == ChargeState.ISSUED.value,
            charges.c.agreement_id.not_in(known),
        )
        rows = self._connection.execute(query.order_by(charges.c.created_at).limit(limit))
        stored = SqlCharges(self._connection, self._vault, self._new_id)
        found = (stored.get(row.id) for row in rows.all())
        return [charge for charge in found if charge is not None]

    def add(self, recurrence: Recurrence) -> None:
        """Insert, once for each agreement; it is due at once."""
        values = {name: getattr(recurrence, name) for name in _PLAIN}
        values |= {"state": recurrence.state.value, "next_attempt_at": recurrence.created_at}
        self._insert_once(recurrences, values, ["agreement_id"])

    def of_agreement(self, agreement_id: str) -> Recurrence | None:
        """Give an agreement's recurrence."""
        mine = select(recurrences).where(recurrences.c.agreement_id == agreement_id)
        row = self._connection.execute(mine).first()
        return None if row is None else _recurrence(row)

    def due(self, now: datetime, limit: int) -> list[Recurrence]:
        """Give those that have not ended and whose next step is due."""
        waiting = (
            recurrences.c.state != RecurrenceState.ENDED.value,
            recurrences.c.next_attempt_at <= now,
        )
        query = select(recurrences).where(*waiting).order_by(recurrences.c.next_attempt_at)
        return [_recurrence(row) for row in self._connection.execute(query.limit(limit))]

    def retry_at(self, recurrence_id: str, at: datetime) -> None:
        """Count a step and say when the next one is due."""
        self._change(recurrence_id, attempts=recurrences.c.attempts + 1, next_attempt_at=at)

    def offered(self, recurrence_id: str, bank_id: str, code: str) -> None:
        """Note what the bank gave."""
        state = RecurrenceState.OFFERED.value
        self._change(recurrence_id, state=state, bank_id=bank_id, code=code, attempts=0)

    def set_state(self, recurrence_id: str, state: RecurrenceState) -> None:
        """Move it on."""
        self._change(recurrence_id, state=state.value, attempts=0)

    def _change(self, recurrence_id: str, **values: Any) -> None:
        mine = update(recurrences).where(recurrences.c.id == recurrence_id)
        self._connection.execute(mine.values(**values))


def _recurrence(row: Any) -> Recurrence:
    state = RecurrenceState(row.state)
    return Recurrence(state=state, **{name: getattr(row, name) for name in _PLAIN})
