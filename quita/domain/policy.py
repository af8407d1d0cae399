"""What a creditor allows: discounts by age, installments, interest, validity.

The figures are configuration (`policies/<cnpj>.yml`, a debt's own columns in the portfolio), never
code; this module only refuses what the law refuses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from quita.domain.errors import InvalidPolicy
from quita.domain.money import ZERO

MAX_FINE_PCT = Decimal(2)  # CDC art. 52 §1
MAX_DEFAULT_INTEREST_PCT = Decimal(1)  # a month; STJ súmula 379
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class CashDiscount:
    """A discount, in percent, for paying at once a debt overdue for at least so many days."""

    from_days: int
    percent: Decimal


@dataclass(frozen=True)
class Terms:
    """The terms of one debt.

    Attributes:
        cash_discounts: brackets by days overdue, ascending.
        max_cash_discount_pct: overrides the brackets where the portfolio gives it; percent.
        max_installments: 1 means cash only.
        min_installment, min_down_payment: reais.
        monthly_interest_pct: of the plan (Price); percent a month, 0 for none.
        fine_pct: once; percent. default_interest_pct: simple, percent a month of 30 days.
        first_installment_days: days from the agreement to the first installment.
        down_payment_days: days from the agreement to the down payment or the cash payment.
        offer_validity_days: days during which an offer stands.
    """

    cash_discounts: tuple[CashDiscount, ...] = ()
    max_cash_discount_pct: Decimal | None = None
    max_installments: int = 12
    min_installment: Decimal = Decimal("50.00")
    min_down_payment: Decimal = ZERO
    monthly_interest_pct: Decimal = ZERO
    fine_pct: Decimal = MAX_FINE_PCT
    default_interest_pct: Decimal = MAX_DEFAULT_INTEREST_PCT
    first_installment_days: int = 30
    down_payment_days: int = 3
    offer_validity_days: int = 5

    def __post_init__(self) -> None:
        """Refuse terms that the law or arithmetic refuses.

        Raises:
            InvalidPolicy: naming the field.
        """
        discounts = [item.percent for item in self.cash_discounts]
        if self.max_cash_discount_pct is not None:
            discounts.append(self.max_cash_discount_pct)
        if any(not 0 <= percent < HUNDRED for percent in discounts):
            raise InvalidPolicy("a cash discount lies between 0 and 100 percent")
        if not 1 <= self.max_installments <= 120:
            raise InvalidPolicy("max_installments lies between 1 and 120")
        if self.min_installment <= 0 or self.min_down_payment < 0:
            raise InvalidPolicy("min_installment is positive and min_down_payment not negative")
        if not 0 <= self.fine_pct <= MAX_FINE_PCT:
            raise InvalidPolicy("fine_pct is at most 2 (CDC art. 52 §1)")
        if not 0 <= self.default_interest_pct <= MAX_DEFAULT_INTEREST_PCT:
            raise InvalidPolicy("default_interest_pct is at most 1 a month (STJ súmula 379)")
        if not 0 <= self.monthly_interest_pct <= 20:
            raise InvalidPolicy("monthly_interest_pct lies between 0 and 20")
        if min(self.first_installment_days, self.down_payment_days, self.offer_validity_days) < 0:
            raise InvalidPolicy("days are not negative")

    def cash_discount_pct(self, days_overdue: int) -> Decimal:
        """Give the discount, in percent, for paying at once at that age of the debt."""
        if self.max_cash_discount_pct is not None:
            return self.max_cash_discount_pct
        fitting = [item for item in self.cash_discounts if days_overdue >= item.from_days]
        return max(fitting, key=lambda item: item.from_days).percent if fitting else Decimal(0)

    def overridden(
        self,
        *,
        max_cash_discount_pct: Decimal | None = None,
        max_installments: int | None = None,
        min_installment: Decimal | None = None,
        min_down_payment: Decimal | None = None,
        monthly_interest_pct: Decimal | None = None,
    ) -> Terms:
        """Give these terms with the columns that a portfolio line fills in."""
        columns: dict[str, object] = {
            "max_cash_discount_pct": max_cash_discount_pct,
            "max_installments": max_installments,
            "min_installment": min_installment,
            "min_down_payment": min_down_payment,
            "monthly_interest_pct": monthly_interest_pct,
        }
        given = {name: value for name, value in columns.items() if value is not None}
        return replace(self, **given)  # type: ignore[arg-type]
