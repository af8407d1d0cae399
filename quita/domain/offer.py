"""Offers within a creditor's terms, and the answer to what a debtor wishes.

Pure: a debt's total, its terms and a wish go in, offers come out. No offer is ever above what
is owed plus the plan's stated interest, and none breaks the terms, whatever the wish.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from quita.domain.errors import InvalidAmount
from quita.domain.installments import Installment, days_ahead, plan, price
from quita.domain.money import ZERO, percent_of
from quita.domain.policy import Terms

MAX_OFFERS = 3


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
        total: all in all, at once. monthly: an installment. down: a first payment.
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
    reasons: tuple[Reason, ...] = field(default=())

    @property
    def granted(self) -> bool:
        """Whether the wish is met as it was said."""
        return not self.reasons


def cash_offer(quote: Quote, first_date: date | None = None) -> Offer:
    """Offer the debt at once, with the discount of its age."""
    discount = percent_of(quote.owed, quote.discount_pct)
    payment = Installment(1, _first_due(quote, first_date, OfferKind.CASH), quote.owed - discount)
    return _offer(quote, OfferKind.CASH, discount, (payment,), ZERO)


def most_installments(quote: Quote, down: Decimal = ZERO) -> int:
    """Give the most installments that the terms allow for this debt; 1 where none fit."""
    rest = quote.owed - down
    for count in range(quote.terms.max_installments, 1, -1):
        try:
            amounts = price(rest, count, quote.terms.monthly_interest_pct)
        except InvalidAmount:
            continue
        if min(amounts) >= quote.terms.min_installment:
            return count
    return 1


def installment_offer(
    quote: Quote, count: int, *, down: Decimal = ZERO, first_date: date | None = None
) -> Offer:
    """Offer the debt in installments, without discount, with the plan's interest if it has any."""
    first_due = _first_due(quote, first_date, OfferKind.INSTALLMENTS)
    payments = plan(
        quote.owed,
        count,
        quote.terms.monthly_interest_pct,
        down_payment=down,
        down_payment_due=quote.day + timedelta(days=quote.terms.down_payment_days),
        first_due=first_due,
    )
    rate = quote.terms.monthly_interest_pct
    return _offer(quote, OfferKind.INSTALLMENTS, ZERO, payments, rate)


def opening_offers(quote: Quote) -> tuple[Offer, ...]:
    """Give the first offers: at once, in a few installments, in the most; at most three."""
    offers = [cash_offer(quote)]
    down = min(quote.terms.min_down_payment, quote.owed)
    most = most_installments(quote, down)
    if most > 1 and down < quote.owed:
        few = max(2, most // 3)
        counts = [few, most] if few < most else [most]
        offers += [installment_offer(quote, count, down=down) for count in counts]
    return tuple(offers[:MAX_OFFERS])


def answer_wish(quote: Quote, wish: Wish) -> Answer:
    """Grant a wish within the terms, or give the nearest offers that are inside, with reasons."""
    too_far = wish.first_date is not None and wish.first_date > _latest_first(quote)
    reasons = [Reason.DATE_TOO_FAR] if too_far else []
    if wish.total is not None and wish.count is None and wish.monthly is None:
        return _answer_total(quote, wish, reasons)
    if wish.count == 1:
        return Answer((cash_offer(quote, wish.first_date),), tuple(reasons))
    if wish.count is None and wish.monthly is None and wish.down is None:
        if wish.first_date is None:
            return Answer(opening_offers(quote))
        return Answer((cash_offer(quote, wish.first_date),), tuple(reasons))
    return _answer_plan(quote, wish, reasons)


def _answer_total(quote: Quote, wish: Wish, reasons: list[Reason]) -> Answer:
    cash = cash_offer(quote, wish.first_date)
    if wish.total is not None and wish.total >= cash.total:
        return Answer((cash,), tuple(reasons))
    offers = (cash, *[o for o in opening_offers(quote) if o.kind is OfferKind.INSTALLMENTS][-1:])
    return Answer(offers, (*reasons, Reason.BELOW_CASH_PRICE))


def _answer_plan(quote: Quote, wish: Wish, reasons: list[Reason]) -> Answer:
    down = max(wish.down or ZERO, quote.terms.min_down_payment)
    if wish.down is not None and wish.down < quote.terms.min_down_payment:
        reasons.append(Reason.BELOW_MIN_DOWN_PAYMENT)
    if down >= cash_offer(quote).total:
        return Answer((cash_offer(quote, wish.first_date),), tuple(reasons))
    most = most_installments(quote, down)
    if most == 1:
        return Answer((cash_offer(quote, wish.first_date),), (*reasons, Reason.NO_INSTALLMENTS))
    count = wish.count or (most if wish.monthly is None else _count_for(quote, down, wish.monthly))
    if count > most:
        longer = count > quote.terms.max_installments
        reasons.append(Reason.TOO_MANY_INSTALLMENTS if longer else Reason.BELOW_MIN_INSTALLMENT)
        count = most
    offer = installment_offer(quote, count, down=down, first_date=wish.first_date)
    if wish.monthly is not None and wish.count is not None:
        largest = max(item.amount for item in offer.installments)
        if largest > wish.monthly and not reasons:
            return _answer_plan(quote, Wish(monthly=wish.monthly, down=wish.down), reasons)
    return Answer((offer,), tuple(reasons))


def _count_for(quote: Quote, down: Decimal, monthly: Decimal) -> int:
    """Give the fewest installments of at most `monthly`; one past the limit where none is."""
    for count in range(2, quote.terms.max_installments + 1):
        try:
            amounts = price(quote.owed - down, count, quote.terms.monthly_interest_pct)
        except InvalidAmount:
            break
        if max(amounts) <= monthly:
            return count
    return quote.terms.max_installments + 1


def _latest_first(quote: Quote) -> date:
    return quote.day + timedelta(
        days=max(quote.terms.first_installment_days, quote.terms.down_payment_days)
    )


def _first_due(quote: Quote, wished: date | None, kind: OfferKind) -> date:
    days = (
        quote.terms.down_payment_days
        if kind is OfferKind.CASH
        else quote.terms.first_installment_days
    )
    if wished is None or wished < quote.day:
        return days_ahead(quote.day, days)
    return days_ahead(min(wished, _latest_first(quote)), 0)


def _offer(
    quote: Quote,
    kind: OfferKind,
    discount: Decimal,
    payments: tuple[Installment, ...],
    monthly_interest_pct: Decimal,
) -> Offer:
    return Offer(
        kind=kind,
        owed=quote.owed,
        discount=discount,
        discount_pct=quote.discount_pct if discount else Decimal(0),
        monthly_interest_pct=monthly_interest_pct,
        payments=payments,
        valid_until=quote.day + timedelta(days=quote.terms.offer_validity_days),
    )
