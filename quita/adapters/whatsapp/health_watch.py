"""What sending needs to know of a number's health, looked up no more often than it changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from quita.domain.number_health import BusinessNumber, Tally, daily_cap
from quita.services.ports import UnitOfWork

TALLY_OVER = timedelta(days=7)  # as Meta rates quality
CAP_OVER = timedelta(days=1)  # as Meta counts its tiers: any 24 hours
KEPT = timedelta(minutes=1)
NEAR = 500  # people left below which each is counted anew, so that processes agree


class HealthWatch:
    """Remembers for a while; one a process."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._tallies: dict[str, Tally] = {}
        self._tallied_at: datetime | None = None
        self._left: dict[str, tuple[int, datetime]] = {}

    def tally(self, tx: UnitOfWork, number_id: str, now: datetime) -> Tally:
        """Give what became of the templates that a number sent in seven days."""
        if self._tallied_at is None or now - self._tallied_at > KEPT:
            self._tallies = of_templates(tx.numbers.tallies(now - TALLY_OVER, now))
            self._tallied_at = now
        return self._tallies.get(number_id, Tally())

    def may_start(self, tx: UnitOfWork, number: BusinessNumber, now: datetime) -> bool:
        """Take one place among the people whom a number may write to first in 24 hours."""
        left, at = self._left.get(number.id, (0, now))
        if left <= NEAR or now - at > KEPT:
            left, at = daily_cap(number, now) - tx.numbers.started(number.id, now - CAP_OVER), now
        self._left[number.id] = (left - 1, at)
        return left > 0


def of_templates(found: Mapping[tuple[str, str | None], Tally]) -> dict[str, Tally]:
    """Add up the tallies of each number's templates."""
    totals: dict[str, Tally] = {}
    for (number, template), tally in found.items():
        if template is not None:
            totals[number] = totals.get(number, Tally()) + tally
    return totals
