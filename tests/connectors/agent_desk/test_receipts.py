"""Receipts at the desk: attached as a file, whatever its name says, judged by who may."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from aiohttp import FormData

from quita.bootstrap import Container
from quita.domain.media import MEGABYTE
from quita.domain.receipt import ClaimState
from sandbox.graph import placeholders
from tests.connectors.agent_desk.conftest import PASSWORD
from tests.connectors.agent_desk.serving import Browser

PAPER = placeholders.document()
STATES = {"confirm": ClaimState.CONFIRMED, "refuse": ClaimState.REFUSED}
JUDGES = {"ana", "sol", "adm"}  # whose chat it is, and who approves what others do


async def upload(browser: Browser, chat: str, data: bytes, name: str, **fields: str) -> int:
    """Send the form of a file; give the status."""
    await browser.get(f"/desk/conversations/{chat}")
    form = FormData({**{"csrf": browser.fields.get("csrf", "")}, **fields})
    form.add_field("file", data, filename=name, content_type="application/pdf")
    path = f"/desk/conversations/{chat}/attach"
    async with browser.session.post(path, data=form, allow_redirects=False) as answer:
        browser.text = await answer.text()
    return answer.status


def claims(core: Container, chat: str) -> list[tuple[str, ClaimState]]:
    with core.database() as tx:
        return [(one.id, one.state) for one in tx.receipts.of_conversation(chat)]


async def test_an_agent_attaches_a_receipt_and_opens_it_again(
    ana: Browser, core: Container, held: str
) -> None:
    name = '<script>alert(1)</script>".pdf'
    assert await upload(ana, held, PAPER, name) == 303
    await ana.get(f"/desk/conversations/{held}")
    assert "anexado por Ana Lima" in ana.text
    assert "<script>alert" not in ana.text
    with core.database() as tx:
        [item] = tx.media.of_conversation(held)
    answer = await ana.fetch(f"/desk/media/{item.id}")
    assert (answer.status, answer.body, answer.content_type) == (200, PAPER, "application/pdf")


async def test_the_same_file_twice_is_told_and_kept_once(
    ana: Browser, core: Container, held: str
) -> None:
    for _ in range(2):
        assert await upload(ana, held, PAPER, "pix.pdf") == 303
    assert len(claims(core, held)) == 1


@pytest.mark.parametrize(
    ("data", "status", "told"),
    [
        (b"", 400, "PDF, JPEG ou PNG"),
        (b"<html><script>alert(1)</script>", 400, "PDF, JPEG ou PNG"),
        (b"MZ" + bytes(2000), 400, "PDF, JPEG ou PNG"),
        (b"%PDF-" + bytes(10 * MEGABYTE), 400, "PDF, JPEG ou PNG"),
        (b"%PDF-" + bytes(11 * MEGABYTE), 413, "grande demais"),
    ],
    ids=["empty", "page", "program", "large", "huge"],
)
async def test_a_file_that_does_not_fit_is_told_and_not_kept(
    ana: Browser, core: Container, held: str, data: bytes, status: int, told: str
) -> None:
    assert await upload(ana, held, data, "pix.pdf") == status
    assert told in ana.text
    assert claims(core, held) == []


async def test_no_file_is_taken_without_the_form_s_token(
    ana: Browser, core: Container, held: str
) -> None:
    assert await upload(ana, held, PAPER, "pix.pdf", csrf="forged") == 403
    assert claims(core, held) == []


@pytest.mark.parametrize(
    ("login", "status"), [("bia", 409), ("sol", 409), ("adm", 409), ("aud", 403), ("des", 403)]
)
async def test_nobody_attaches_to_a_conversation_that_is_not_theirs(
    browser: Browser, core: Container, held: str, login: str, status: int
) -> None:
    await browser.sign_in(login, PASSWORD)
    await browser.get("/desk/account")
    csrf = browser.fields["csrf"]
    assert await upload(browser, held, PAPER, "pix.pdf", csrf=csrf) == status
    assert claims(core, held) == []


@pytest.mark.parametrize("login", ["ana", "bia", "sol", "adm", "aud", "des"])
@pytest.mark.parametrize("verdict", ["confirm", "refuse"])
async def test_who_may_judges_a_receipt_and_nobody_else(
    ana: Browser,
    browsers: Callable[[], Browser],
    core: Container,
    held: str,
    login: str,
    verdict: str,
) -> None:
    await upload(ana, held, PAPER, "pix.pdf")
    [(claim, _)] = claims(core, held)
    browser = browsers()
    await browser.sign_in(login, PASSWORD)
    await browser.get("/desk/account")
    csrf = {"csrf": browser.fields["csrf"], "note": "conferi no extrato"}
    await browser.get(f"/desk/conversations/{held}")
    assert (f"/receipts/{claim}/" in browser.text) is (login in JUDGES)
    path = f"/desk/conversations/{held}/receipts/{claim}/{verdict}"
    assert (await browser.post(path, **{**csrf, "csrf": "forged"})).status == 403
    answer = await browser.post(path, **csrf)
    [(_, state)] = claims(core, held)
    if login in JUDGES:
        assert answer.status == 303
        assert state is STATES[verdict]
        assert (await browser.post(path, **csrf)).status == 409
        assert "Outra pessoa já decidiu" in browser.text
    else:
        assert answer.status == (409 if login == "bia" else 403)
        assert state is ClaimState.CLAIMED


async def test_a_refusal_without_a_reason_changes_nothing(
    ana: Browser, core: Container, held: str
) -> None:
    await upload(ana, held, PAPER, "pix.pdf")
    [(claim, _)] = claims(core, held)
    await ana.get(f"/desk/conversations/{held}")
    path = f"/desk/conversations/{held}/receipts/{claim}"
    assert (await ana.post(f"{path}/refuse")).status == 400
    assert (await ana.post(f"{path}/eat", note="x")).status == 404
    assert claims(core, held) == [(claim, ClaimState.CLAIMED)]
