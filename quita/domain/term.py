"""What stands on the term of an agreement."""

from __future__ import annotations

from dataclasses import dataclass

from quita.domain.debt import Debt
from quita.domain.records import Agreement


@dataclass(frozen=True)
class TermPaper:
    """An agreement, the debts that it settles, and who made it."""

    agreement: Agreement
    debts: tuple[Debt, ...]
    person_name: str
