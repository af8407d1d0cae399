"""What a creditor allows: discounts by age, installments, interest, validity, authority.

The figures are configuration (`policies/<cnpj>.yml`, a debt's own columns in the portfolio), never
code; this module only refuses what the law refuses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from quita.domain.errors import InvalidPolicy
from quita.domain.money import ZERO

MAX_FINE_PCT = Decimal(2)  # CDC art. 52 §1
MAX_DEFAULT_INTEREST_PCT = Decimal(1)  # a month; STJ súmula 379
EXISTENTIAL_MINIMUM = Decimal("600.00")  # a month; Decreto 11.150/2022 with 11.567/2023
HUNDRED = Decimal(100)


class Role(str, Enum):
    """Who makes an offer."""

    BOT = "bot"
    AGENT = "agent"
    SUPERVISOR = "supervisor"


class ChargesOn(str, Enum):
    """What fine and default interest are taken of; fixed by contract."""

    ORIGINAL = "original"
    CORRECTED = "corrected"


class Delisting(str, Enum):
    """When the creditor is asked to take a listing back (at the latest: STJ súmula 548)."""

    FIRST_PAYMENT = "first_payment"
    SETTLEMENT = "settlement"


@dataclass(frozen=True)
class Bracket:
    """What holds for a debt that is overdue for at least so many days.

    Attributes:
        cash_discount_pct: for paying at once. max_installments, monthly_interest_pct: None keeps
            what the terms say.
    """

    from_days: int
    cash_discount_pct: Decimal = Decimal(0)
    max_installments: int | None = None
    monthly_interest_pct: Decimal | None = None


@dataclass(frozen=True)
class Eligibility:
    """Which debts something is for, by age in days and by what is owed in reais."""

    from_days: int = 0
    min_owed: Decimal = ZERO
    max_owed: Decimal | None = None

    def admits(self, days_overdue: int, owed: Decimal) -> bool:
        """Say whether a debt of that age and amount is among them."""
        most = self.max_owed is None or owed <= self.max_owed
        return days_overdue >= self.from_days and owed >= self.min_owed and most


@dataclass(frozen=True)
class Authority:
    """How far somebody may go: the bot no further than this, people up to this; None: the terms."""

    max_cash_discount_pct: Decimal | None = None
    max_installments: int | None = None


@dataclass(frozen=True)
class Terms:
    """The terms of one debt.

    Attributes:
        ageing: brackets by days overdue, ascending.
        max_cash_discount_pct: overrides the brackets where the portfolio gives it; percent.
        max_installments: 1 means cash only.
        min_installment, min_down_payment: reais.
        monthly_interest_pct: of the plan (Price); percent a month, 0 for none.
        interest_free_installments: plans of at most so many bear no interest.
        fine_pct: once; percent. default_interest_pct: simple, percent a month of 30 days.
        charges_on: what these two are taken of.
        correction_index: name of the series that corrects the debt; None for no correction.
        first_installment_days: days from the agreement to the first installment.
        down_payment_days: days from the agreement to the down payment or the cash payment.
        offer_validity_days: days during which an offer stands.
        grace_days: days after an installment's due date before the agreement is broken.
        discount_for, installments_for: which debts get these.
        bot, agent, supervisor: their authority.
        delisting: when the creditor is asked to delist.
        max_due_date_changes, max_due_date_shift_days: of one agreement, of one change.
        max_agreements: broken ones included, that the assistant makes of one debt.
        existential_minimum: what a month's installments leave of an income that is known; reais.
    """

    ageing: tuple[Bracket, ...] = ()
    max_cash_discount_pct: Decimal | None = None
    max_installments: int = 12
    min_installment: Decimal = Decimal("50.00")
    min_down_payment: Decimal = ZERO
    monthly_interest_pct: Decimal = ZERO
    interest_free_installments: int = 0
    fine_pct: Decimal = MAX_FINE_PCT
    default_interest_pct: Decimal = MAX_DEFAULT_INTEREST_PCT
    charges_on: ChargesOn = ChargesOn.ORIGINAL
    correction_index: str | None = None
    first_installment_days: int = 30
    down_payment_days: int = 3
    offer_validity_days: int = 5
    grace_days: int = 10
    discount_for: Eligibility = Eligibility()
    installments_for: Eligibility = Eligibility()
    bot: Authority = Authority()
    agent: Authority = Authority()
    supervisor: Authority = Authority()
    delisting: Delisting = Delisting.FIRST_PAYMENT
    max_due_date_changes: int = 2
    max_due_date_shift_days: int = 15
    max_agreements: int = 2
    existential_minimum: Decimal = EXISTENTIAL_MINIMUM

    def __post_init__(self) -> None:
        """Refuse terms that the law or arithmetic refuses.

        Raises:
            InvalidPolicy: naming the field.
        """
        authorities = (self.bot, self.agent, self.supervisor)
        discounts: list[Decimal | None] = [item.cash_discount_pct for item in self.ageing]
        discounts += [self.max_cash_discount_pct, *(x.max_cash_discount_pct for x in authorities)]
        if any(percent is not None and not 0 <= percent < HUNDRED for percent in discounts):
            raise InvalidPolicy("a cash discount lies between 0 and 100 percent")
        counts = [self.max_installments, *(item.max_installments for item in self.ageing)]
        counts += [one.max_installments for one in authorities]
        if any(count is not None and not 1 <= count <= 120 for count in counts):
            raise InvalidPolicy("max_installments lies between 1 and 120")
        if self.min_installment <= 0 or self.min_down_payment < 0:
            raise InvalidPolicy("min_installment is positive and min_down_payment not negative")
        if not 0 <= self.fine_pct <= MAX_FINE_PCT:
            raise InvalidPolicy("fine_pct is at most 2 (CDC art. 52 §1)")
        if not 0 <= self.default_interest_pct <= MAX_DEFAULT_INTEREST_PCT:
            raise InvalidPolicy("default_interest_pct is at most 1 a month (STJ súmula 379)")
        rates = [self.monthly_interest_pct, *(item.monthly_interest_pct for item in self.ageing)]
        if any(rate is not None and not 0 <= rate <= 20 for rate in rates):
            raise InvalidPolicy("monthly_interest_pct lies between 0 and 20")
        days = [item.from_days for item in self.ageing]
        if days != sorted(set(days)):
            raise InvalidPolicy("ageing goes up by from_days, each day once")
        if min(self._naturals()) < 0:
            raise InvalidPolicy("days and counts are not negative")
        if self.existential_minimum < 0:
            raise InvalidPolicy("existential_minimum is not negative")

    def cash_discount_pct(self, days_overdue: int) -> Decimal:
        """Give the discount, in percent, for paying at once at that age of the debt."""
        if self.max_cash_discount_pct is not None:
            return self.max_cash_discount_pct
        bracket = self._bracket(days_overdue)
        return bracket.cash_discount_pct if bracket else Decimal(0)

    def aged(self, days_overdue: int, role: Role = Role.BOT) -> Terms:
        """Give the terms that hold for a debt of that age when that role makes the offer.

        The bot's authority lowers what the policy gives; that of people raises it, but never above
        what the portfolio says of this very debt.
        """
        bracket = self._bracket(days_overdue) or Bracket(0)
        discount, most = self.cash_discount_pct(days_overdue), self.max_installments
        rate = self.monthly_interest_pct
        if bracket.max_installments is not None:
            most = bracket.max_installments
        if bracket.monthly_interest_pct is not None:
            rate = bracket.monthly_interest_pct
        limit: Authority = getattr(self, role.value)
        chosen = min if role is Role.BOT else max
        if limit.max_cash_discount_pct is not None and (
            role is Role.BOT or self.max_cash_discount_pct is None
        ):
            discount = chosen(discount, limit.max_cash_discount_pct)
        if limit.max_installments is not None:
            most = chosen(most, limit.max_installments)
        return replace(
            self,
            ageing=(),
            max_cash_discount_pct=discount,
            max_installments=most,
            monthly_interest_pct=rate,
        )

    def plan_interest_pct(self, count: int) -> Decimal:
        """Give the interest, in percent a month, of a plan of so many installments."""
        return ZERO if count <= self.interest_free_installments else self.monthly_interest_pct

    def overridden(
        self,
        *,
        max_cash_discount_pct: Decimal | None = None,
        max_installments: int | None = None,
        min_installment: Decimal | None = None,
        min_down_payment: Decimal | None = None,
        monthly_interest_pct: Decimal | None = None,
    ) -> Terms:
        """Give these terms with the columns that a portfolio line fills in.

        What the line says of installments and interest goes before the brackets too.
        """
        columns: dict[str, object] = {
            "max_cash_discount_pct": max_cash_discount_pct,
            "max_installments": max_installments,
            "min_installment": min_installment,
            "min_down_payment": min_down_payment,
            "monthly_interest_pct": monthly_interest_pct,
        }
        given = {name: value for name, value in columns.items() if value is not None}
        if self.ageing and (max_installments, monthly_interest_pct) != (None, None):
            given["ageing"] = tuple(
                replace(
                    item,
                    max_installments=item.max_installments if max_installments is None else None,
                    monthly_interest_pct=(
                        item.monthly_interest_pct if monthly_interest_pct is None else None
                    ),
                )
                for item in self.ageing
            )
        if "monthly_interest_pct" in given:
            given["interest_free_installments"] = 0
        return replace(self, **given)  # type: ignore[arg-type]

    def _bracket(self, days_overdue: int) -> Bracket | None:
        fitting = [item for item in self.ageing if days_overdue >= item.from_days]
        return max(fitting, key=lambda item: item.from_days) if fitting else None

    def _naturals(self) -> tuple[int, ...]:
        return (
            self.interest_free_installments,
            self.first_installment_days,
            self.down_payment_days,
            self.offer_validity_days,
            self.grace_days,
            self.max_due_date_changes,
            self.max_due_date_shift_days,
            self.max_agreements,
        )
