"""Letters and terms at signed addresses: for a channel to fetch, and for nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from connectors.pages.channel import PublicPages
from quita.adapters.database.migrate import upgrade
from quita.adapters.links import BoletoLinks
from quita.bootstrap import Container, build
from quita.domain.agreement import AgreementState
from quita.domain.follow_up import Letter
from quita.domain.records import Agreement
from quita.settings import load
from tests.adapters.database.samples import store_ledger
from tests.conftest import FakeClock
from tests.connectors.agent_desk.serving import serving


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


@pytest.fixture
def agreement(core: Container) -> Agreement:
    return store_ledger(core.database, core.clock()).agreement


def settled(core: Container, agreement: Agreement) -> Letter:
    with core.database() as tx:
        for item in agreement.installments:
            tx.agreements.mark_paid(item.id, core.clock())
        tx.agreements.set_state(agreement.id, AgreementState.SETTLED)
        found = tx.agreements.get(agreement.id)
        assert found is not None
        return core.letters.issue(tx, found)


def path(core: Container, links: BoletoLinks, thing: Letter | Agreement) -> str:
    return links.url(thing).removeprefix(core.settings.public_url)


async def test_a_letter_is_given_as_pdf_until_it_is_withdrawn(
    core: Container, session: ClientSession, agreement: Agreement
) -> None:
    letter = settled(core, agreement)
    address = path(core, core.letter_links, letter)
    answer = await session.get(address)
    assert (answer.status, answer.content_type) == (200, "application/pdf")
    assert (await answer.read()).startswith(b"%PDF")
    assert "no-store" in answer.headers["Cache-Control"]
    core.letters.withdraw(letter.code, "agent:ana")
    assert (await session.get(address)).status == 404


async def test_a_term_is_given_as_pdf_until_its_agreement_ends_before_its_time(
    core: Container, session: ClientSession, agreement: Agreement
) -> None:
    address = path(core, core.term_links, agreement)
    answer = await session.get(address)
    assert (answer.status, answer.content_type) == (200, "application/pdf")
    with core.database() as tx:
        tx.agreements.end(agreement.id, AgreementState.CANCELLED, "withdrawn")
    assert (await session.get(address)).status == 404


async def test_one_papers_signature_opens_no_other(
    core: Container, session: ClientSession, agreement: Agreement
) -> None:
    letter = settled(core, agreement)
    for path_of, thing in (("termo", letter), ("boleto", letter)):
        address = path(core, core.letter_links, thing).replace("carta", path_of)
        assert (await session.get(address)).status == 404


@pytest.mark.parametrize("token", ["x", "x.y.pdf", "%2e%2e", "a" * 300])
@pytest.mark.parametrize("folder", ["carta", "termo"])
async def test_an_address_that_is_not_ours_is_not_found(
    session: ClientSession, folder: str, token: str
) -> None:
    assert (await session.get(f"/{folder}/{token}")).status == 404
