"""Settlement letters, found by a blind index of their code; and requests to delist."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from quita.adapters.database.repository import Repository
from quita.adapters.database.schema import delisting_requests, settlement_letters
from quita.domain.follow_up import Delisting, Letter

_LETTER = ("id", "agreement_id", "person_id", "issued_at", "withdrawn_at")
_DELISTING = ("id", "agreement_id", "debt_id", "requested_at", "due_day", "done_at")
_PURPOSE = "settlement letter"


class SqlLetters(Repository):
    """Fulfils the port Letters."""

    def add(self, letter: Letter) -> Letter:
        """Insert; where the agreement has one already, give that."""
        values = {name: getattr(letter, name) for name in _LETTER}
        values |= {
            "code": self._vault.encrypt(letter.code),
            "code_index": self._vault.index(_PURPOSE, letter.code),
        }
        if self._insert_once(settlement_letters, values, ["agreement_id"]):
            return letter
        known = self.of_agreement(letter.agreement_id)
        assert known is not None  # it was there a moment ago, and letters are never deleted
        return known

    def of_agreement(self, agreement_id: str) -> Letter | None:
        """Give the letter of an agreement."""
        return self._one(settlement_letters.c.agreement_id == agreement_id)

    def get(self, letter_id: str) -> Letter | None:
        """Give a letter."""
        return self._one(settlement_letters.c.id == letter_id)

    def by_code(self, code: str) -> Letter | None:
        """Give the letter of a code, written exactly."""
        return self._one(settlement_letters.c.code_index == self._vault.index(_PURPOSE, code))

    def withdraw(self, letter_id: str, at: datetime) -> None:
        """Note that a letter stands no more; the first time stays."""
        one = (settlement_letters.c.id == letter_id, settlement_letters.c.withdrawn_at.is_(None))
        change = update(settlement_letters).where(*one)
        self._connection.execute(change.values(withdrawn_at=at))

    def _one(self, condition: Any) -> Letter | None:
        row = self._connection.execute(select(settlement_letters).where(condition)).first()
        if row is None:
            return None
        plain = {name: getattr(row, name) for name in _LETTER}
        return Letter(code=self._vault.decrypt(row.code), **plain)


class SqlDelistings(Repository):
    """Fulfils the port Delistings."""

    def add(self, request: Delisting) -> bool:
        """Insert, once for each agreement and debt; say whether it was new."""
        values = {name: getattr(request, name) for name in _DELISTING}
        return self._insert_once(delisting_requests, values, ["agreement_id", "debt_id"])

    def waiting(self) -> list[Delisting]:
        """Give those that no creditor has confirmed, the most pressing first."""
        open_ones = select(delisting_requests).where(delisting_requests.c.done_at.is_(None))
        rows = self._connection.execute(
            open_ones.order_by(delisting_requests.c.due_day, delisting_requests.c.id)
        )
        return [Delisting(**{name: getattr(row, name) for name in _DELISTING}) for row in rows]

    def done(self, request_id: str, at: datetime) -> bool:
        """Note that the creditor did it; False where there is none that waits."""
        waiting = (delisting_requests.c.id == request_id, delisting_requests.c.done_at.is_(None))
        change = update(delisting_requests).where(*waiting)
        return bool(self._connection.execute(change.values(done_at=at)).rowcount)
