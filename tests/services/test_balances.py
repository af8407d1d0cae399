"""The nightly update of what debts come to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from quita.adapters.database.balances import SqlBalances
from quita.adapters.database.schema import debt_balances
from quita.adapters.database.unit_of_work import Database
from quita.domain.business_days import local_day
from quita.domain.correction import IndexSeries
from quita.domain.debt import Credit, LegalStatus
from quita.domain.policy import ChargesOn, Terms
from quita.services.balances import Balances
from tests.builders import MARIA, debt_of, save_debt, save_person, stated
from tests.conftest import FakeClock

INDEX = IndexSeries("ipca", {date(2026, month, 1): Decimal("0.5") for month in range(1, 11)})
CORRECTED = Terms(correction_index="ipca", charges_on=ChargesOn.CORRECTED)
DEBTS = [
    debt_of("maria", id="a", original_amount=Decimal("864.30")),
    debt_of("maria", id="b", terms=CORRECTED, original_amount=Decimal("333.33")),
    stated("maria", "1234.56", id="c"),
    debt_of("maria", id="d", due_date=date(2019, 1, 1)),
    debt_of("maria", id="e", legal_status=LegalStatus.LAWSUIT),
    debt_of("maria", id="f", due_date=date(2027, 1, 1)),
    debt_of("maria", id="g", status="on_hold"),
    replace(stated("maria", "10.00", id="h"), updated_amount=Decimal(90), itemised=False),
]


def series(name: str) -> IndexSeries | None:
    return INDEX if name == "ipca" else None


@pytest.fixture
def balances(database: Database, clock: FakeClock) -> Balances:
    with database() as tx:
        save_person(tx, MARIA)
        for debt in DEBTS:
            save_debt(tx, debt)
        tx.debts.credit("a", Credit(date(2026, 3, 1), Decimal("100.00")))
    return Balances(SqlBalances(database.engine, series), clock)


def written(database: Database) -> dict[str, Any]:
    with database.engine.begin() as connection:
        rows = connection.execute(select(debt_balances)).all()
    return {row.debt_id: row for row in rows}


@pytest.mark.parametrize("batch", [1, 3, 8, 100])
def test_each_debt_is_written_as_the_chat_reckons_it(
    database: Database, clock: FakeClock, balances: Balances, batch: int
) -> None:
    assert balances.update(batch) == len(DEBTS)
    found, day = written(database), local_day(clock())
    paid = (Credit(date(2026, 3, 1), Decimal("100.00")),)
    for debt in DEBTS:
        whole = replace(debt, index=INDEX, credits=paid if debt.id == "a" else ())
        statement, row = whole.statement(day), found[debt.id]
        assert row.standing == whole.standing(day).value
        assert row.day == day
        for name in ("correction", "fine", "interest", "fees", "paid", "total"):
            assert getattr(row, name) == getattr(statement, name)


def test_a_second_run_of_the_day_writes_nothing_and_the_next_day_writes_all(
    database: Database, clock: FakeClock, balances: Balances
) -> None:
    balances.update()
    assert balances.update() == 0
    clock.advance(days=1)
    assert balances.update() == len(DEBTS)
    assert {row.day for row in written(database).values()} == {date(2026, 11, 24)}


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(
    database: Database, clock: FakeClock, balances: Balances
) -> None:
    ledger = CutOff(database, series)
    with pytest.raises(ConnectionError):
        Balances(ledger, clock).update(3)
    assert len(written(database)) == 3
    assert balances.update() == len(DEBTS) - 3


class CutOff(SqlBalances):
    """A ledger whose connection breaks at the second batch."""

    def __init__(self, database: Database, indexes: Any) -> None:
        """Take the database and the indexes."""
        super().__init__(database.engine, indexes)
        self._left = 1

    def write(self, day: date, balances: Any) -> None:
        """Write once."""
        if not self._left:
            raise ConnectionError
        self._left -= 1
        super().write(day, balances)


def test_what_is_settled_is_left_alone(
    database: Database, clock: FakeClock, balances: Balances
) -> None:
    with database() as tx:
        tx.debts.set_status("a", "settled")
    assert balances.update() == len(DEBTS) - 1
    assert "a" not in written(database)
