"""`/verificar`: whether a pasted code is ours, told to anybody, and of nobody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from connectors.pages.channel import PublicPages
from quita.adapters.database.migrate import upgrade
from quita.bootstrap import Container, build
from quita.domain.charge_records import Charge, ChargeState
from quita.domain.pix_building import build_dynamic
from quita.settings import load
from tests.adapters.database.samples import MARIA, store_ledger
from tests.conftest import FakeClock
from tests.connectors.agent_desk.serving import serving
from tests.fakes_money import AsyncFakeBank, FakeBank


@pytest.fixture
def core(tmp_path: Path, clock: FakeClock) -> Container:
    settings = load({"QUITA_VAR": str(tmp_path), "QUITA_SECRET_KEY": "a secret for tests only"})
    made = build(settings, clock=clock)
    upgrade(made.settings.database_url)
    return made


@pytest.fixture
async def session(core: Container) -> AsyncIterator[ClientSession]:
    async with serving(PublicPages(core)) as base, ClientSession(base) as opened:
        yield opened


@pytest.fixture
async def charge(core: Container) -> Charge:
    ledger = store_ledger(core.database, core.clock())
    with core.database() as tx:
        due = ledger.agreement.installments[0]
        made = core.charges.request(tx, ledger.agreement, due, ledger.conversation.id, MARIA)
    return await core.charges.issue_now(made.id, AsyncFakeBank(FakeBank()))


async def checked(session: ClientSession, code: str) -> str:
    async with session.post("/verificar", data={"code": code}) as answer:
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "no-store"
        return await answer.text()


async def test_a_code_of_ours_is_ours_and_nothing_else_is_told(
    session: ClientSession, charge: Charge
) -> None:
    text = await checked(session, charge.code or "")
    assert "Sim, é nosso." in text
    for hidden in ("Maria", "Loja do Povo", "dívida", f"{charge.amount}", charge.code or ""):
        assert hidden not in text


@pytest.mark.parametrize("state", [ChargeState.PAID, ChargeState.WITHDRAWN])
async def test_a_paid_code_and_a_withdrawn_one_are_answered_alike(
    core: Container, session: ClientSession, charge: Charge, state: ChargeState
) -> None:
    with core.database() as tx:
        tx.charges.set_state(charge.id, state)
    assert "não vale mais" in await checked(session, charge.code or "")


async def test_what_is_not_ours_or_no_code_is_told_so(session: ClientSession) -> None:
    other = build_dynamic("pix.example.com/qr/v2/outra", "Quita", "São Paulo")
    assert "Não é nosso." in await checked(session, other)
    for broken in (other[:-1], "oi", "", "<script>alert(1)</script>", "x" * 5000):
        text = await checked(session, broken)
        assert "Não deu para ler." in text
        assert "<script>" not in text


async def test_many_checks_from_one_address_are_slowed_down(
    session: ClientSession, clock: FakeClock
) -> None:
    for _ in range(15):
        await checked(session, "oi")
    async with session.post("/verificar", data={"code": "oi"}) as answer:
        assert answer.status == 429
        assert answer.headers["Retry-After"] == "21"
    clock.advance(seconds=21)
    await checked(session, "oi")


async def test_a_large_form_is_refused(session: ClientSession) -> None:
    async with session.post("/verificar", data={"code": "é" * 20_000}) as answer:
        assert answer.status == 413
