"""Offers within a creditor's terms, and what a debtor may wish of them.

Pure: a debt's total and its terms go in, offers come out. No offer is ever above what is owed plus
the plan's stated interest, and none breaks the terms. `bargaining` answers wishes with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from enum import Enum

from quita.domain.business_days import add_months, next_business_day
from quita.domain.cet import cet_pct
from quita.domain.installments import Installment, plan
from quita.domain.money import CENT, ZERO, percent_of
from quita.domain.plans import Plans
from quita.domain.policy import HUNDRED, Terms


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
    NO_INTEREST_FREE = "no_interest_free"  # only paying at once bears no interest
    ABOVE_MEANS = "above_means"  # it would leave less than the existential minimum


@dataclass(frozen=True)
class Quote:
    """What is on the table for one debt on a day.

    Attributes:
        owed: reais on that day. discount_pct: for paying at once, percent.
        terms: as they hold at that age (`Terms.aged`).
        room: what a month's payment may be, in reais, where the income is known.
        cash_discount: for paying at once, in reais, where it is not a percentage of `owed`.
    """

    owed: Decimal
    days_overdue: int
    terms: Terms
    day: date
    room: Decimal | None = None
    cash_discount: Decimal | None = None

    @property
    def discount_pct(self) -> Decimal:
        """The cash discount, in percent."""
        if self.cash_discount is not None:
            share = self.cash_discount * HUNDRED / self.owed
            return share.quantize(CENT, rounding=ROUND_DOWN)
        if not self.terms.discount_for.admits(self.days_overdue, self.owed):
            return Decimal(0)
        return self.terms.cash_discount_pct(self.days_overdue)

    @property
    def discount(self) -> Decimal:
        """The cash discount, in reais; a cent at least is left to pay."""
        given = self.cash_discount
        return min(
            percent_of(self.owed, self.discount_pct) if given is None else given, self.owed - CENT
        )

    @property
    def max_installments(self) -> int:
        """How many installments the terms allow; 1 means cash only."""
        admitted = self.terms.installments_for.admits(self.days_overdue, self.owed)
        return self.terms.max_installments if admitted else 1


@dataclass(frozen=True)
class Offer:
    """A way to settle: its total, its payments and until when it stands; amounts in reais.

    `cet_pct` is the yearly cost of a plan, in percent (None of a cash payment).
    """

    kind: OfferKind
    owed: Decimal
    discount: Decimal
    discount_pct: Decimal
    monthly_interest_pct: Decimal
    payments: tuple[Installment, ...]
    valid_until: date
    cet_pct: Decimal | None = None

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
        interest_free: without interest.
    """

    total: Decimal | None = None
    monthly: Decimal | None = None
    down: Decimal | None = None
    count: int | None = None
    first_date: date | None = None
    interest_free: bool = False


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
    discount = quote.discount
    due = next_business_day(_first_day(quote, first_date, quote.terms.down_payment_days))
    payment = Installment(1, due, quote.owed - discount)
    return _offer(quote, OfferKind.CASH, discount, (payment,), ZERO)


def plans(quote: Quote, down: Decimal = ZERO) -> Plans:
    """Give the installments of each count that the terms allow after a down payment; reais."""
    return Plans(quote, down)


def installment_offer(
    quote: Quote, count: int, *, down: Decimal = ZERO, first_date: date | None = None
) -> Offer:
    """Offer the debt in installments, without discount, with the plan's interest if it has any.

    A wished date is that of the first payment: where this is a down payment that comes later than
    usual, the installments begin a month after it.
    """
    terms, rate = quote.terms, quote.terms.plan_interest_pct(count)
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
        rate,
        down_payment=down,
        down_payment_due=down_due,
        first_due=first_due,
    )
    return _offer(quote, OfferKind.INSTALLMENTS, ZERO, payments, rate)


def opening_offers(quote: Quote) -> tuple[Offer, ...]:
    """Give the first offers: at once, in a few installments, in the most; at most three.

    Where the income is known, nothing that it does not hold; so there may be none.
    """
    cash, down = cash_offer(quote), quote.terms.min_down_payment
    at_once = (cash,) if quote.room is None or cash.total <= quote.room else ()
    counts = plans(quote, down)
    if down >= cash.total or not counts:
        return at_once
    few = counts.nearest(max(2, counts.most // 3), counts.__contains__)
    chosen = sorted({few or counts.most, counts.most})
    spread = tuple(installment_offer(quote, count, down=down) for count in chosen)
    return (*at_once, *spread)


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
    allowed = plans(quote, down).get(len(amounts))
    same_rate = offer.monthly_interest_pct == quote.terms.plan_interest_pct(len(amounts))
    return same_rate and down >= quote.terms.min_down_payment and amounts == allowed


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
        cet_pct=(
            cet_pct(quote.owed, quote.day, payments) if kind is OfferKind.INSTALLMENTS else None
        ),
    )
