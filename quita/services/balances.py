"""The nightly update: what every debt comes to on a day, written down for reports and selections.

The chat and the desk never read it: they reckon a debt anew, on the day. It is only a picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from quita.domain.business_days import local_day
from quita.domain.debt import Debt, Standing, Statement
from quita.services.ports import Clock

BATCH = 10_000


@dataclass(frozen=True)
class Balance:
    """One debt on a day."""

    debt_id: str
    standing: Standing
    statement: Statement


class Ledger(Protocol):
    """Where balances are kept; each call is a transaction of its own."""

    def debts_after(self, debt_id: str, day: date, limit: int) -> list[Debt]:
        """Give debts by id, from after one on, that are not settled and not written for the day.

        Their creditor is left blank: no amount hangs on it.
        """

    def write(self, day: date, balances: Sequence[Balance]) -> None:
        """Put balances in the place of those that the debts had."""


class Balances:
    """Writes every debt's balance of the day, in batches."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        """Wire the ports."""
        self._ledger, self._clock = ledger, clock

    def update(self, batch: int = BATCH) -> int:
        """Write the balances of today and give how many; cut off, it goes on where it stopped."""
        day, after, written = local_day(self._clock()), "", 0
        while debts := self._ledger.debts_after(after, day, batch):
            found = []
            for debt in debts:
                statement = debt.statement(day)
                found.append(Balance(debt.id, debt.standing(day, statement), statement))
            self._ledger.write(day, found)
            written += len(found)
            after = debts[-1].id
        return written
