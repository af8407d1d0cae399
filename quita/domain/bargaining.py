"""The answer to what a debtor wishes: granted as said, or the nearest offers that are inside.

Pure, and never outside the creditor's terms, whatever the wish.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import ROUND_CEILING, Decimal

from quita.domain.money import CENT, ZERO
from quita.domain.offer import (
    Answer,
    Offer,
    OfferKind,
    Quote,
    Reason,
    Wish,
    cash_offer,
    installment_offer,
    latest_first,
    opening_offers,
    plans,
)
from quita.domain.plans import Plans

FAR = Decimal("0.7")


def answer_wish(quote: Quote, wish: Wish) -> Answer:
    """Grant a wish within the terms, or give the nearest offers that are inside, with reasons.

    A count below one is none, and so is a down payment below zero; an amount for a single payment
    is all in all, and one for several together is shared among them after the down payment.

    Where the income is known, nothing is proposed that leaves less than the existential minimum of
    it (Decreto 11.150/2022); then there may be no offer at all. Who asks to pay at once may.
    """
    answer = _answer(quote, wish)
    if quote.room is None:
        return answer
    at_once = wish.count == 1 and not wish.down
    fitting = tuple(
        offer
        for offer in answer.offers
        if at_once or max(item.amount for item in offer.payments) <= quote.room
    )
    unbound = _answer(replace(quote, room=None), wish)
    if fitting == unbound.offers:
        return unbound
    spoken_for = (Reason.DATE_TOO_FAR, Reason.BELOW_MIN_DOWN_PAYMENT)
    kept = tuple(reason for reason in unbound.reasons if reason in spoken_for)
    return Answer(fitting or _plain_offers(quote), (*kept, Reason.ABOVE_MEANS))


def is_far(quote: Quote, wish: Wish, answer: Answer) -> bool:
    """Say whether a wish lies far outside: no offer comes near it, so a person may decide.

    Far is less than FAR of the amount that would do, or more than 1/FAR of the installments.
    """
    if answer.granted:
        return False
    at_once = wish.total if wish.monthly is None else None
    if at_once is not None and wish.count in (None, 1):
        return at_once < cash_offer(quote).total * FAR
    down = max(wish.down or ZERO, quote.terms.min_down_payment)
    counts = plans(quote, down)
    if wish.count is not None and counts and wish.count * FAR > counts.most:
        return True
    if wish.monthly is not None:
        least = min((max(amounts) for amounts in counts.values()), default=cash_offer(quote).total)
        return wish.monthly < least * FAR
    return Reason.NO_INSTALLMENTS in answer.reasons and wish.count is not None and wish.count > 1


def _plain_offers(quote: Quote) -> tuple[Offer, ...]:
    """Give the longest plan that the income holds, if any."""
    return opening_offers(quote)[-1:]


def _answer(quote: Quote, wish: Wish) -> Answer:
    count = wish.count if wish.count and wish.count > 0 else None
    down = None if wish.down is None else max(wish.down, ZERO)
    reasons: tuple[Reason, ...] = ()
    if wish.first_date is not None and wish.first_date > latest_first(quote):
        reasons += (Reason.DATE_TOO_FAR,)
    if down is not None and down < quote.terms.min_down_payment:
        reasons += (Reason.BELOW_MIN_DOWN_PAYMENT,)
    if wish.interest_free and quote.terms.monthly_interest_pct:
        free = _without_interest(quote, count)
        if free is None:
            return Answer(
                (cash_offer(quote, wish.first_date),), (*reasons, Reason.NO_INTEREST_FREE)
            )
        quote = free
    monthly, total = wish.monthly, wish.total
    if count == 1 and not down:
        at_once = total if monthly is None else monthly
        return _answer_at_once(quote, at_once, wish.first_date, reasons)
    if monthly is None and total is not None:
        if count is None:
            return _answer_at_once(quote, total, wish.first_date, reasons)
        first = max(down or ZERO, quote.terms.min_down_payment)
        monthly = ((total - first) / count).quantize(CENT, rounding=ROUND_CEILING)
    if count is None and monthly is None and not down:
        if wish.first_date is None:
            return Answer(opening_offers(quote), reasons)
        return Answer((cash_offer(quote, wish.first_date),), reasons)
    plain = Wish(monthly=monthly, down=down, count=count, first_date=wish.first_date)
    return _answer_plan(quote, plain, reasons)


def _without_interest(quote: Quote, count: int | None) -> Quote | None:
    """Narrow a quote to the plans without interest; None where there are none."""
    most = min(quote.terms.interest_free_installments, quote.max_installments)
    if most < 2 and count != 1:
        return None
    return replace(quote, terms=replace(quote.terms, max_installments=max(most, 1)))


def _answer_at_once(
    quote: Quote, amount: Decimal | None, first_date: date | None, reasons: tuple[Reason, ...]
) -> Answer:
    cash = cash_offer(quote, first_date)
    if amount is None or amount >= cash.total:
        return Answer((cash,), reasons)
    longest = tuple(o for o in opening_offers(quote)[-1:] if o.kind is OfferKind.INSTALLMENTS)
    return Answer((cash, *longest), (*reasons, Reason.BELOW_CASH_PRICE))


def _answer_plan(quote: Quote, wish: Wish, reasons: tuple[Reason, ...]) -> Answer:
    cash, least = cash_offer(quote, wish.first_date), quote.terms.min_down_payment
    if wish.down is not None and wish.down >= cash.total:
        return Answer((cash,), reasons)
    down = max(wish.down or ZERO, least)
    counts = plans(quote, down)
    if down < cash.total and counts:
        chosen, reason = _nearest(counts, wish, quote.max_installments)
        offers = tuple(
            installment_offer(quote, count, down=down, first_date=wish.first_date)
            for count in chosen
        )
        return Answer(offers, (*reasons, reason) if reason else reasons)
    smallest = next(iter(plans(quote, least)), None) if least < down < cash.total else None
    if smallest is None:
        return Answer((cash,), (*reasons, Reason.NO_INSTALLMENTS))
    offer = installment_offer(quote, smallest, down=least, first_date=wish.first_date)
    return Answer((cash, offer), (*reasons, Reason.BELOW_MIN_INSTALLMENT))


def _nearest(
    counts: Plans, wish: Wish, max_installments: int
) -> tuple[tuple[int, ...], Reason | None]:
    """Choose the count nearest to a wish, with the reason where it is not the wish itself.

    Where only the amount stands against the wished count, this comes first and the nearest next.
    """
    most, wished, monthly = counts.most, wish.count, wish.monthly
    limit = Reason.BELOW_MIN_INSTALLMENT
    if most == max_installments:
        limit = Reason.TOO_MANY_INSTALLMENTS
    if wished is None:
        found = most if monthly is None else counts.first_within(monthly)
        return ((most,), limit) if found is None else ((found,), None)
    if counts.within(wished, monthly):
        return (wished,), None
    nearest = counts.nearest(wished, lambda count: counts.within(count, monthly))
    if nearest is None:
        return (most,), limit
    if wished in counts:
        return (wished, nearest), Reason.ABOVE_MONTHLY
    return (nearest,), limit if wished > most else Reason.BELOW_MIN_INSTALLMENT
