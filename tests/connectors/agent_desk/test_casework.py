"""The case beside the chat: locked until identity is proven, acted on within authority."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quita.bootstrap import Container
from quita.domain.identity import PLACES, challenge_place
from quita.domain.policy import Authority, Terms
from quita.domain.records import Case
from quita.services.ports import Approval
from tests.builders import MARIA, MARIAS_PHONE, save_debt, save_person, stated
from tests.connectors.agent_desk.conftest import PASSWORD
from tests.connectors.agent_desk.serving import Browser
from tests.connectors.agent_desk.test_tools import trail, verify

TERMS = Terms(
    max_installments=6,
    agent=Authority(max_installments=12),
    supervisor=Authority(max_installments=24),
)


@pytest.fixture
def page(core: Container, held: str) -> str:
    """Ana's conversation with Maria, who owes R$ 1,000 and is not verified."""
    with core.database() as tx:
        save_person(tx, MARIA, MARIAS_PHONE)
        save_debt(tx, replace(stated("maria", id="debt"), terms=TERMS))
    return f"/desk/conversations/{held}"


def digits_of(page: str) -> str:
    start, end = PLACES[challenge_place(page.rsplit("/", 1)[1])]
    return MARIA.cpf[start:end]


def asked(core: Container, chat: str) -> Approval:
    """Give the one wish that was sent to the supervisors."""
    with core.database() as tx:
        [approval] = tx.approvals.of_conversation(chat)
    return approval


def offers(core: Container) -> list[str]:
    """Give the ids of what Maria was offered."""
    with core.database() as tx:
        return [offer.id for offer in tx.offers.of_person("maria")]


async def test_before_identity_the_case_shows_no_debt_amount_creditor_or_name(
    ana: Browser, page: str
) -> None:
    await ana.get(page)
    for secret in ("Loja do Povo", "1.000,00", "MARIA", "Maria", MARIA.cpf[3:6]):
        assert secret not in ana.text
    assert "Abre quando a identidade for confirmada" in ana.text


async def test_an_agent_runs_the_same_check_and_the_case_opens(
    ana: Browser, core: Container, page: str, held: str
) -> None:
    await ana.get(page)
    told = await ana.post_for_script(f"{page}/identify", digits=digits_of(page), birth="22/08/1987")
    assert told["passed"]
    await ana.get(page)
    assert "Loja do Povo" in ana.text
    assert "R$ 1.000,00" in ana.text
    assert "identity_check" in trail(core, held)


async def test_three_wrong_answers_lock_the_check_for_agents_too(ana: Browser, page: str) -> None:
    await ana.get(page)
    wrong = {"digits": "000", "birth": "1950"}
    for _ in range(3):
        assert not (await ana.post_for_script(f"{page}/identify", **wrong))["passed"]
    right = await ana.post_for_script(f"{page}/identify", digits=digits_of(page), birth="1987")
    assert not right["passed"]
    await ana.get(page)
    assert "Conferência fechada por 24 horas" in ana.text


@pytest.mark.parametrize("action", ["offer", "agree", "send-code"])
async def test_nothing_of_money_happens_before_identity(
    ana: Browser, core: Container, page: str, action: str
) -> None:
    await ana.get(page)
    answer = await ana.post(f"{page}/{action}", debt="debt", offer="x", key="k")
    assert answer.status == 409
    assert "identidade ainda não foi confirmada" in ana.text
    assert offers(core) == []


async def test_an_agent_offers_what_the_bot_may_not_and_closes_the_agreement_once(
    ana: Browser, core: Container, page: str, held: str
) -> None:
    verify(core, held)
    await ana.get(page)
    told = await ana.post_for_script(f"{page}/offer", debt="debt", count="10", key="k1")
    assert not told["beyond"]
    [offer] = offers(core)
    await ana.get(page)
    assert "10x de R$ 100,00" in ana.text
    for _ in range(2):
        assert (await ana.post(f"{page}/agree", offer=offer)).status == 303
    with core.database() as tx:
        [agreement] = tx.agreements.of_person("maria")
    assert len(agreement.installments) == 10
    assert trail(core, held).count("agreement_closed") == 1


