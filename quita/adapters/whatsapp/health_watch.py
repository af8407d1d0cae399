"""What sending needs to know of a number's health, looked up no more often than it changes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from quita.domain.number_health import (
    BusinessNumber,
    Tally,
    daily_cap,
    may_start,
    portfolio_cap,
)
from quita.services.ports import UnitOfWork

TALLY_OVER = timedelta(days=7)  # as Meta rates quality
CAP_OVER = timedelta(days=1)  # as Meta counts its tiers: any 24 hours
KEPT = timedelta(minutes=1)
NEAR = 500  # people left below which each is counted anew, so that processes agree


class HealthWatch:
    """Remembers for a while; one a process."""

    def __init__(self, ours: Collection[str]) -> None:
        """Take the ids of our numbers; nothing else is known yet."""
        self._ours = ours
        self._tallies: dict[str, Tally] = {}
        self._tallied_at: datetime | None = None
        self._left: dict[str | None, tuple[int, datetime]] = {}  # None: all numbers together

    def tally(self, tx: UnitOfWork, number_id: str, now: datetime) -> Tally:
        """Give what became of the templates that a number sent in seven days."""
        if self._tallied_at is None or now - self._tallied_at > KEPT:
            self._tallies = of_templates(tx.numbers.tallies(now - TALLY_OVER, now))
            self._tallied_at = now
        return self._tallies.get(number_id, Tally())

    def may_start(
        self, tx: UnitOfWork, number: BusinessNumber, address_id: str, now: datetime
    ) -> bool:
        """Take a person's place among those who may be written to first in 24 hours.

        Of the number's own people and of all numbers' together; who has a place takes none.
        """
        written_by = tx.numbers.started_with(address_id, now - CAP_OVER)
        ours = [one for one in tx.numbers.all() if one.id in self._ours]
        own = self._places(tx, number.id, daily_cap(number, now), now)
        portfolio = self._places(tx, None, portfolio_cap(ours), now)
        if not may_start(number.id, written_by, own, portfolio):
            return False
        if number.id not in written_by:
            self._take(number.id)
        if not written_by:
            self._take(None)
        return True

    def _places(self, tx: UnitOfWork, whose: str | None, cap: int, now: datetime) -> int:
        left, at = self._left.get(whose, (0, now))
        if left <= NEAR or now - at > KEPT:
            left, at = cap - tx.numbers.started(now - CAP_OVER, whose), now
        self._left[whose] = (left, at)
        return left

    def _take(self, whose: str | None) -> None:
        left, at = self._left[whose]
        self._left[whose] = (left - 1, at)


def of_templates(found: Mapping[tuple[str, str | None], Tally]) -> dict[str, Tally]:
    """Add up the tallies of each number's templates."""
    totals: dict[str, Tally] = {}
    for (number, template), tally in found.items():
        if template is not None:
            totals[number] = totals.get(number, Tally()) + tally
    return totals
