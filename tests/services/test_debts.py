"""Tests of what a verified person is told of their debts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.debt import Debt, LegalStatus
from quita.domain.errors import NotFound, NotVerified
from quita.services.debts import DebtBook, Portrait
from tests.builders import (
    JOSE,
    JOSES_PHONE,
    MARIA,
    debt_of,
    open_conversation,
    save_debt,
    save_person,
    stated,
    verified_conversation,
)
from tests.conftest import FakeClock

OPEN = stated("maria", "500.00", id="open")
LONG_AGO = date(2021, 11, 23)


@pytest.fixture
def book(database: Database, clock: FakeClock) -> DebtBook:
    return DebtBook(database, clock)


def portrait(database: Database, clock: FakeClock, book: DebtBook, *debts: Debt) -> Portrait:
    """Give the portrait of Maria with these debts, and of nobody else's."""
    with database() as tx:
        save_person(tx, MARIA)
        save_person(tx, JOSE)
        save_debt(tx, stated("jose"))
        for debt in debts:
            save_debt(tx, debt)
        chat = verified_conversation(tx, MARIA, clock()).id
    return book.portrait(chat)


def test_an_open_debt_is_stated_with_its_parts_of_today(
    database: Database, clock: FakeClock, book: DebtBook
) -> None:
    plain = debt_of("maria", original_amount=Decimal("100.00"), due_date=date(2026, 10, 9))
    shown = portrait(database, clock, book, plain)
    ((debt, statement),) = shown.open
    assert debt == plain
    assert statement.day == date(2026, 11, 23)
    assert (statement.fine, statement.interest) == (Decimal("2.00"), Decimal("1.50"))
    assert not shown.needs_human


def test_the_day_is_that_of_sao_paulo(database: Database, clock: FakeClock, book: DebtBook) -> None:
    clock.now = clock.now.replace(hour=2)  # still the 22nd there
    shown = portrait(database, clock, book, stated("maria", due_date=date(2026, 11, 22)))
    assert shown.open == ()


@pytest.mark.parametrize(
    "debt",
    [
        stated("maria", due_date=LONG_AGO),
        stated("maria", prescription_date=date(2026, 11, 23)),
        stated("maria", due_date=LONG_AGO, legal_status=LegalStatus.LAWSUIT),
        stated("maria", due_date=LONG_AGO, itemised=False),
        stated("maria", due_date=LONG_AGO, status="on_hold"),
        stated("maria", status="settled"),
        stated("maria", due_date=date(2026, 12, 1)),
    ],
)
def test_what_must_not_be_spoken_of_leaves_no_trace(
    database: Database, clock: FakeClock, book: DebtBook, debt: Debt
) -> None:
    assert portrait(database, clock, book, debt) == Portrait((), (), needs_human=False)


@pytest.mark.parametrize(
    "debt",
    [
        stated("maria", legal_status=LegalStatus.LAWSUIT),
        stated("maria", legal_status=LegalStatus.PROTESTED),
        stated("maria", itemised=False),
        stated("maria", status="on_hold"),
    ],
)
def test_what_only_a_person_may_speak_of_is_neither_stated_nor_named(
    database: Database, clock: FakeClock, book: DebtBook, debt: Debt
) -> None:
    assert portrait(database, clock, book, debt) == Portrait((), (), needs_human=True)


def test_debts_stand_apart_by_what_may_be_done(
    database: Database, clock: FakeClock, book: DebtBook
) -> None:
    agreed = stated("maria", status="agreed")
    older = replace(stated("maria"), due_date=date(2025, 3, 1))
    barred, held = stated("maria", due_date=LONG_AGO), stated("maria", status="on_hold")
    shown = portrait(database, clock, book, OPEN, agreed, barred, held, older)
    assert [debt.id for debt, _ in shown.open] == [older.id, OPEN.id]
    assert shown.agreed == (agreed,)
    assert shown.needs_human


def test_nothing_is_told_to_who_is_not_verified(
    database: Database, clock: FakeClock, book: DebtBook
) -> None:
    with database() as tx:
        save_person(tx, MARIA)
        save_debt(tx, OPEN)
        unproven = open_conversation(tx, clock()).id
        proven = verified_conversation(tx, MARIA, clock(), JOSES_PHONE).id
    with pytest.raises(NotVerified):
        book.portrait(unproven)
    with pytest.raises(NotFound):
        book.portrait("nobody's")
    assert len(book.portrait(proven).open) == 1
    clock.advance(minutes=30)
    with pytest.raises(NotVerified):
        book.portrait(proven)
