"""Receipts that people sent."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from quita.domain.receipt import ClaimState, ReceiptClaim


class ReceiptClaims(Protocol):
    """Receipts and the payments they claim."""

    def add(self, claim: ReceiptClaim) -> ReceiptClaim:
        """Insert; a file that is claimed already gives the claim that is stored."""

    def get(self, claim_id: str) -> ReceiptClaim | None: ...

    def of_conversation(self, conversation_id: str) -> list[ReceiptClaim]: ...

    def with_state(self, state: ClaimState, limit: int) -> list[ReceiptClaim]:
        """Give the claims of a state, oldest first."""

    def decide(
        self, claim_id: str, state: ClaimState, user_id: str, note: str, at: datetime
    ) -> bool:
        """Confirm or refuse a claim that nobody has decided; False where somebody has."""

    def paid(self) -> list[ReceiptClaim]:
        """Give the claims that nobody has decided and whose charge the bank says is paid."""
