"""The answer to what a debtor wishes: granted as said, or the nearest offers that are inside.

Pure, and never outside the creditor's terms, whatever the wish.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_CEILING, Decimal

from quita.domain.money import CENT, ZERO
from quita.domain.offer import (
    Answer,
    Quote,
    Reason,
    Wish,
    cash_offer,
    installment_offer,
    latest_first,
    opening_offers,
    plans,
)
from quita.domain.policy import Terms


def answer_wish(quote: Quote, wish: Wish) -> Answer:
    """Grant a wish within the terms, or give the nearest offers that are inside, with reasons.

    A count below one is none, and so is a down payment below zero; an amount for a single payment
    is all in all, and one for several together is shared among them after the down payment.
    """
    count = wish.count if wish.count and wish.count > 0 else None
    down = None if wish.down is None else max(wish.down, ZERO)
    reasons: tuple[Reason, ...] = ()
    if wish.first_date is not None and wish.first_date > latest_first(quote):
        reasons += (Reason.DATE_TOO_FAR,)
    if down is not None and down < quote.terms.min_down_payment:
        reasons += (Reason.BELOW_MIN_DOWN_PAYMENT,)
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


def _answer_at_once(
    quote: Quote, amount: Decimal | None, first_date: date | None, reasons: tuple[Reason, ...]
) -> Answer:
    cash = cash_offer(quote, first_date)
    if amount is None or amount >= cash.total:
        return Answer((cash,), reasons)
    return Answer((cash, *opening_offers(quote)[1:][-1:]), (*reasons, Reason.BELOW_CASH_PRICE))


def _answer_plan(quote: Quote, wish: Wish, reasons: tuple[Reason, ...]) -> Answer:
    cash, least = cash_offer(quote, wish.first_date), quote.terms.min_down_payment
    if wish.down is not None and wish.down >= cash.total:
        return Answer((cash,), reasons)
    down = max(wish.down or ZERO, least)
    counts = plans(quote, down) if down < cash.total else {}
    if counts:
        chosen, reason = _nearest(counts, wish, quote.terms)
        offers = tuple(
            installment_offer(quote, count, down=down, first_date=wish.first_date)
            for count in chosen
        )
        return Answer(offers, (*reasons, reason) if reason else reasons)
    smaller = plans(quote, least) if least < down < cash.total else {}
    if not smaller:
        return Answer((cash,), (*reasons, Reason.NO_INSTALLMENTS))
    offer = installment_offer(quote, min(smaller), down=least, first_date=wish.first_date)
    return Answer((cash, offer), (*reasons, Reason.BELOW_MIN_INSTALLMENT))


def _nearest(
    counts: Mapping[int, tuple[Decimal, ...]], wish: Wish, terms: Terms
) -> tuple[tuple[int, ...], Reason | None]:
    """Choose the count nearest to a wish, with the reason where it is not the wish itself.

    Where only the amount stands against the wished count, this comes first and the nearest next.
    """
    most = max(counts)
    longer = most == terms.max_installments
    limit = Reason.TOO_MANY_INSTALLMENTS if longer else Reason.BELOW_MIN_INSTALLMENT
    wished, monthly = wish.count, wish.monthly
    affordable = [c for c, each in counts.items() if monthly is None or max(each) <= monthly]
    if not affordable:
        return (most,), limit
    if wished is None:
        return ((most if monthly is None else min(affordable)),), None
    if wished in affordable:
        return (wished,), None
    nearest = min(affordable, key=lambda count: abs(count - wished))
    if wished in counts:
        return (wished, nearest), Reason.ABOVE_MONTHLY
    return (nearest,), limit if wished > most else Reason.BELOW_MIN_INSTALLMENT
