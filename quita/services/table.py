"""What lies on the table: the debts that one plan settles, as one quote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from quita.domain.agreement import RUNNING
from quita.domain.business_days import local_day
from quita.domain.debt import Credit, Debt, Standing
from quita.domain.errors import NotFound, OfferNotAvailable
from quita.domain.money import ZERO
from quita.domain.offer import Quote
from quita.domain.policy import Role
from quita.domain.records import Agreement, StoredOffer
from quita.domain.together import SEPARATOR, combinable, shares, together
from quita.services.ports import UnitOfWork

INCOME_LASTS = timedelta(days=90)


def debts_on_table(
    tx: UnitOfWork, person_id: str, debt_id: str, day: date, replaces: Agreement | None = None
) -> list[Debt]:
    """Give the debts of an id, or of several that SEPARATOR joins, as they may be offered.

    Those of an agreement that is to be replaced come as they would be without it.

    Raises:
        NotFound: not this person's.
        OfferNotAvailable: one of them may not be offered; the reason is its standing, "apart"
            where they are not of one creditor, or "too_many" agreements were made already.
    """
    ids = sorted(set(debt_id.split(SEPARATOR)))
    debts = [debt for debt in map(tx.debts.get, ids) if debt and debt.person_id == person_id]
    if len(debts) != len(ids):
        raise NotFound("no such debt of this person")
    if replaces is not None:
        debts = without(tx, debts, replaces)
    for debt in debts:
        if debt.standing(day) is not Standing.OPEN:
            raise OfferNotAvailable(debt.standing(day).value)
    if len({debt.creditor.id for debt in debts}) > 1:
        raise OfferNotAvailable("apart")
    made = tx.agreements.of_person(person_id)
    for debt in debts:
        if sum(debt.id in one.debt_ids for one in made) >= debt.terms.max_agreements:
            raise OfferNotAvailable("too_many")
    return debts


def quote_of(debt: Debt, day: date, room: Decimal | None = None, role: Role = Role.BOT) -> Quote:
    """Put a debt on the table for a day, as far as a role's authority goes."""
    days = debt.days_overdue(day)
    return Quote(debt.statement(day).total, days, debt.terms.aged(days, role), day, room)


def quote_all(
    debts: Sequence[Debt], day: date, room: Decimal | None = None, role: Role = Role.BOT
) -> Quote:
    """Put debts on the table as one.

    Raises:
        OfferNotAvailable: "apart", where no plan can meet the terms of all.
    """
    quotes = [quote_of(debt, day, room, role) for debt in debts]
    if not combinable(quotes):
        raise OfferNotAvailable("apart")
    return together(quotes)


def room_of(
    tx: UnitOfWork,
    person_id: str,
    debts: Sequence[Debt],
    now: datetime,
    replaces: str | None = None,
) -> Decimal | None:
    """Give what a month's payment may be where the person's income is known; reais.

    The existential minimum stays (Decreto 11.150/2022), and what running agreements take already.
    """
    income = tx.people.income(person_id, now - INCOME_LASTS)
    if income is None:
        return None
    running = [
        agreement
        for agreement in tx.agreements.of_person(person_id)
        if agreement.state in RUNNING and agreement.id != replaces
    ]
    taken = sum(
        (
            max((item.amount for item in one.installments if item.paid_at is None), default=ZERO)
            for one in running
        ),
        ZERO,
    )
    minimum = max(debt.terms.existential_minimum for debt in debts)
    return max(income - minimum - taken, ZERO)


def without(tx: UnitOfWork, debts: Sequence[Debt], agreement: Agreement) -> list[Debt]:
    """Give an agreement's debts as its end leaves them: open, less what was paid under it."""
    held = [debt for debt in debts if debt.id in agreement.debt_ids]
    credits = credits_of(tx, held, agreement)
    return [
        replace(debt, status="open", credits=(*debt.credits, *credits.get(debt.id, ())))
        if debt in held
        else debt
        for debt in debts
    ]


def paid_under(tx: UnitOfWork, agreement: Agreement) -> list[Credit]:
    """Give what was paid under an agreement: whole installments, and parts of the others."""
    paid: list[Credit] = []
    for item in agreement.installments:
        if item.paid_at is not None:
            paid.append(Credit(local_day(item.paid_at), item.amount))
            continue
        for charge in tx.charges.of_installment(item.id):
            parts = tx.charges.payments_of(charge.id)
            paid += [Credit(local_day(one.paid_at), one.credited) for one in parts if one.credited]
    return paid


def credits_of(
    tx: UnitOfWork, debts: Sequence[Debt], agreement: Agreement
) -> dict[str, list[Credit]]:
    """Share what was paid under an agreement among its debts, as they were when it was made."""
    made = local_day(agreement.created_at)
    owed = [debt.statement(made).total for debt in debts]
    found: dict[str, list[Credit]] = {debt.id: [] for debt in debts}
    for paid in paid_under(tx, agreement):
        for debt, part in zip(debts, shares(paid.amount, owed), strict=True):
            if part:
                found[debt.id].append(Credit(paid.day, part))
    return found


def paid_since(tx: UnitOfWork, stored: StoredOffer, debts: Sequence[Debt]) -> bool:
    """Say whether money came for these debts on a later day than an offer's: it holds no longer.

    What came on the offer's own day is in the figures that it is held against.
    """
    made = local_day(stored.created_at)
    replaced = tx.agreements.get(stored.replaces) if stored.replaces else None
    paid = [credit for debt in debts for credit in debt.credits]
    paid += paid_under(tx, replaced) if replaced else []
    return any(credit.day > made for credit in paid)
