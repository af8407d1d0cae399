"""Tests of cases for humans."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from quita.adapters.database.unit_of_work import Database
from quita.domain.records import Case
from tests.adapters.database.samples import CPF, open_conversation, store_debt
from tests.conftest import FakeClock


def test_a_known_key_gives_the_first_case(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        store_debt(tx)
        chat = open_conversation(tx, clock()).id
        case = Case("c1", "20261123001", "dispute", chat, "maria", "debt", clock(), "não é minha")
        assert tx.cases.add(case, "turn:dispute") == case
        assert tx.cases.add(replace(case, id="c2", note="outra"), "turn:dispute") == case
    with database() as tx:
        assert tx.cases.of_conversation(chat) == [case]


def test_a_case_needs_neither_person_nor_debt_and_cases_come_oldest_first(
    database: Database, clock: FakeClock
) -> None:
    with database() as tx:
        chat = open_conversation(tx, clock()).id
        late = Case("c1", "20261123001", "lgpd", chat, None, None, clock())
        early = replace(late, id="c2", opened_at=clock() - timedelta(days=1))
        tx.cases.add(late, "1")
        tx.cases.add(early, "2")
        assert tx.cases.of_conversation(chat) == [early, late]


def test_the_note_of_a_case_is_sealed(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        chat = open_conversation(tx, clock()).id
        tx.cases.add(Case("c1", "1", "lgpd", chat, None, None, clock(), f"CPF {CPF}"), "1")
    with database.engine.connect() as connection:
        assert CPF not in str(connection.exec_driver_sql("SELECT * FROM cases").one())
