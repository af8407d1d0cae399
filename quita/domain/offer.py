"""Offers within a creditor's terms, and what a debtor may wish of them.

Pure: a debt's total and its terms go in, offers come out. No offer is ever above what is owed plus
the plan's stated interest, and none breaks the terms. `bargaining` answers wishes with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from quita.domain.business_days import add_months, next_business_day
from quita.domain.errors import InvalidAmount
from quita.domain.installments import Installment, plan, price
from quita.domain.money import CENT, ZERO, percent_of
from quita.domain.policy import Terms


class OfferKind(str, Enum):
    """How an offer is paid."""

    CASH = "cash"
    INSTALLMENTS = "installments"


class Reason(str, Enum):
    """Why a wish was not granted as it was said."""

    BELOW_CASH_PRICE = "below_cash_price"
    BELOW_MIN_INSTALLMENT = "below_min_installment"
    TOO_MANY_INSTALLMENTS = "too_many_installments"
    BELOW_MIN_DOWN_PAYMENT = "below_min_down_payment"
    NO_INSTALLMENTS = "no_installments"
    ABOVE_MONTHLY = "above_monthly"  # in so many installments each is more than was said
    DATE_TOO_FAR = "date_too_far"


@dataclass(frozen=True)
class Quote:
    """What is on the table for one debt on a day.

    Attributes:
        owed: reais on that day. discount_pct: for paying at once, percent.
    """

    owed: Decimal
    days_overdue: int
    terms: Terms
    day: date

    @property
    def discount_pct(self) -> Decimal:
        """The cash discount, in percent."""
        return self.terms.cash_discount_pct(self.days_overdue)


@dataclass(frozen=True)
class Offer:
    """A way to settle: its total, its payments and until when it stands; amounts in reais."""

    kind: OfferKind
    owed: Decimal
    discount: Decimal
    discount_pct: Decimal
    monthly_interest_pct: Decimal
    payments: tuple[Installment, ...]
    valid_until: date

    @property
    def total(self) -> Decimal:
        """The sum of all payments."""
        return sum((item.amount for item in self.payments), ZERO)

    @property
    def down_payment(self) -> Decimal:
        """What is paid first, apart from the installments; 0.00 if nothing."""
        return self.payments[0].amount if self.payments[0].number == 0 else ZERO

    @property
    def installments(self) -> tuple[Installment, ...]:
        """The payments but the down payment."""
        return tuple(item for item in self.payments if item.number > 0)


@dataclass(frozen=True)
class Wish:
    """What the debtor said that they can or want to pay; amounts in reais.

    Attributes:
        total: all in all; `monthly`, where it is said too, goes before it.
        monthly: an installment, at most. down: a first payment; 0 says that there is none.
        count: how many installments. first_date: when the first payment can be made.
    """

    total: Decimal | None = None
    monthly: Decimal | None = None
    down: Decimal | None = None
    count: int | None = None
    first_date: date | None = None


@dataclass(frozen=True)
class Answer:
    """Offers for a wish: granted as said, or the nearest ones with the reasons."""

    offers: tuple[Offer, ...]
    reasons: tuple[Reason, ...] = ()

    @property
    def granted(self) -> bool:
        """Whether the wish is met as it was said."""
        return not self.reasons


def cash_offer(quote: Quote, first_date: date | None = None) -> Offer:
    """Offer the debt at once, with the discount of its age; a cent at least is paid."""
    discount = min(percent_of(quote.owed, quote.discount_pct), quote.owed - CENT)
    due = next_business_day(_first_day(quote, first_date, quote.terms.down_payment_days))
    payment = Installment(1, due, quote.owed - discount)
    return _offer(quote, OfferKind.CASH, discount, (payment,), ZERO)


def plans(quote: Quote, down: Decimal = ZERO) -> Mapping[int, tuple[Decimal, ...]]:
    """Give the installments of each count that the terms allow after a down payment; reais.

    Not every count up to the largest need be there: rounding may leave the last installment of one
    plan below the least.
    """
    counts = range(1, quote.terms.max_installments + 1)
    found = ((count, _installments(quote, count, down)) for count in counts)
    return {count: amounts for count, amounts in found if amounts}


def installment_offer(
    quote: Quote, count: int, *, down: Decimal = ZERO, first_date: date | None = None
) -> Offer:
    """Offer the debt in installments, without discount, with the plan's interest if it has any.

    A wished date is that of the first payment: where this is a down payment that comes later than
    usual, the installments begin a month after it.
    """
    terms = quote.terms
    down_due = _first_day(quote, first_date, terms.down_payment_days)
    if down:
        late = down_due > quote.day + timedelta(days=terms.down_payment_days)
        first_due = max(
            quote.day + timedelta(days=terms.first_installment_days),
            add_months(down_due, 1) if late else down_due,
        )
    else:
        first_due = _first_day(quote, first_date, terms.first_installment_days)
    payments = plan(
        quote.owed,
        count,
        terms.monthly_interest_pct,
        down_payment=down,
        down_payment_due=down_due,
        first_due=first_due,
    )
    return _offer(quote, OfferKind.INSTALLMENTS, ZERO, payments, terms.monthly_interest_pct)


def opening_offers(quote: Quote) -> tuple[Offer, ...]:
    """Give the first offers: at once, in a few installments, in the most; at most three."""
    cash, down = cash_offer(quote), quote.terms.min_down_payment
    counts = plans(quote, down) if down < cash.total else {}
    if not counts:
        return (cash,)
    most = max(counts)
    few = min(counts, key=lambda count: abs(count - max(2, most // 3)))
    return (cash, *(installment_offer(quote, count, down=down) for count in sorted({few, most})))


def latest_first(quote: Quote) -> date:
    """Give the last day for which the terms let a first payment be wished."""
    terms = quote.terms
    return quote.day + timedelta(days=max(terms.first_installment_days, terms.down_payment_days))


def still_offered(quote: Quote, offer: Offer) -> bool:
    """Say whether an offer made on the quote's day is one that its debt and terms still allow."""
    if offer.owed != quote.owed:
        return False
    if offer.kind is OfferKind.CASH:
        return offer.discount == cash_offer(quote).discount
    amounts, down = tuple(item.amount for item in offer.installments), offer.down_payment
    allowed = _installments(quote, len(amounts), down)
    return down >= quote.terms.min_down_payment and amounts == allowed


