"""Reminders of payments."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from quita.adapters.database.agreements import RUNNING_STATES
from quita.adapters.database.repository import Repository, locked
from quita.adapters.database.schema import agreements, installments, reminders
from quita.domain.follow_up import Reminder, ReminderKind, ReminderState
from quita.services.ports import Due

_PLAIN = ("id", "installment_id", "agreement_id", "person_id", "due_date", "made_at", "next_at",
          "why")  # fmt: skip


class SqlReminders(Repository):
    """Fulfils the port Reminders."""

    def near(self, first: date, last: date, after_id: str, limit: int) -> list[Due]:
        """Give unpaid installments of running agreements due between two days, by id."""
        query = (
            select(
                installments.c.id,
                installments.c.agreement_id,
                agreements.c.person_id,
                installments.c.due_date,
            )
            .join_from(installments, agreements)
            .where(
                installments.c.paid_at.is_(None),
                installments.c.due_date.between(first, last),
                installments.c.id > after_id,
                agreements.c.state.in_(RUNNING_STATES),
            )
            .order_by(installments.c.id)
            .limit(limit)
        )
        return [Due(*row) for row in self._connection.execute(query)]

    def add(self, reminder: Reminder) -> bool:
        """Insert, once for each key; say whether it was new."""
        values = {name: getattr(reminder, name) for name in _PLAIN}
        values |= {
            "key": reminder.key,
            "kind": reminder.kind.value,
            "state": reminder.state.value,
        }
        return self._insert_once(reminders, values, ["key"])

    def get(self, reminder_id: str) -> Reminder | None:
        """Give one, locked against other transactions that would change it."""
        query = locked(select(reminders).where(reminders.c.id == reminder_id))
        row = self._connection.execute(query).first()
        return None if row is None else _reminder(row)

    def due(self, now: datetime, limit: int) -> list[Reminder]:
        """Give those that are to be looked at now."""
        query = select(reminders).where(reminders.c.next_at <= now)
        query = query.order_by(reminders.c.next_at, reminders.c.id).limit(limit)
        return [_reminder(row) for row in self._connection.execute(query)]

    def put_off(self, reminder_id: str, until: datetime, why: str) -> None:
        """Look at one again later."""
        self._change(reminder_id, next_at=until, why=why)

    def over(self, reminder_id: str, *, sent: bool, why: str) -> None:
        """End one: it was sent, or dropped for a reason."""
        state = ReminderState.SENT if sent else ReminderState.DROPPED
        self._change(reminder_id, state=state.value, next_at=None, why=why)

    def of_agreement(self, agreement_id: str) -> list[Reminder]:
        """Give an agreement's reminders, oldest first."""
        query = select(reminders).where(reminders.c.agreement_id == agreement_id)
        found = self._connection.execute(query.order_by(reminders.c.made_at, reminders.c.id))
        return [_reminder(row) for row in found]

    def _change(self, reminder_id: str, **values: Any) -> None:
        one = update(reminders).where(reminders.c.id == reminder_id)
        self._connection.execute(one.values(**values))


def _reminder(row: Any) -> Reminder:
    return Reminder(
        kind=ReminderKind(row.kind),
        state=ReminderState(row.state),
        **{name: getattr(row, name) for name in _PLAIN},
    )
