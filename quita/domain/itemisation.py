"""What a supplied total is made of: the charges that explain it, or the fact that they do not.

A total is stated and offered only with every charge apart (Lei SP 14.953/2013).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from quita.domain.money import ZERO


@dataclass(frozen=True)
class Itemisation:
    """A total and its charges, in reais; `updated_amount` None leaves the computing to us.

    `correction` may be negative: an index that fell, or a reduction that the creditor gave.
    """

    updated_amount: Decimal | None = None
    correction: Decimal = ZERO
    fine: Decimal = ZERO
    interest: Decimal = ZERO
    fees: Decimal = ZERO
    itemised: bool = True

    @property
    def charges(self) -> Decimal:
        """The sum of the charges, in reais."""
        return self.correction + self.fine + self.interest + self.fees


def itemise(original: Decimal, given: Itemisation, *, rest_as_fees: bool = False) -> Itemisation:
    """Say whether the charges given explain the total given; all amounts in reais.

    - Charges without a total: the total is their sum with the original amount.
    - Neither: left to be computed on the day.
    - A total below the original amount, and no charges: the creditor gave a reduction, which takes
      nothing from the debtor and hides no charge, so it is itemised, as a negative correction.
    - Charges that fall short of the total: not itemised; with `rest_as_fees` the creditor vouches
      that the rest is charges, and it goes to the fees.
    - Charges above the total contradict it: not itemised either way.
    """
    if given.updated_amount is None:
        if given.charges == 0:
            return Itemisation()
        return replace(given, updated_amount=original + given.charges, itemised=True)
    rest = given.updated_amount - original - given.charges
    no_charges = (given.correction, given.fine, given.interest, given.fees) == (ZERO,) * 4
    if rest < 0 and no_charges:
        return replace(given, correction=rest, itemised=True)
    if rest > 0 and rest_as_fees:
        return replace(given, fees=given.fees + rest, itemised=True)
    return replace(given, itemised=rest == 0)
