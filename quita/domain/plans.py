"""The installments of every count that the terms allow, each reckoned when it is first asked for.

The last installment of a plan with interest is found month by month, so a plan of 120 costs as
much as thirty of the short ones: whoever looks for one plan should not pay for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from quita.domain.installments import last_amount, regular_amount

if TYPE_CHECKING:
    from quita.domain.offer import Quote

Amounts = tuple[Decimal, ...]


class Plans(Mapping[int, Amounts]):
    """Installments by count, ascending; reais.

    Not every count up to the largest need be there: rounding may leave the last installment of one
    plan below the least.
    """

    def __init__(self, quote: Quote, down: Decimal) -> None:
        """Take what is on the table, and a down payment."""
        self._quote, self._value = quote, quote.owed - down
        self._counts = _counts(quote, down)
        self._known: dict[int, Amounts | None] = {}

    def __getitem__(self, count: int) -> Amounts:
        """Give the installments of a count that is allowed."""
        amounts = self._amounts(count)
        if amounts is None:
            raise KeyError(count)
        return amounts

    def __iter__(self) -> Iterator[int]:
        """Give the counts that are allowed."""
        return (count for count in self._counts if self._amounts(count) is not None)

    def __len__(self) -> int:
        """Count them."""
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        """Say whether any is allowed."""
        return next(iter(self), None) is not None

    @property
    def most(self) -> int:
        """The largest count that is allowed, which must be there."""
        return next(count for count in reversed(self._counts) if self._amounts(count) is not None)

    def first_within(self, monthly: Decimal) -> int | None:
        """Give the smallest count of which no installment is above an amount."""
        return next((count for count in self._counts if self.within(count, monthly)), None)

    def within(self, count: int, monthly: Decimal | None) -> bool:
        """Say whether a count is allowed, with no installment above an amount."""
        if monthly is not None and count in self._counts and self._regular(count) > monthly:
            return False  # whatever its last one is
        amounts = self._amounts(count)
        return amounts is not None and (monthly is None or max(amounts[0], amounts[-1]) <= monthly)

    def nearest(self, wished: int, fits: Callable[[int], bool]) -> int | None:
        """Give the count nearest to a wished one that fits, the smaller of two as near."""
        if not self._counts:
            return None
        furthest = max(abs(wished - self._counts[0]), abs(wished - self._counts[-1]))
        around = (count for d in range(furthest + 1) for count in (wished - d, wished + d))
        return next((count for count in around if fits(count)), None)

    def _regular(self, count: int) -> Decimal:
        rate = self._quote.terms.plan_interest_pct(count)
        return regular_amount(self._value, count, rate)

    def _amounts(self, count: int) -> Amounts | None:
        if count not in self._counts:
            return None
        if count not in self._known:
            self._known[count] = self._split(count)
        return self._known[count]

    def _split(self, count: int) -> Amounts | None:
        """Split the value; None where the terms or the income do not allow it."""
        terms, room = self._quote.terms, self._quote.room
        regular, least = self._regular(count), terms.min_installment
        if regular < least:
            return None  # what is too small needs no reckoning to its end
        last = last_amount(self._value, count, terms.plan_interest_pct(count), regular)
        if last < least or (room is not None and max(regular, last) > room):
            return None
        return (regular,) * (count - 1) + (last,)


def _counts(quote: Quote, down: Decimal) -> range:
    """Give the counts that may be asked about; a single one is a plan only after a down payment."""
    most = quote.max_installments
    if most == 1 or quote.owed <= down or (quote.room is not None and down > quote.room):
        return range(0)
    return range(1 if down else 2, most + 1)
