"""Tests of creditors and debts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.debt import Debt, LegalStatus
from quita.domain.errors import Conflict
from quita.domain.policy import Terms
from tests.adapters.database.samples import CREDITOR, DEBT, MARIA, store_debt


def test_a_debt_comes_back_as_stored(database: Database) -> None:
    with database() as tx:
        store_debt(tx)
    with database() as tx:
        assert tx.debts.get("debt") == DEBT
        assert tx.debts.get("none") is None


def test_what_a_creditor_did_not_give_stays_unknown(database: Database) -> None:
    plain = Debt(
        id="plain",
        external_id="A-2",
        person_id="maria",
        creditor=CREDITOR,
        product="Empréstimo",
        contract="",
        original_amount=Decimal("0.01"),
        due_date=date(2026, 2, 28),
        terms=Terms(max_cash_discount_pct=Decimal("40.00")),
        itemised=False,
    )
    with database() as tx:
        store_debt(tx)
        assert tx.debts.save(plain)
        assert tx.debts.get("plain") == plain


def test_saving_again_updates_all_but_id_and_status(database: Database) -> None:
    again = replace(
        DEBT,
        id="another",
        status="open",
        updated_amount=None,
        product="Outro",
        legal_status=LegalStatus.NONE,
        terms=Terms(max_installments=3),
    )
    with database() as tx:
        store_debt(tx)
        tx.debts.set_status("debt", "agreed")
        assert tx.debts.save(again) is False
        assert tx.debts.get("debt") == replace(again, id="debt", status="agreed")
        assert tx.debts.get("another") is None


def test_the_same_cnpj_updates_the_creditor_and_keeps_the_id(database: Database) -> None:
    moved = replace(CREDITOR, id="another", name="Loja Nova", address="Rua Nova, 2")
    with database() as tx:
        store_debt(tx)
        assert tx.debts.save_creditor(moved) == "loja"
        debt = tx.debts.get("debt")
        assert debt is not None
        assert debt.creditor == replace(moved, id="loja")


def test_two_creditors_may_use_the_same_external_id(database: Database) -> None:
    other = replace(CREDITOR, id="banco", cnpj="00000000000191")
    with database() as tx:
        store_debt(tx)
        tx.debts.save_creditor(other)
        assert tx.debts.save(replace(DEBT, id="second", creditor=other))
        assert len(tx.debts.of_person("maria")) == 2


def test_a_persons_debts_come_oldest_first(database: Database) -> None:
    with database() as tx:
        store_debt(tx)
        for number, due in enumerate([date(2026, 3, 1), date(2025, 3, 1)]):
            tx.debts.save(replace(DEBT, id=f"d{number}", external_id=f"B-{number}", due_date=due))
        assert [debt.id for debt in tx.debts.of_person("maria")] == ["d1", "debt", "d0"]
        assert tx.debts.of_person("nobody") == []


def test_a_debt_of_nobody_is_refused(database: Database) -> None:
    with pytest.raises(Conflict), database() as tx:
        tx.people.save(MARIA)
        tx.debts.save_creditor(CREDITOR)
        tx.debts.save(replace(DEBT, person_id="nobody"))