async def test_beyond_an_agent_s_authority_a_supervisor_decides_once(
    ana: Browser, browser: Browser, core: Container, page: str, held: str
) -> None:
    verify(core, held)
    await ana.get(page)
    assert (await ana.post_for_script(f"{page}/offer", debt="debt", count="20", key="k"))["beyond"]
    ask = {"debt": "debt", "count": "20", "why": "ganha pouco e quer pagar"}
    assert (await ana.post(f"{page}/ask-approval", **ask)).status == 303
    waiting = asked(core, held)
    assert (await ana.post(f"/desk/approvals/{waiting.id}/grant")).status == 403
    await browser.sign_in("sol", PASSWORD)
    await browser.get(page)
    assert "ganha pouco e quer pagar" in browser.text
    grant = f"/desk/approvals/{waiting.id}/grant"
    answers = [(await browser.post(grant, answer="pode")).status for _ in range(2)]
    assert answers == [303, 409]
    await ana.get(page)
    assert "20x de R$ 50,00" in ana.text
    with core.database() as tx:
        granted = tx.approvals.get(waiting.id)
    assert granted is not None and granted.offer_id is not None
    assert (await ana.post(f"{page}/agree", offer=granted.offer_id)).status == 303


async def test_what_even_a_supervisor_may_not_grant_stays_waiting(
    ana: Browser, browser: Browser, core: Container, page: str, held: str
) -> None:
    verify(core, held)
    await ana.get(page)
    await ana.post(f"{page}/ask-approval", debt="debt", count="60", why="pediu")
    waiting = asked(core, held)
    await browser.sign_in("sol", PASSWORD)
    await browser.get(page)
    why = {"answer": "o credor não deixa"}
    assert (await browser.post(f"/desk/approvals/{waiting.id}/grant", **why)).status == 409
    assert "Passa também da sua alçada" in browser.text
    assert asked(core, held).state == "waiting"
    assert (await browser.post(f"/desk/approvals/{waiting.id}/refuse", **why)).status == 303
    assert asked(core, held).state == "refused"


@pytest.mark.parametrize(
    "wish", [{"total": "abc"}, {"count": "0"}, {"count": "999"}, {"monthly": "-5"}]
)
async def test_a_wish_that_cannot_be_read_makes_no_offer(
    ana: Browser, core: Container, page: str, held: str, wish: dict[str, str]
) -> None:
    verify(core, held)
    await ana.get(page)
    assert (await ana.post(f"{page}/offer", debt="debt", key="k", **wish)).status == 400
    assert offers(core) == []


async def test_a_dispute_is_registered_with_a_protocol_and_holds_the_debt(
    ana: Browser, core: Container, page: str, held: str
) -> None:
    verify(core, held)
    await ana.get(page)
    fields = {"kind": "dispute_debt", "note": "diz que já pagou", "key": "k"}
    told = await ana.post_for_script(f"{page}/register", **fields)
    with core.database() as tx:
        [case] = tx.cases.of_conversation(held)
        debt = tx.debts.get("debt")
    assert case.protocol in told["told"]
    assert debt is not None and debt.status == "on_hold"


@pytest.mark.parametrize("outcome", ["confirmed", "refused"])
async def test_a_receipt_is_judged_once(
    ana: Browser, core: Container, page: str, held: str, outcome: str
) -> None:
    with core.database() as tx:
        tx.cases.add(Case("c", "1", "send_receipt", held, None, None, core.clock()), "k")
    await ana.get(page)
    for _ in range(2):
        assert (await ana.post(f"{page}/judge", case="c", outcome=outcome)).status == 303
    assert trail(core, held).count(f"receipt_{outcome}") == 1


async def test_a_receipt_of_another_conversation_is_not_judged_from_here(
    ana: Browser, core: Container, page: str
) -> None:
    await ana.get(page)
    answer = await ana.post(f"{page}/judge", case="other", outcome="confirmed")
    assert answer.status == 404


async def test_figures_are_for_who_may_see_them_and_come_as_csv(
    ana: Browser, browser: Browser, page: str
) -> None:
    for path in ("/desk/supervision", "/desk/figures", "/desk/figures.csv", "/desk/approvals"):
        assert (await ana.get(path)).status == 403
    await browser.sign_in("sol", PASSWORD)
    assert (await browser.get("/desk/supervision")).status == 200
    assert "Ana Lima" in browser.text
    answer = await browser.get("/desk/figures.csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "conversas por dia;2026-11-23;1" in browser.text
