"""The tray of approvals: who has it, what it counts, and that a decision has a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from quita.bootstrap import Container
from quita.domain.offer import Wish
from quita.services.ports import Approval
from tests.connectors.agent_desk.busy import Busy, fill
from tests.connectors.agent_desk.conftest import PASSWORD, USERS
from tests.connectors.agent_desk.serving import Browser
from tests.connectors.agent_desk.test_live import listen

DECIDERS = {"sol", "adm"}
WHY = "ganha pouco <script>alert(1)</script>"


@pytest.fixture
def busy(core: Container, clock: Any) -> Busy:
    return fill(core, clock)


@pytest.fixture
def asked(core: Container, busy: Busy) -> Approval:
    """Ana asks for six payments of Maria's debt."""
    ana = core.accounts.get("ana")
    assert ana is not None
    return core.desk_deals.ask_approval(busy.maria, ana, "debt", Wish(count=6), WHY)


@pytest.fixture
async def sol(browsers: Callable[[], Browser]) -> Browser:
    """The supervisor."""
    browser = browsers()
    await browser.sign_in("sol", PASSWORD)
    return browser


def state_of(core: Container, asked: Approval) -> str:
    with core.database() as tx:
        found = tx.approvals.get(asked.id)
    assert found is not None
    return found.state


@pytest.mark.parametrize("login", sorted({*USERS} - {"des"}))
async def test_who_decides_has_the_tray_and_nobody_else(
    browser: Browser, asked: Approval, login: str
) -> None:
    await browser.sign_in(login, PASSWORD)
    await browser.get("/desk?tray=approvals")
    decides = login in DECIDERS
    assert ('data-count="approvals">1<' in browser.text) is decides
    assert ('<h1 class="list-title">Aprovações' in browser.text) is decides
    answer = await browser.get("/desk/approvals")  # as it was called
    assert answer.status == (303 if decides else 403)
    await browser.get(f"/desk/conversations/{asked.conversation_id}")
    assert ("/desk/approvals/" in browser.text) is decides


@pytest.mark.parametrize("login", sorted({*USERS} - DECIDERS))
@pytest.mark.parametrize("verdict", ["grant", "refuse"])
async def test_nobody_else_decides(
    browser: Browser, core: Container, asked: Approval, login: str, verdict: str
) -> None:
    await browser.sign_in(login, PASSWORD)
    await browser.get("/desk/account")
    answer = await browser.post(f"/desk/approvals/{asked.id}/{verdict}", answer="pode")
    assert answer.status == 403
    assert state_of(core, asked) == "waiting"


@pytest.mark.parametrize("verdict", ["grant", "refuse"])
@pytest.mark.parametrize(
    "reason", ["", "  ", "ok", "x" * 2001], ids=["none", "blank", "short", "long"]
)
async def test_a_decision_needs_a_reason_that_fits(
    sol: Browser, core: Container, asked: Approval, verdict: str, reason: str
) -> None:
    await sol.get(f"/desk/conversations/{asked.conversation_id}")
    answer = await sol.post(f"/desk/approvals/{asked.id}/{verdict}", answer=reason)
    assert answer.status == 400
    assert state_of(core, asked) == "waiting"


async def test_a_decision_needs_the_form_s_token(
    sol: Browser, core: Container, asked: Approval
) -> None:
    await sol.get("/desk")
    answer = await sol.post(f"/desk/approvals/{asked.id}/grant", answer="pode", csrf="forged")
    assert answer.status == 403
    assert state_of(core, asked) == "waiting"


async def test_what_is_asked_is_read_where_it_is_decided_and_no_script_runs(
    sol: Browser, asked: Approval
) -> None:
    await sol.get("/desk?tray=approvals")
    assert f'data-id="{asked.conversation_id}"' in sol.text
    assert sol.text.count('class="row ') == 1
    assert "espera aprovação" in sol.text
    await sol.get(f"/desk/conversations/{asked.conversation_id}?tray=approvals")
    for told in ("Ana Lima pede a sua aprovação", "Em 6 parcelas", "Loja do Povo S.A., hoje R$"):
        assert told in sol.text
    assert "ganha pouco &lt;script&gt;" in sol.text
    assert "<script>alert" not in sol.text


async def test_who_asked_reads_the_outcome_and_its_reason(
    sol: Browser, ana: Browser, core: Container, asked: Approval
) -> None:
    before = core.board.last_change()
    page = f"/desk/conversations/{asked.conversation_id}"
    await sol.get(page)
    refuse = f"/desk/approvals/{asked.id}/refuse"
    told = await sol.post_for_script(refuse, answer="já tem desconto demais")
    assert told["told"].startswith("Recusado")
    [event] = await listen(ana, 1, after=before)
    data = event["data"]
    assert (data["approval"], data["asking"], data["counts"]["approvals"]) == (
        {"asked_by": "ana", "state": "refused"}, False, 0,
    )  # fmt: skip
    await ana.get(page)
    assert "já tem desconto demais" in ana.text
    assert "Sol Dias" in ana.text


async def test_the_second_to_decide_is_told_that_somebody_has(
    sol: Browser, browser: Browser, core: Container, asked: Approval
) -> None:
    await browser.sign_in("adm", PASSWORD)
    await browser.get("/desk")
    await sol.get("/desk")
    fields = {"answer": "pode sim"}
    assert (await sol.post(f"/desk/approvals/{asked.id}/refuse", **fields)).status == 303
    assert (await browser.post(f"/desk/approvals/{asked.id}/grant", **fields)).status == 409
    assert "Outra pessoa já decidiu" in browser.text
    assert state_of(core, asked) == "refused"
