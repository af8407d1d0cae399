"""Receipts that people sent, and the payments they claim."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from quita.adapters.database.repository import Repository
from quita.adapters.database.schema import charges, receipt_claims
from quita.domain.charge_records import ChargeState
from quita.domain.receipt import ClaimState, ReceiptClaim

_PLAIN = (
    "id",
    "media_id",
    "conversation_id",
    "claimed_at",
    "person_id",
    "charge_id",
    "decided_by",
    "decided_at",
)
_UNDECIDED = receipt_claims.c.state == ClaimState.CLAIMED.value


class SqlReceiptClaims(Repository):
    """Fulfils the port ReceiptClaims."""

    def add(self, claim: ReceiptClaim) -> ReceiptClaim:
        """Insert; a file that is claimed already gives the claim that is stored."""
        values = {name: getattr(claim, name) for name in _PLAIN}
        values |= {"state": claim.state.value, "note": self._sealed(claim.note)}
        if self._insert_once(receipt_claims, values, ["media_id"]):
            return claim
        return self._select(receipt_claims.c.media_id == claim.media_id)[0]

    def get(self, claim_id: str) -> ReceiptClaim | None:
        """Give a claim."""
        found = self._select(receipt_claims.c.id == claim_id)
        return found[0] if found else None

    def of_conversation(self, conversation_id: str) -> list[ReceiptClaim]:
        """Give the claims of a conversation, oldest first."""
        return self._select(receipt_claims.c.conversation_id == conversation_id)

    def with_state(self, state: ClaimState, limit: int) -> list[ReceiptClaim]:
        """Give the claims of a state, oldest first."""
        return self._select(receipt_claims.c.state == state.value, limit=limit)

    def decide(
        self, claim_id: str, state: ClaimState, user_id: str, note: str, at: datetime
    ) -> bool:
        """Confirm or refuse a claim that nobody has decided; False where somebody has."""
        change = update(receipt_claims).where(receipt_claims.c.id == claim_id, _UNDECIDED)
        values = {"state": state.value, "decided_by": user_id, "decided_at": at}
        decided = change.values(note=self._sealed(note), **values)
        return bool(self._connection.execute(decided).rowcount)

    def paid(self) -> list[ReceiptClaim]:
        """Give the claims that nobody has decided and whose charge the bank says is paid."""
        paid = select(charges.c.id).where(charges.c.state == ChargeState.PAID.value)
        return self._select(_UNDECIDED, receipt_claims.c.charge_id.in_(paid))

    def _select(self, *conditions: Any, limit: int | None = None) -> list[ReceiptClaim]:
        query = select(receipt_claims).where(*conditions)
        query = query.order_by(receipt_claims.c.claimed_at, receipt_claims.c.id).limit(limit)
        return [self._claim(row) for row in self._connection.execute(query)]

    def _claim(self, row: Any) -> ReceiptClaim:
        plain = {name: getattr(row, name) for name in _PLAIN}
        return ReceiptClaim(state=ClaimState(row.state), note=self._opened(row.note), **plain)
