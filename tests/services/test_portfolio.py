"""Loading a portfolio file: all of it or nothing, and once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.debt import Creditor, Debt, LegalStatus, Standing
from quita.domain.errors import InvalidPolicy, InvalidPortfolio, QuitaError
from quita.domain.policy import Bracket, Terms
from quita.domain.records import AddressKind, Person
from quita.services.portfolio import Portfolio, Report
from quita.services.ports import Clock, PolicySource
from tests.portfolio_samples import portfolio_file

DAY = date(2026, 11, 23)
POLICY = Terms(ageing=(Bracket(90, Decimal(25)),), min_installment=Decimal("45.00"))
PHONE = "+5551981234567"


class FakePolicies:
    """One policy for all creditors but those whose file is broken."""

    def __init__(self, *broken: str) -> None:
        """Take the CNPJs of broken files."""
        self._broken = broken

    def terms(self, creditor_cnpj: str) -> Terms:
        """Give the policy."""
        if creditor_cnpj in self._broken:
            raise InvalidPolicy(f"{creditor_cnpj}.yml: max_installments: not a whole number")
        return POLICY


@pytest.fixture
def portfolio(database: Database, new_id: Callable[[], str], clock: Clock) -> Portfolio:
    policies: PolicySource = FakePolicies()
    return Portfolio(database, policies, new_id, clock)


def people_at(
    database: Database, value: str, kind: AddressKind = AddressKind.PHONE
) -> list[Person]:
    with database() as tx:
        return tx.people.at_address(tx.people.ensure_address(kind, value))


def debts_at(database: Database, phone: str = PHONE) -> list[Debt]:
    people = people_at(database, phone)
    with database() as tx:
        return [debt for person in people for debt in tx.debts.of_person(person.id)]


def test_a_line_becomes_a_person_an_address_a_creditor_and_a_debt(
    database: Database, portfolio: Portfolio
) -> None:
    assert portfolio.load(portfolio_file({}), day=DAY) == Report(1, 0, 0, (), 0)
    (person,) = people_at(database, PHONE)
    assert people_at(database, "maria@example.com", AddressKind.EMAIL) == [person]
    assert people_at(database, "+5551987654321") == [person]
    assert (person.name, person.cpf) == ("Maria da Conceição", "52998224725")
    assert (person.birth_date, person.email) == (date(1987, 8, 22), "maria@example.com")
    (debt,) = debts_at(database)
    assert debt == Debt(
        id=debt.id,
        external_id="A-1",
        person_id=person.id,
        creditor=Creditor(
            debt.creditor.id,
            "Loja do Povo S.A.",
            "11222333000181",
            "Rua da Praia, 1, Porto Alegre - RS",
        ),
        product="Cartão da loja",
        contract="0099",
        original_amount=Decimal("1000.00"),
        due_date=date(2026, 1, 10),
        terms=POLICY,
    )


def test_columns_override_the_policy_and_empty_ones_leave_it(
    database: Database, portfolio: Portfolio
) -> None:
    filled = {
        "max_cash_discount_pct": "40",
        "max_installments": "6",
        "monthly_interest_pct": "1,5",
    }
    portfolio.load(portfolio_file(filled), day=DAY)
    (debt,) = debts_at(database)
    assert debt.terms == POLICY.overridden(
        max_cash_discount_pct=Decimal(40),
        max_installments=6,
        monthly_interest_pct=Decimal("1.5"),
    )


def test_what_the_creditor_tells_of_a_debt_is_kept(
    database: Database, portfolio: Portfolio
) -> None:
    told = {
        "updated_amount": "1133",
        "correction_amount": "10",
        "fine_amount": "20",
        "interest_amount": "100",
        "fees_amount": "3",
        "original_creditor_name": "Banco Antigo",
        "assignment_date": "2026-05-01",
        "prescription_date": "2031-02-01",
        "legal_status": "lawsuit",
    }
    portfolio.load(portfolio_file(told), day=DAY)
    (debt,) = debts_at(database)
    assert debt.statement(DAY).total == Decimal("1133.00")
    charges = (debt.correction, debt.fine, debt.interest, debt.fees)
    assert charges == (Decimal(10), Decimal(20), Decimal(100), Decimal(3))
    assert (debt.original_creditor_name, debt.legal_status) == ("Banco Antigo", LegalStatus.LAWSUIT)
    assert (debt.assignment_date, debt.prescription_date) == (date(2026, 5, 1), date(2031, 2, 1))


def test_an_unexplained_total_is_loaded_and_not_open_to_the_bot(
    database: Database, portfolio: Portfolio
) -> None:
    report = portfolio.load(portfolio_file({"updated_amount": "1300"}), day=DAY)
    assert report.unitemised == 1
    (debt,) = debts_at(database)
    assert debt.updated_amount == Decimal("1300.00")
    assert debt.standing(DAY) is Standing.UNITEMISED


def test_the_creditors_word_makes_the_unexplained_part_charges(
    database: Database, portfolio: Portfolio
) -> None:
    text = portfolio_file({"updated_amount": "1300"})
    report = portfolio.load(text, updated_as_charges=True, day=DAY)
    assert report.unitemised == 0
    (debt,) = debts_at(database)
    assert debt.fees == Decimal("300.00")
    assert debt.standing(DAY) is Standing.OPEN


def test_the_same_file_twice_changes_nothing(database: Database, portfolio: Portfolio) -> None:
    text = portfolio_file({}, {"external_id": "A-2", "email": ""})
    first = portfolio.load(text, day=DAY)
    before = debts_at(database), people_at(database, PHONE)
    second = portfolio.load(text, day=DAY)
    assert (first.inserted, first.unchanged_or_updated) == (2, 0)
    assert (second.inserted, second.unchanged_or_updated) == (0, 2)
    assert (debts_at(database), people_at(database, PHONE)) == before


def test_a_newer_file_updates_a_debt_and_never_its_status(
    database: Database, portfolio: Portfolio
) -> None:
    portfolio.load(portfolio_file({}), day=DAY)
    (debt,) = debts_at(database)
    with database() as tx:
        tx.debts.set_status(debt.id, "on_hold")
    newer = {"original_amount": "900", "product": "Crediário", "creditor_name": "Loja do Povo"}
    report = portfolio.load(portfolio_file(newer), day=DAY)
    assert (report.inserted, report.unchanged_or_updated) == (0, 1)
    (updated,) = debts_at(database)
    assert updated.id == debt.id
    assert (updated.original_amount, updated.product) == (Decimal("900.00"), "Crediário")
    assert (updated.creditor.name, updated.status) == ("Loja do Povo", "on_hold")


def test_one_person_may_have_debts_with_several_creditors(
    database: Database, portfolio: Portfolio
) -> None:
    other = {"creditor_cnpj": "12ABC34501DE35", "phones": "", "email": ""}
    portfolio.load(portfolio_file({"email": ""}, other), day=DAY)
    (person,) = people_at(database, PHONE)
    assert [debt.person_id for debt in debts_at(database)] == [person.id] * 2


def test_an_email_address_of_any_line_is_the_persons(
    database: Database, portfolio: Portfolio
) -> None:
    portfolio.load(portfolio_file({"email": ""}, {"external_id": "A-2"}), day=DAY)
    assert [person.email for person in people_at(database, PHONE)] == ["maria@example.com"]


def test_two_people_may_share_a_phone(database: Database, portfolio: Portfolio) -> None:
    son = {
        "external_id": "A-2",
        "cpf": "111.444.777-35",
        "debtor_name": "João da Conceição",
        "email": "",
    }
    portfolio.load(portfolio_file({}, son), day=DAY)
    names = {person.name for person in people_at(database, PHONE)}
    assert names == {"Maria da Conceição", "João da Conceição"}


def test_one_bad_line_keeps_the_whole_file_out(database: Database, portfolio: Portfolio) -> None:
    with pytest.raises(InvalidPortfolio) as refused:
        portfolio.load(
            portfolio_file({}, {"external_id": "A-2", "cpf": "1", "product": ""}), day=DAY
        )
    assert [line for line, _ in refused.value.problems] == [3, 3]
    assert people_at(database, PHONE) == []


def test_bad_lines_are_skipped_when_asked_for_and_named(
    database: Database, portfolio: Portfolio
) -> None:
    text = portfolio_file({"external_id": "A-2", "cpf": "1", "product": ""}, {})
    report = portfolio.load(text, skip_invalid=True, day=DAY)
    assert (report.inserted, report.skipped) == (1, 1)
    assert [line for line, _ in report.problems] == [2, 2]
    assert [debt.external_id for debt in debts_at(database)] == ["A-1"]


def test_a_file_that_is_none_is_refused_even_when_bad_lines_are_skipped(
    portfolio: Portfolio,
) -> None:
    with pytest.raises(InvalidPortfolio):
        portfolio.load("nome;telefone\nMaria;51981234567\n", skip_invalid=True, day=DAY)


def test_a_broken_policy_keeps_the_whole_file_out(
    database: Database, new_id: Callable[[], str], clock: Clock
) -> None:
    portfolio = Portfolio(database, FakePolicies("12ABC34501DE35"), new_id, clock)
    with pytest.raises(InvalidPolicy, match="max_installments"):
        portfolio.load(portfolio_file({}, {"creditor_cnpj": "12ABC34501DE35"}), day=DAY)
    assert people_at(database, PHONE) == []


def test_what_breaks_half_way_leaves_nothing(database: Database, clock: Clock) -> None:
    ids = iter(["creditor", "person", "debt"])

    def runs_out() -> str:
        for new in ids:
            return new
        raise QuitaError("no more ids")

    portfolio = Portfolio(database, FakePolicies(), runs_out, clock)
    with pytest.raises(QuitaError, match="no more ids"):
        portfolio.load(portfolio_file({}, {"external_id": "A-2"}), day=DAY)
    assert people_at(database, PHONE) == []


def test_each_load_leaves_a_trail(database: Database, portfolio: Portfolio, clock: Clock) -> None:
    portfolio.load(portfolio_file({}), day=DAY)
    with database() as tx:
        (entry,) = tx.events.trail("portfolio")
    assert entry["action"] == "import_portfolio"
    assert entry["details"] == {"inserted": 1, "known": 0, "skipped": 0}
    assert entry["at"] == clock()
