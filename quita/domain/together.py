"""Several debts of one creditor, settled together: one quote, within what each allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal

from quita.domain.debt import Debt, Statement
from quita.domain.money import CENT, ZERO
from quita.domain.offer import Quote

SEPARATOR = "+"  # between the ids of debts that are spoken of as one
_PARTS = ("principal", "correction", "fine", "interest", "fees", "paid")


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


def one_of(debts: Sequence[Debt]) -> Debt:
    """Give a debt that stands for several of one creditor: only to speak of, never to be stored."""
    if len(debts) == 1:
        return debts[0]
    return replace(
        debts[0],
        id=SEPARATOR.join(debt.id for debt in debts),
        product=" e ".join(dict.fromkeys(debt.product for debt in debts)),
        contract=", ".join(dict.fromkeys(debt.contract for debt in debts)),
        original_amount=sum((debt.original_amount for debt in debts), ZERO),
        due_date=min(debt.due_date for debt in debts),
    )


def added_up(statements: Sequence[Statement]) -> Statement:
    """Give the statement of several debts as one, part by part."""
    return Statement(
        statements[0].day,
        *(sum((getattr(one, name) for one in statements), ZERO) for name in _PARTS),
    )


def shares(amount: Decimal, owed: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Split a payment among debts in proportion to what each owes, exact to the cent; reais."""
    whole = sum(owed, ZERO)
    if whole <= 0:  # the creditor has changed its figures meanwhile
        return (amount, *(ZERO for _ in owed[1:]))
    parts = [(amount * part / whole).quantize(CENT, rounding=ROUND_DOWN) for part in owed]
    parts[0] += amount - sum(parts, ZERO)
    return tuple(parts)
