"""Several debts of one creditor, settled together: one quote, within what each allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal

from quita.domain.money import CENT, ZERO
from quita.domain.offer import Quote


def combinable(quotes: Sequence[Quote]) -> bool:
    """Say whether one plan can hold all: the same day, interest and answer to who may split."""
    first = quotes[0]
    return all(
        quote.day == first.day
        and quote.terms.monthly_interest_pct == first.terms.monthly_interest_pct
        and (quote.max_installments == 1) == (first.max_installments == 1)
        for quote in quotes
    )


def together(quotes: Sequence[Quote]) -> Quote:
    """Give one quote for debts that are combinable.

    Owed, cash discounts and least down payments add up; of every other limit the strictest holds.

    Raises:
        ValueError: they are not combinable, or there are none.
    """
    if not quotes or not combinable(quotes):
        raise ValueError("these debts cannot be settled by one plan")
    if len(quotes) == 1:
        return quotes[0]
    all_terms = [quote.terms for quote in quotes]
    rooms = [quote.room for quote in quotes if quote.room is not None]
    terms = replace(
        all_terms[0],
        max_installments=min(quote.max_installments for quote in quotes),
        min_installment=max(terms.min_installment for terms in all_terms),
        min_down_payment=sum((terms.min_down_payment for terms in all_terms), ZERO),
        interest_free_installments=min(terms.interest_free_installments for terms in all_terms),
        first_installment_days=min(terms.first_installment_days for terms in all_terms),
        down_payment_days=min(terms.down_payment_days for terms in all_terms),
        offer_validity_days=min(terms.offer_validity_days for terms in all_terms),
        grace_days=min(terms.grace_days for terms in all_terms),
        discount_for=type(all_terms[0].discount_for)(),
        installments_for=type(all_terms[0].installments_for)(),
    )
    return Quote(
        owed=sum((quote.owed for quote in quotes), ZERO),
        days_overdue=min(quote.days_overdue for quote in quotes),
        terms=terms,
        day=quotes[0].day,
        room=min(rooms, default=None),
        cash_discount=sum((quote.discount for quote in quotes), ZERO),
    )


def shares(amount: Decimal, owed: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Split a payment among debts in proportion to what each owes, exact to the cent; reais."""
    whole = sum(owed, ZERO)
    parts = [(amount * part / whole).quantize(CENT, rounding=ROUND_DOWN) for part in owed]
    parts[0] += amount - sum(parts, ZERO)
    return tuple(parts)
