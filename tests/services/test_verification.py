"""Whether a code was issued here: the truth for anybody, and nothing of whose it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quita.adapters.database.unit_of_work import Database
from quita.domain.boleto.bars import read, written
from quita.domain.charge_records import BOLETO, BoletoRecord, ChargeState
from quita.domain.pix_building import build_dynamic, build_static
from quita.services.verification import CodeKind, Verdict, Verification
from tests.conftest import FakeClock
from tests.services.payment_world import World, make_world

# The bank's own example of a line (FEBRABAN's layout; issued by nobody of ours).
LINE = "00190500954014481606906809350314337370000000100"


@pytest.fixture
def world(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> World:
    return make_world(database, clock, new_id)


def check(world: World, text: str) -> Verdict:
    return Verification(world.database, world.clock).check(text)


def test_code_of_an_open_charge_is_ours_and_may_be_paid(world: World) -> None:
    code = world.issued().code
    assert code is not None
    assert check(world, f"  {code}\n") == Verdict(CodeKind.PIX, issued=True, usable=True)


@pytest.mark.parametrize("state", [ChargeState.PAID, ChargeState.WITHDRAWN, ChargeState.DIVERGED])
def test_code_that_is_over_is_still_ours_and_how_it_ended_is_not_told(
    world: World, state: ChargeState
) -> None:
    charge = world.issued()
    with world.database() as tx:
        tx.charges.set_state(charge.id, state)
    assert check(world, charge.code or "") == Verdict(CodeKind.PIX, issued=True)


def test_expired_code_is_ours_and_may_not_be_paid(world: World) -> None:
    charge = world.issued()
    world.clock.advance(days=3)
    assert check(world, charge.code or "") == Verdict(CodeKind.PIX, issued=True)


@pytest.mark.parametrize(
    "code",
    [
        build_dynamic("pix.example.com/qr/v2/outra", "Quita", "São Paulo"),
        build_static("recebe@quita.example", "Quita", "São Paulo"),  # even to our own key
    ],
)
def test_code_of_somebody_else_is_not_ours_whatever_name_it_bears(world: World, code: str) -> None:
    world.issued()
    assert check(world, code) == Verdict(CodeKind.PIX)


def test_damaged_code_is_called_unreadable_and_not_false(world: World) -> None:
    code = world.issued().code or ""
    assert check(world, code[:-1]) == Verdict(CodeKind.UNREADABLE)
    assert check(world, code.replace("QUITA", "QU1TA")) == Verdict(CodeKind.UNREADABLE)


def test_line_and_bars_of_our_boleto_are_ours_however_they_are_typed(world: World) -> None:
    at = world.clock()
    charge = world.ledger.charge("N" * 15, kind=BOLETO, expires_at=at + timedelta(days=3))
    with world.database() as tx:
        tx.charges.add(charge)
        tx.charges.set_state(charge.id, ChargeState.ISSUED, code=LINE)
    ours = Verdict(CodeKind.BOLETO, issued=True, usable=True)
    assert check(world, LINE) == check(world, written(LINE)) == ours
    assert check(world, read(LINE).bars) == ours
    assert check(world, LINE[:9] + "0" + LINE[10:]) == Verdict(CodeKind.UNREADABLE)


def test_line_of_somebody_else_is_not_ours(world: World) -> None:
    assert check(world, LINE) == Verdict(CodeKind.BOLETO)


def test_pix_of_our_boleto_is_ours(world: World) -> None:
    emv = build_dynamic("pix.example.com/qr/v2/bolepix", "Quita", "São Paulo")
    at = world.clock()
    charge = world.ledger.charge("N" * 15, kind=BOLETO, expires_at=at + timedelta(days=3))
    with world.database() as tx:
        tx.charges.add(charge)
        tx.charges.set_state(charge.id, ChargeState.ISSUED, code=LINE)
        parts = (charge.amount, charge.amount * 0, charge.amount * 0)
        tx.boletos.add(BoletoRecord(charge.id, at.date(), *parts))
        tx.boletos.registered(charge.id, "1", emv, "Banco")
    assert check(world, emv) == Verdict(CodeKind.PIX, issued=True, usable=True)


@pytest.mark.parametrize(("stands", "issued"), [(True, True), (False, True), (None, False)])
def test_letter_is_looked_up_by_its_code(world: World, stands: bool | None, issued: bool) -> None:
    asked: list[str] = []

    def letters(code: str) -> bool | None:
        asked.append(code)
        return stands

    service = Verification(world.database, world.clock, letters)
    assert service.check(" abcd-efgh-2345 ") == Verdict(CodeKind.LETTER, issued, bool(stands))
    assert asked == ["ABCD-EFGH-2345"]


def test_answer_has_no_room_for_whose_it_is() -> None:
    assert [field.name for field in fields(Verdict)] == ["kind", "issued", "usable"]
    assert replace(Verdict(CodeKind.PIX), issued=True).usable is False


@given(st.text(max_size=2500))
def test_any_text_gets_an_answer_and_is_never_called_ours(text: str) -> None:
    service = Verification(_nobody, lambda: None)  # type: ignore[arg-type,return-value]
    assert not service.check(text).issued


def _nobody() -> None:
    raise AssertionError("rubbish is not looked up")
