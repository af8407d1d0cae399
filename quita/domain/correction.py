"""Monetary correction by a monthly index, as courts reckon it: whole months, never projected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from quita.domain.business_days import add_months

ONE = Decimal(1)


@dataclass(frozen=True)
class IndexSeries:
    """A price index: its variation in each month, in percent, by the month's first day.

    Months follow one another without a gap.
    """

    name: str
    monthly_pct: Mapping[date, Decimal]
    _known: dict[tuple[date, date], Decimal] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def last_month(self) -> date:
        """The first day of the newest month that is known."""
        return max(self.monthly_pct)

    def factor(self, since: date, until: date) -> Decimal:
        """Give by what an amount of one day is multiplied to be one of another.

        The variations from the month of `since` up to the month before that of `until` count, as in
        the courts' tables; months not published yet, or before the series begins, do not. Falls
        count as well as rises, but the nominal amount stays (STJ, REsp 1.265.580): 1 is the least.
        """
        between = (since.replace(day=1), until.replace(day=1))
        if between not in self._known:  # a million debts have a few hundred pairs of months
            self._known[between] = self._factor(*between)
        return self._known[between]

    def _factor(self, month: date, end: date) -> Decimal:
        product = ONE
        while month < end:
            product *= ONE + self.monthly_pct.get(month, Decimal(0)) / 100
            month = add_months(month, 1)
        return max(product, ONE)
