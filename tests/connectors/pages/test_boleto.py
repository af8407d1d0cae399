"""The address of a boleto's PDF, as a channel fetches it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from connectors.pages.channel import PublicPages
from quita.adapters.database.migrate import upgrade
from quita.bootstrap import Container, build
from quita.domain.charge_records import Charge, ChargeState
from quita.settings import load
from tests.adapters.database.samples import MARIA, store_ledger
from tests.conftest import FakeClock
from tests.connectors.agent_desk.serving import serving
from tests.fakes_money import AsyncFakeBank, FakeBoletoBank


@pytest.fixture
def core(tmp_path: Path, clock: FakeClock) -> Container:
    core = build(
        load({"QUITA_VAR": str(tmp_path), "QUITA_SECRET_KEY": "a secret for tests only"}),
        clock=clock,
    )
    upgrade(core.settings.database_url)
    return core


@pytest.fixture
async def session(core: Container) -> AsyncIterator[ClientSession]:
    async with serving(PublicPages(core)) as base, ClientSession(base) as session:
        yield session


def requested(core: Container) -> Charge:
    ledger = store_ledger(core.database, core.clock())
    with core.database() as tx:
        due = ledger.agreement.installments[0]
        return core.boletos.request(tx, ledger.agreement, due, ledger.conversation.id, MARIA)


def path(core: Container, charge: Charge) -> str:
    return core.boleto_links.url(charge).removeprefix(core.settings.public_url)


async def test_a_registered_boleto_is_given_as_pdf_and_kept_by_nobody(
    core: Container, session: ClientSession
) -> None:
    charge = await core.boletos.issue_now(requested(core).id, AsyncFakeBank(FakeBoletoBank()))
    answer = await session.get(path(core, charge))
    assert (answer.status, answer.content_type) == (200, "application/pdf")
    assert (await answer.read()).startswith(b"%PDF")
    assert "no-store" in answer.headers["Cache-Control"]


async def test_a_boleto_that_no_bank_registered_or_that_is_over_is_given_to_nobody(
    core: Container, session: ClientSession
) -> None:
    charge = requested(core)
    assert (await session.get(path(core, charge))).status == 404
    await core.boletos.issue_now(charge.id, AsyncFakeBank(FakeBoletoBank()))
    for state in (ChargeState.LAPSED, ChargeState.WITHDRAWN, ChargeState.PAID):
        with core.database() as tx:
            tx.charges.set_state(charge.id, state)
        assert (await session.get(path(core, charge))).status == 404


@pytest.mark.parametrize("token", ["x", "x.y.pdf", "%2e%2e", "a" * 300])
async def test_an_address_that_is_not_ours_is_not_found(session: ClientSession, token: str) -> None:
    assert (await session.get(f"/boleto/{token}")).status == 404
