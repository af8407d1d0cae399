"""Wishes that wait for a supervisor, and verdicts on cases; what people write is sealed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from quita.adapters.database.repository import Repository, locked
from quita.adapters.database.schema import approvals, verdicts
from quita.services.ports import Approval


class SqlApprovals(Repository):
    """Fulfils the port Approvals."""

    def ask(self, approval: Approval) -> None:
        """Insert."""
        self._connection.execute(insert(approvals).values(**self._values(approval)))
        self._changed(approval.conversation_id, "approval")

    def get(self, approval_id: str) -> Approval | None:
        """Give one, locked against another decision."""
        query = locked(select(approvals).where(approvals.c.id == approval_id))
        row = self._connection.execute(query).mappings().first()
        return None if row is None else self._approval(row)

    def of_conversation(self, conversation_id: str) -> list[Approval]:
        """Give those of a conversation, oldest first."""
        return self._select(approvals.c.conversation_id == conversation_id)

    def decide(self, approval: Approval) -> None:
        """Write a decision."""
        change = update(approvals).where(approvals.c.id == approval.id)
        self._connection.execute(change.values(**self._values(approval)))
        self._changed(approval.conversation_id, "approval")

    def judge(self, case_id: str, outcome: str, user_id: str, at: datetime, note: str) -> bool:
        """Note a verdict on a case, once; say whether it was the first."""
        values = {"case_id": case_id, "outcome": outcome, "user_id": user_id, "at": at}
        values["note"] = self._vault.encrypt(note)
        return self._insert_once(verdicts, values, ["case_id"])

    def verdict(self, case_id: str) -> str | None:
        """Give the outcome of a case, or None."""
        query = select(verdicts.c.outcome).where(verdicts.c.case_id == case_id)
        return self._connection.execute(query).scalar_one_or_none()

    def _select(self, condition: Any) -> list[Approval]:
        query = select(approvals).where(condition).order_by(approvals.c.asked_at, approvals.c.id)
        return [self._approval(row) for row in self._connection.execute(query).mappings()]

    def _values(self, approval: Approval) -> dict[str, Any]:
        sealed = {"why": self._sealed(approval.why), "answer": self._sealed(approval.answer)}
        return {**asdict(approval), "wish": dict(approval.wish), **sealed}

    def _approval(self, row: Any) -> Approval:
        opened = {"why": self._opened(row["why"]) or "", "answer": self._opened(row["answer"])}
        return Approval(**{**row, **opened})
