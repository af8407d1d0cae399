"""The demonstration's portfolio and people."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quita.adapters.database.unit_of_work import Database
from quita.adapters.demo import demo_people, demo_portfolio
from quita.adapters.policies import PolicyFiles
from quita.domain.debt import Debt, Standing
from quita.domain.identity import valid_cpf
from quita.domain.offer import OfferKind, Quote, opening_offers
from quita.domain.phone import canonical
from quita.domain.portfolio import parse
from quita.domain.records import AddressKind
from quita.services.portfolio import Portfolio
from quita.services.ports import Clock

TODAY = date(2026, 11, 23)
POLICIES = Path(__file__).parents[2] / "policies"
days = st.dates(date(2025, 1, 1), date(2035, 12, 31))


def lines(seed: int = 1, today: date = TODAY) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(demo_portfolio(seed, today))))


@pytest.fixture
def portfolio(database: Database, new_id: Callable[[], str], clock: Clock) -> Portfolio:
    return Portfolio(database, PolicyFiles(POLICIES), new_id, clock)


@pytest.fixture
def loaded(database: Database, portfolio: Portfolio) -> Database:
    """A database that holds the debts of the people who are shown."""
    portfolio.load(demo_portfolio(1, TODAY, 0), day=TODAY)
    return database


def debts_of(database: Database, person: dict[str, str]) -> list[Debt]:
    with database() as tx:
        address = tx.people.ensure_address(AddressKind.PHONE, f"+{person['phone']}")
        ids = [at.id for at in tx.people.at_address(address) if at.cpf == person["cpf"]]
        return [debt for person_id in ids for debt in tx.debts.of_person(person_id)]


def test_a_seed_and_a_day_give_one_file() -> None:
    assert demo_portfolio(5, TODAY) == demo_portfolio(5, TODAY)
    assert demo_people(5, TODAY) == demo_people(5, TODAY)
    assert demo_portfolio(5, TODAY) != demo_portfolio(6, TODAY)


def test_another_day_gives_the_same_people_and_debts() -> None:
    later = lines(today=date(2027, 1, 31))
    for column in ("external_id", "cpf", "phones", "debtor_name", "creditor_cnpj"):
        assert [line[column] for line in later] == [line[column] for line in lines()]


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 2**32), today=days)
def test_any_seed_on_any_day_imports_without_a_problem(seed: int, today: date) -> None:
    parsed = parse(demo_portfolio(seed, today), today)
    assert parsed.problems == ()
    assert len(parsed.rows) == 240


def test_the_number_of_debts_is_as_asked_and_holds_the_cases() -> None:
    assert len(parse(demo_portfolio(1, TODAY, 300), TODAY).rows) == 300
    assert len(parse(demo_portfolio(1, TODAY, 0), TODAY).rows) == 10


def test_documents_and_phones_are_valid_and_nobody_has_anothers_cpf() -> None:
    names: dict[str, set[str]] = {}
    for line in lines():
        assert valid_cpf(line["cpf"])
        names.setdefault(line["cpf"], set()).add(line["debtor_name"])
        for phone in line["phones"].split("|"):
            assert canonical(phone) == phone
            assert phone[5:7] == "90"
    assert all(len(of_one) == 1 for of_one in names.values())


def test_ages_run_from_weeks_to_more_than_five_years() -> None:
    ages = sorted((TODAY - date.fromisoformat(line["due_date"])).days for line in lines())
    assert 20 <= ages[0] < 60
    assert ages[-1] > 5 * 366
    assert sum(age > 5 * 366 for age in ages) >= 10


def test_there_is_some_of_everything() -> None:
    all_lines = lines()
    assert len({line["creditor_cnpj"] for line in all_lines}) == 6
    statuses = Counter(line["legal_status"] for line in all_lines)
    assert statuses["lawsuit"] and statuses["protested"]
    itemised = [line for line in all_lines if line["interest_amount"]]
    unitemised = [
        line for line in all_lines if line["updated_amount"] and not line["interest_amount"]
    ]
    assert len(itemised) > 20
    assert len(unitemised) > 5
    assert any(line["assignment_date"] for line in all_lines)
    assert any(line["max_cash_discount_pct"] for line in all_lines)
    assert max(Counter(line["cpf"] for line in all_lines).values()) >= 3
    sharing: dict[str, set[str]] = {}
    for line in all_lines:
        sharing.setdefault(line["phones"], set()).add(line["cpf"])
    assert sum(len(people) > 1 for people in sharing.values()) >= 5


def test_eight_people_are_shown_and_each_is_in_the_file() -> None:
    people = demo_people(1, TODAY)
    assert len(people) == 8
    for person in people:
        assert set(person) == {"name", "phone", "cpf", "birth_date", "note"}
        theirs = [line for line in lines() if line["cpf"] == person["cpf"]]
        assert theirs
        for line in theirs:
            assert line["debtor_name"] == person["name"]
            assert line["birth_date"] == person["birth_date"]
            assert f"+{person['phone']}" in line["phones"].split("|")
    assert len({person["note"] for person in people}) == 8


def test_the_demonstration_is_loaded_under_its_policies(portfolio: Portfolio) -> None:
    report = portfolio.load(demo_portfolio(1, TODAY), day=TODAY)
    assert (report.inserted, report.skipped, report.problems) == (240, 0, ())
    assert report.unitemised > 5


def test_the_first_person_makes_a_pleasant_negotiation(loaded: Database) -> None:
    (debt,) = debts_of(loaded, demo_people(1, TODAY)[0])
    assert debt.standing(TODAY) is Standing.OPEN
    owed = debt.statement(TODAY).total
    assert 1150 <= owed <= 1250
    quote = Quote(owed, debt.days_overdue(TODAY), debt.terms, TODAY)
    cash, *plans = opening_offers(quote)
    assert (cash.kind, cash.discount_pct) == (OfferKind.CASH, Decimal(40))
    assert len(plans[-1].installments) == 12
    assert plans[-1].monthly_interest_pct == 0


def test_each_person_shows_what_their_note_says(loaded: Database) -> None:
    standings = [
        [debt.standing(TODAY) for debt in debts_of(loaded, person)]
        for person in demo_people(1, TODAY)
    ]
    assert standings == [
        [Standing.OPEN],
        [Standing.OPEN, Standing.OPEN],
        [Standing.TIME_BARRED],
        [Standing.LEGAL],
        [Standing.UNITEMISED],
        [Standing.OPEN],
        [Standing.OPEN],
        [Standing.OPEN],
    ]


def test_the_shared_phone_has_two_people_behind_it(loaded: Database) -> None:
    mother = demo_people(1, TODAY)[5]
    with loaded() as tx:
        address = tx.people.ensure_address(AddressKind.PHONE, f"+{mother['phone']}")
        assert len(tx.people.at_address(address)) == 2


def test_the_large_debt_is_about_what_the_note_says(loaded: Database) -> None:
    (debt,) = debts_of(loaded, demo_people(1, TODAY)[6])
    statement = debt.statement(TODAY)
    assert 7800 <= statement.total <= 8300
    assert debt.updated_amount == statement.total
    assert statement.correction and statement.fine and statement.interest
