"""The one question before the company writes to somebody of its own accord."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from quita.services.ports.unit_of_work import UnitOfWork


class ContactCheck(Protocol):
    """Whether the company may write to an address now."""

    def refusal(self, tx: UnitOfWork, address_id: str, at: datetime) -> str | None:
        """Give the rule that forbids it, or None."""
