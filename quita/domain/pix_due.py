"""A Pix charge with a due date: until when it may be paid, and what it costs on a day.

API Pix 2.9, CobV (`calendario`, `valor`), and Bacen's "Manual de Padrões para Iniciação do Pix",
equations of the value. Amounts in reais, rates in percent with two decimals: that is all that
`valorPerc` can say, so 0.0333% a day is written as 1.00% a month.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import IntEnum

from quita.domain.business_days import is_business_day, next_business_day
from quita.domain.errors import InvalidAmount
from quita.domain.money import CENT, ZERO, cents

MAX_VALID_DAYS = 3650
MAX_DATED_DISCOUNTS = 3
_HUNDRED = Decimal(100)


class Share(IntEnum):
    """How a fine or a rebate is given."""

    REAIS = 1
    PERCENT = 2


class Interest(IntEnum):
    """How interest is given: reais or percent, a day, month or year, on calendar or bank days."""

    REAIS_A_DAY = 1
    PERCENT_A_DAY = 2
    PERCENT_A_MONTH = 3
    PERCENT_A_YEAR = 4
    REAIS_A_BUSINESS_DAY = 5
    PERCENT_A_BUSINESS_DAY = 6
    PERCENT_A_MONTH_BUSINESS = 7
    PERCENT_A_YEAR_BUSINESS = 8


# Days that a rate is for: the manual's n (1, 30 or 365; on business days 1, 21 or 252).
_SPREAD = {2: 1, 3: 30, 4: 365, 6: 1, 7: 21, 8: 252}


class Discount(IntEnum):
    """How a discount is given: up to dates, or for each day that payment comes early."""

    REAIS_UNTIL = 1
    PERCENT_UNTIL = 2
    REAIS_A_DAY_EARLY = 3
    REAIS_A_BUSINESS_DAY_EARLY = 4
    PERCENT_A_DAY_EARLY = 5
    PERCENT_A_BUSINESS_DAY_EARLY = 6


@dataclass(frozen=True)
class DueTerms:
    """What the bank is told of a charge with a due date.

    Attributes:
        valid_days: calendar days after the due date on which it may still be paid. Always said
            aloud, for banks differ in what they assume (Bacen: 30).
        discount: with its value for modalities 3 to 6.
        until: pairs of day and value for modalities 1 and 2, three at most.

    Raises InvalidAmount for what no bank takes.
    """

    due_date: date
    valid_days: int
    fine: tuple[Share, Decimal] | None = None
    interest: tuple[Interest, Decimal] | None = None
    rebate: tuple[Share, Decimal] | None = None
    discount: tuple[Discount, Decimal | None] | None = None
    until: tuple[tuple[date, Decimal], ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be written or means nothing."""
        if not 0 <= self.valid_days <= MAX_VALID_DAYS:
            raise InvalidAmount(f"a charge is valid 0 to {MAX_VALID_DAYS} days after it is due")
        for rule in (self.fine, self.interest, self.rebate):
            if rule is not None:
                _check(rule[1])
        if self.rebate and self.rebate[0] is Share.PERCENT and self.rebate[1] >= _HUNDRED:
            raise InvalidAmount("a rebate of everything leaves nothing to pay")
        if self.discount is not None:
            self._check_discount(*self.discount)
        elif self.until:
            raise InvalidAmount("discounts up to dates need their modality")

    def _check_discount(self, how: Discount, value: Decimal | None) -> None:
        dated = how in (Discount.REAIS_UNTIL, Discount.PERCENT_UNTIL)
        if dated:
            if value is not None or not 1 <= len(self.until) <= MAX_DATED_DISCOUNTS:
                raise InvalidAmount("discounts up to dates are one to three pairs, and no value")
            for day, amount in self.until:
                _check(amount)
                if day > self.due_date:
                    raise InvalidAmount("a discount ends when the charge is due, or before")
            return
        if value is None or self.until:
            raise InvalidAmount("a discount a day early is one value, and no dates")
        _check(value)

    @property
    def last_day(self) -> date:
        """The last day on which it may be paid: both ends roll forward to a business day."""
        due = next_business_day(self.due_date)
        return next_business_day(due + timedelta(days=self.valid_days))


@dataclass(frozen=True)
class DueAmounts:
    """What a charge costs on a day, part by part; reais."""

    original: Decimal
    fine: Decimal = ZERO
    interest: Decimal = ZERO
    rebate: Decimal = ZERO
    discount: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """What is to be paid."""
        return self.original + self.fine + self.interest - self.rebate - self.discount


def amounts_on(original: Decimal, terms: DueTerms, day: date) -> DueAmounts:
    """Say what a charge costs on a day; each part is rounded to cents, half up.

    Bacen's manual leaves the rounding of parts open, and banks differ by a cent in each.
    """
    rebate = _share(terms.rebate, original)
    base = original - rebate
    due = next_business_day(terms.due_date)
    if day > due:
        fine, interest = _share(terms.fine, base), _interest(terms.interest, base, due, day)
        return DueAmounts(original, fine=fine, interest=interest, rebate=rebate)
    return DueAmounts(original, rebate=rebate, discount=_discount(terms, base, due, day))


def _share(rule: tuple[Share, Decimal] | None, base: Decimal) -> Decimal:
    if rule is None:
        return ZERO
    how, value = rule
    return cents(value if how is Share.REAIS else base * value / _HUNDRED)


def _interest(
    rule: tuple[Interest, Decimal] | None, base: Decimal, due: date, day: date
) -> Decimal:
    if rule is None:
        return ZERO
    how, value = rule
    business = how >= Interest.REAIS_A_BUSINESS_DAY
    days = _business_days(due, day) if business else (day - due).days
    if how in (Interest.REAIS_A_DAY, Interest.REAIS_A_BUSINESS_DAY):
        return cents(value * days)
    return cents(base * value / _HUNDRED / _SPREAD[how] * days)


def _discount(terms: DueTerms, base: Decimal, due: date, day: date) -> Decimal:
    if terms.discount is None:
        return ZERO
    how, value = terms.discount
    if value is None:
        standing = next((amount for until, amount in sorted(terms.until) if day <= until), ZERO)
        percent = how is Discount.PERCENT_UNTIL
        return min(base, cents(base * standing / _HUNDRED if percent else standing))
    business = how in (
        Discount.REAIS_A_BUSINESS_DAY_EARLY,
        Discount.PERCENT_A_BUSINESS_DAY_EARLY,
    )
    early = _business_days(day, due) if business else (due - day).days
    reais = how in (Discount.REAIS_A_DAY_EARLY, Discount.REAIS_A_BUSINESS_DAY_EARLY)
    return min(base, cents((value if reais else base * value / _HUNDRED) * early))


def _business_days(start: date, end: date) -> int:
    """Count the business days after start, up to and with end."""
    days = range(1, (end - start).days + 1)
    return sum(is_business_day(start + timedelta(days=n)) for n in days)


def _check(value: Decimal) -> None:
    if not value.is_finite() or not 0 < value < Decimal(10**10) or value != value.quantize(CENT):
        raise InvalidAmount("a value of a charge is positive and has two decimals")