def _installments(quote: Quote, count: int, down: Decimal) -> tuple[Decimal, ...] | None:
    """Split what a down payment leaves; None where the terms do not allow it.

    A single installment is a plan only after a down payment.
    """
    terms = quote.terms
    if count > terms.max_installments or terms.max_installments == 1 or (count == 1 and not down):
        return None
    try:
        amounts = price(quote.owed - down, count, terms.monthly_interest_pct)
    except InvalidAmount:
        return None
    return amounts if min(amounts[0], amounts[-1]) >= terms.min_installment else None


def _first_day(quote: Quote, wished: date | None, usual_days: int) -> date:
    """Give the day of a first payment: the wished one, as far as the terms go, or the usual one."""
    if wished is None or wished < quote.day:
        return quote.day + timedelta(days=usual_days)
    return min(wished, latest_first(quote))


def _offer(
    quote: Quote,
    kind: OfferKind,
    discount: Decimal,
    payments: tuple[Installment, ...],
    monthly_interest_pct: Decimal,
) -> Offer:
    validity = quote.day + timedelta(days=quote.terms.offer_validity_days)
    return Offer(
        kind=kind,
        owed=quote.owed,
        discount=discount,
        discount_pct=quote.discount_pct if discount else Decimal(0),
        monthly_interest_pct=monthly_interest_pct,
        payments=payments,
        # Nobody accepts an offer whose first payment is already late.
        valid_until=min(validity, *(item.due_date for item in payments)),
    )
