"""Tests of people, addresses, failed checks and suppressions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.records import AddressKind, Person
from tests.adapters.database.samples import CPF, MARIA, PHONE
from tests.conftest import FakeClock

WITHOUT_NINE = "+555181234567"
JOAO = Person("joao", "João", "11144477735", date(1990, 1, 2))


def test_a_person_comes_back_as_stored(database: Database) -> None:
    with database() as tx:
        assert tx.people.save(MARIA) == "maria"
        assert tx.people.save(JOAO) == "joao"
    with database() as tx:
        assert tx.people.get("maria") == MARIA
        assert tx.people.get("joao") == JOAO
        assert tx.people.get("nobody") is None


def test_the_same_cpf_updates_the_person_and_keeps_the_id(database: Database) -> None:
    married = replace(MARIA, id="another", name="Maria Silva", email=None)
    with database() as tx:
        tx.people.save(MARIA)
        assert tx.people.save(married) == "maria"
        assert tx.people.get("maria") == replace(married, id="maria")
        assert tx.people.get("another") is None


def test_an_address_is_made_once(database: Database) -> None:
    with database() as tx:
        first = tx.people.ensure_address(AddressKind.PHONE, PHONE)
    with database() as tx:
        assert tx.people.ensure_address(AddressKind.PHONE, PHONE) == first
        assert tx.people.ensure_address(AddressKind.WEB, PHONE) != first


@pytest.mark.parametrize(("on_file", "writes"), [(PHONE, WITHOUT_NINE), (WITHOUT_NINE, PHONE)])
def test_a_phone_is_found_with_and_without_the_ninth_digit(
    database: Database, on_file: str, writes: str
) -> None:
    with database() as tx:
        tx.people.save(MARIA)
        tx.people.link("maria", tx.people.ensure_address(AddressKind.PHONE, on_file), "portfolio")
        address_id = tx.people.ensure_address(AddressKind.PHONE, writes)
        assert tx.people.at_address(address_id) == [MARIA]


def test_only_phones_have_two_forms(database: Database) -> None:
    with database() as tx:
        tx.people.save(MARIA)
        tx.people.link("maria", tx.people.ensure_address(AddressKind.WEB, PHONE), "link")
        assert tx.people.at_address(tx.people.ensure_address(AddressKind.WEB, WITHOUT_NINE)) == []


def test_several_people_share_a_phone_and_each_is_linked_once(database: Database) -> None:
    with database() as tx:
        tx.people.save(MARIA)
        tx.people.save(JOAO)
        address_id = tx.people.ensure_address(AddressKind.PHONE, PHONE)
        for person_id in ("maria", "joao", "maria"):
            tx.people.link(person_id, address_id, "portfolio")
        assert {person.id for person in tx.people.at_address(address_id)} == {"maria", "joao"}
        assert len(tx.people.at_address(address_id)) == 2


def test_failures_count_by_address_or_by_person_whichever_is_more(
    database: Database, clock: FakeClock
) -> None:
    with database() as tx:
        tx.people.save(MARIA)
        tx.people.save(JOAO)
        here = tx.people.ensure_address(AddressKind.PHONE, PHONE)
        there = tx.people.ensure_address(AddressKind.PHONE, "+5511987654321")
        tx.people.record_failure(here, None, clock())
        tx.people.record_failure(here, "joao", clock())
        for _ in range(3):
            tx.people.record_failure(there, "maria", clock())
        since = clock() - timedelta(hours=1)
        assert tx.people.failures(here, [], since) == 2
        assert tx.people.failures(here, ["joao"], since) == 2
        assert tx.people.failures(here, ["joao", "maria"], since) == 3


def test_old_failures_are_forgotten(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        here = tx.people.ensure_address(AddressKind.PHONE, PHONE)
        tx.people.record_failure(here, None, clock())
        assert tx.people.failures(here, [], clock()) == 1
        assert tx.people.failures(here, [], clock.advance(seconds=1)) == 0


def test_failures_are_counted_whatever_form_the_phone_has(
    database: Database, clock: FakeClock
) -> None:
    with database() as tx:
        tx.people.record_failure(
            tx.people.ensure_address(AddressKind.PHONE, WITHOUT_NINE), None, clock()
        )
        here = tx.people.ensure_address(AddressKind.PHONE, PHONE)
        assert tx.people.failures(here, [], clock()) == 1


def test_a_suppressed_phone_is_suppressed_in_both_forms_until_lifted(
    database: Database, clock: FakeClock
) -> None:
    with database() as tx:
        here = tx.people.ensure_address(AddressKind.PHONE, PHONE)
        other_form = tx.people.ensure_address(AddressKind.PHONE, WITHOUT_NINE)
        elsewhere = tx.people.ensure_address(AddressKind.PHONE, "+5511987654321")
        tx.people.suppress(here, None, "stop_contact", clock())
        tx.people.suppress(here, None, "stop_contact", clock())
        suppressed = [tx.people.suppressed(item) for item in (here, other_form, elsewhere)]
        assert suppressed == [True, True, False]
        tx.people.lift_suppression(other_form, clock())
        assert not tx.people.suppressed(here)
        tx.people.suppress(here, None, "wrong_person", clock())
        assert tx.people.suppressed(here)


def test_silence_counts_from_its_newest_reason_that_stands(
    database: Database, clock: FakeClock
) -> None:
    with database() as tx:
        here = tx.people.ensure_address(AddressKind.PHONE, PHONE)
        other_form = tx.people.ensure_address(AddressKind.PHONE, WITHOUT_NINE)
        assert tx.people.suppressed_since(here) is None
        first = clock()
        tx.people.suppress(here, None, "wrong_person", first)
        clock.advance(minutes=1)
        tx.people.suppress(here, None, "opt_out", clock())
        assert tx.people.suppressed_since(other_form) == clock()
        tx.people.lift_suppression(here, clock(), "opt_out")
        assert tx.people.suppressed_since(here) == first


def test_no_column_holds_what_identifies_a_person(database: Database) -> None:
    with database() as tx:
        tx.people.save(MARIA)
        tx.people.ensure_address(AddressKind.PHONE, PHONE)
        tx.people.ensure_address(AddressKind.EMAIL, "maria@example.com")
    with database.engine.connect() as connection:
        person = connection.exec_driver_sql("SELECT * FROM people").one()
        addresses = connection.exec_driver_sql("SELECT * FROM addresses").all()
    raw = str([person, *addresses])
    assert len(addresses) == 2
    for secret in (CPF, "Maria", "1987", "maria@", PHONE[1:], "81234567"):
        assert secret not in raw
