"""The address of a Pix code's picture, as a channel fetches it."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import zxingcpp
from aiohttp import ClientSession
from PIL import Image

from connectors.pages.channel import PublicPages
from quita.adapters.database.migrate import upgrade
from quita.bootstrap import Container, build
from quita.domain.charge_records import Charge, ChargeState
from quita.settings import load
from tests.adapters.database.samples import MARIA, store_ledger
from tests.conftest import FakeClock
from tests.connectors.agent_desk.serving import serving
from tests.fakes_money import AsyncFakeBank, FakeBank


@pytest.fixture
def core(tmp_path: Path, clock: FakeClock) -> Container:
    settings = load({"QUITA_VAR": str(tmp_path), "QUITA_SECRET_KEY": "a secret for tests only"})
    core = build(settings, clock=clock)
    upgrade(core.settings.database_url)
    return core


@pytest.fixture
async def session(core: Container) -> AsyncIterator[ClientSession]:
    async with serving(PublicPages(core)) as base, ClientSession(base) as session:
        yield session


async def issued(core: Container) -> Charge:
    ledger = store_ledger(core.database, core.clock())
    with core.database() as tx:
        due = ledger.agreement.installments[0]
        charge = core.charges.request(tx, ledger.agreement, due, ledger.conversation.id, MARIA)
    return await core.charges.issue_now(charge.id, AsyncFakeBank(FakeBank()))


async def test_picture_of_an_issued_code_is_given_and_kept_by_nobody(
    core: Container, session: ClientSession
) -> None:
    charge = await issued(core)
    payload = core.messenger.qr_message(charge)
    answer = await session.get(payload["link"].removeprefix(core.settings.public_url))
    assert (answer.status, answer.content_type) == (200, "image/png")
    assert "no-store" in answer.headers["Cache-Control"]
    picture = Image.open(io.BytesIO(await answer.read()))
    (read,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    assert read.text == charge.code


async def test_code_that_may_not_be_paid_any_more_has_no_picture(
    core: Container, session: ClientSession, clock: FakeClock
) -> None:
    charge = await issued(core)
    path = core.qr_links.url(charge).removeprefix(core.settings.public_url)
    clock.advance(days=3)
    assert (await session.get(path)).status == 404
    clock.advance(days=-3)
    with core.database() as tx:
        tx.charges.set_state(charge.id, ChargeState.PAID)
    assert (await session.get(path)).status == 404


async def test_address_that_we_did_not_sign_shows_nothing(
    core: Container, session: ClientSession
) -> None:
    charge = await issued(core)
    boletos = core.boleto_links.url(charge).rpartition("/")[2].replace(".pdf", ".png")
    for token in (f"{charge.id}.png", f"{charge.id}..png", boletos, "x.png"):
        assert (await session.get(f"/pix/{token}")).status == 404
