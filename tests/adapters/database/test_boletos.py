"""What boletos are besides their charges, as the database keeps it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from quita.adapters.database.unit_of_work import Database
from quita.domain.charge_records import BoletoRecord, ChargeState
from tests.adapters.database.samples import store_ledger
from tests.conftest import FakeClock


def record(charge_id: str) -> BoletoRecord:
    zero = Decimal("0.00")
    return BoletoRecord(charge_id, date(2026, 11, 26), Decimal("200.00"), zero, zero)


def test_a_boleto_comes_back_as_stored_with_a_sequence_of_its_own(
    database: Database, clock: FakeClock
) -> None:
    ledger = store_ledger(database, clock())
    with database() as tx:
        tx.charges.add(ledger.charge("a", kind="boleto"))
        tx.charges.add(ledger.charge("b", kind="boleto", installment_id="i1"))
        first, second = tx.boletos.add(record("charge-a")), tx.boletos.add(record("charge-b"))
        tx.boletos.registered("charge-a", "007", "emv", "Banco")
    assert second.sequence > first.sequence > 0
    with database() as tx:
        kept = tx.boletos.of_charge("charge-a")
        assert tx.boletos.of_charge("charge-c") is None
    assert kept is not None
    assert (kept.own_number, kept.emv, kept.bank_name) == ("007", "emv", "Banco")
    assert (kept.principal, kept.due_date) == (Decimal("200.00"), date(2026, 11, 26))


def test_a_requested_boleto_goes_into_one_file(database: Database, clock: FakeClock) -> None:
    ledger = store_ledger(database, clock())
    with database() as tx:
        tx.charges.add(ledger.charge("a", kind="boleto"))
        tx.charges.add(ledger.charge("b", kind="boleto", installment_id="i1"))
        tx.boletos.add(record("charge-a"))
        tx.boletos.add(record("charge-b"))
        assert [one.charge_id for one in tx.boletos.to_remit(9)] == ["charge-a", "charge-b"]
        assert len(tx.boletos.to_remit(1)) == 1
        tx.boletos.remitted("charge-a", clock())
        tx.charges.set_state("charge-b", ChargeState.FAILED)
        assert tx.boletos.to_remit(9) == []
        tx.boletos.remitted("charge-a", None)
        assert [one.charge_id for one in tx.boletos.to_remit(9)] == ["charge-a"]


def test_lapsed_boletos_are_looked_up_and_pix_are_not_mixed_in(
    database: Database, clock: FakeClock
) -> None:
    ledger = store_ledger(database, clock())
    with database() as tx:
        tx.charges.add(ledger.charge("a", kind="boleto"))
        tx.charges.add(ledger.charge("b"))
        tx.charges.set_state("charge-a", ChargeState.LAPSED)
        tx.charges.set_state("charge-b", ChargeState.ISSUED)
        due = tx.charges.due_for_check(clock(), 9, "boleto")
        assert [charge.txid for charge in due] == ["a"]
        assert [charge.txid for charge in tx.charges.due_for_check(clock(), 9)] == ["b"]
