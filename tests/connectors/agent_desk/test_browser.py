"""The desk in a real browser: what refreshes by itself, and what it must not disturb."""

from __future__ import annotations

from playwright.async_api import Page, Route, expect

from quita.bootstrap import Container
from quita.domain.conversation import Owner
from sandbox.graph import placeholders
from tests.adapters.database.samples import draft, open_conversation
from tests.conftest import FakeClock
from tests.connectors.agent_desk.browsing import IN_A_BROWSER, opens, sign_in
from tests.connectors.agent_desk.busy import fill
from tests.connectors.agent_desk.conftest import PASSWORD

pytestmark = IN_A_BROWSER


async def test_new_messages_appear_and_the_draft_stays(
    tab: Page, core: Container, held: str
) -> None:
    await opens(tab, held)
    box = tab.get_by_label("Sua resposta")
    await box.fill("um rascunho")
    with core.database() as tx:
        tx.messages.add(held, draft(core.clock(), "<img src=x onerror=alert(1)>"), core.clock())
    message = tab.get_by_role("log").get_by_text("<img src=x onerror=alert(1)>")
    await expect(message).to_be_visible()
    await expect(box).to_have_value("um rascunho")
    await expect(box).to_be_focused()


async def test_a_draft_stays_when_the_conversation_goes_and_its_writer_is_told(
    tab: Page, core: Container, held: str
) -> None:
    await opens(tab, held)
    box = tab.get_by_label("Sua resposta")
    await box.fill("um rascunho")
    core.ownership.give_back(held, "ana", {"kind": "text", "text": "Até logo."})
    notice = tab.get_by_role("status")
    await expect(notice).to_contain_text("mudou de mãos")
    await expect(box).to_have_value("um rascunho")
    await box.fill("")
    await expect(tab.get_by_text("O robô está respondendo")).to_be_visible()
    await expect(notice).to_be_hidden()


async def test_the_queue_fills_by_itself_and_a_chat_is_claimed_and_answered_by_keyboard(
    tab: Page, core: Container, chat: str
) -> None:
    await expect(tab.get_by_role("link", name="Pessoa não identificada")).to_be_visible()
    await tab.get_by_role("link", name="Pessoa não identificada").press("Enter")
    await tab.get_by_role("button", name="Assumir").press("Enter")
    await tab.get_by_label("Sua resposta").fill("Olá, sou a Ana.")
    await tab.get_by_label("Sua resposta").press("Control+Enter")
    await expect(tab.get_by_role("log").get_by_text("Olá, sou a Ana.")).to_be_visible()
    with core.database() as tx:
        assert len(tx.outbox.of_conversation(chat)) == 1


async def test_closing_asks_first(tab: Page, core: Container, held: str) -> None:
    asked: list[str] = []
    await opens(tab, held)
    tab.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss())[1])
    await tab.get_by_role("button", name="Encerrar").click()
    await expect(tab.get_by_label("Sua resposta")).to_be_visible()
    tab.once("dialog", lambda dialog: dialog.accept())
    await tab.get_by_role("button", name="Encerrar").click()
    await tab.wait_for_url("**/desk?tray=mine")
    assert "Encerrar esta conversa?" in asked[0]


async def test_the_list_is_walked_and_a_chat_is_taken_and_noted_by_keyboard_alone(
    tab: Page, core: Container, chat: str
) -> None:
    await expect(tab.get_by_text("ao vivo")).to_be_visible()
    await expect(tab.locator(f'.row[data-id="{chat}"]')).to_be_visible()
    await tab.keyboard.press("j")
    await tab.keyboard.press("Enter")
    await expect(tab.get_by_role("log").get_by_text("Quero falar com alguém")).to_be_visible()
    await tab.keyboard.press("a")
    await expect(tab.get_by_label("Sua resposta")).to_be_focused()
    await tab.keyboard.press("Escape")
    await tab.keyboard.press("n")
    await expect(tab.get_by_label("Nota só para a equipe")).to_be_focused()


async def test_a_row_comes_and_goes_without_loading_the_page(
    tab: Page, core: Container, chat: str
) -> None:
    await expect(tab.get_by_text("ao vivo")).to_be_visible()
    row = tab.locator(f'.row[data-id="{chat}"]')
    await expect(row).to_be_visible()
    core.ownership.claim(chat, "bia")
    await expect(row).to_have_count(0)
    await expect(tab.get_by_text("Ninguém esperando")).to_be_visible()
    with core.database() as tx:
        tx.conversations.set_owner(chat, Owner.QUEUED, reason="requested", at=core.clock())
    await expect(row).to_be_visible()


async def test_an_amount_before_identity_asks_and_nothing_leaves_when_one_thinks_better(
    tab: Page, core: Container, held: str
) -> None:
    await opens(tab, held)
    tab.once("dialog", lambda dialog: dialog.dismiss())
    box = tab.get_by_label("Sua resposta")
    await box.fill("Fica R$ 120 no Pix")
    await box.press("Control+Enter")
    await expect(tab.get_by_role("status")).to_contain_text("Você citou um valor")
    await expect(box).to_have_value("Fica R$ 120 no Pix")
    with core.database() as tx:
        assert tx.outbox.of_conversation(held) == []


async def test_two_conversations_stand_side_by_side(tab: Page, core: Container, held: str) -> None:
    with core.database() as tx:
        other = open_conversation(tx, core.clock(), phone="+5511987654300").id
        tx.messages.add(other, draft(core.clock(), "Sou a segunda"), core.clock())
        tx.conversations.set_owner(other, Owner.QUEUED, reason="requested", at=core.clock())
    await opens(tab, held)
    await tab.locator(f'.row[data-id="{other}"] a').click(modifiers=["Alt"])
    await expect(tab.get_by_role("log")).to_have_count(2)
    await expect(tab.get_by_text("Sou a segunda").last).to_be_visible()


async def test_an_approval_is_decided_in_its_tray_and_who_asked_sees_it_live(
    tab: Page, address: str, core: Container, clock: FakeClock
) -> None:
    chat = fill(core, clock).maria
    browser = tab.context.browser
    assert browser is not None
    sol = await browser.new_page(base_url=address, locale="pt-BR")
    await sign_in(sol, "sol", PASSWORD)
    await sol.goto("/desk?tray=approvals")
    await expect(sol.get_by_text("Nenhum pedido esperando a sua decisão.")).to_be_visible()
    await expect(sol.locator("#link-state")).to_have_attribute("data-state", "on")

    await opens(tab, chat)
    await tab.get_by_text("Fazer proposta").click()
    await tab.get_by_label("Parcelas").fill("6")
    await tab.get_by_label("Motivo, se pedir aprovação").fill("quer quitar e ganha pouco")
    await tab.get_by_role("button", name="Pedir aprovação").click()

    await expect(sol.locator('[data-count="approvals"]')).to_have_text("1")
    await sol.locator(f'.row[data-id="{chat}"] a').click()
    reason = sol.get_by_label("Motivo da decisão")
    await reason.fill("pode, até dia 5")
    await sol.get_by_role("button", name="Recusar").press("Enter")
    await expect(sol.locator('[data-count="approvals"]')).to_have_text("0")
    await expect(sol.locator(f'.row[data-id="{chat}"]')).to_have_count(0)
    await expect(reason).to_have_count(0)

    await expect(tab.get_by_role("status")).to_contain_text("A supervisão recusou o seu pedido.")
    await expect(tab.get_by_label("O caso").get_by_text("pode, até dia 5")).to_be_visible()


async def test_a_receipt_is_attached_and_judged_in_place(
    tab: Page, core: Container, held: str
) -> None:
    await opens(tab, held)
    case = tab.get_by_label("O caso")
    paper = {"name": "pix.pdf", "mimeType": "application/pdf", "buffer": placeholders.document()}
    await case.get_by_text("Anexar comprovante").click()
    await case.get_by_label("Arquivo").set_input_files({**paper, "buffer": b"nada"})
    await case.get_by_role("button", name="Anexar", exact=True).click()
    await expect(tab.get_by_role("status")).to_contain_text("Este arquivo não serve")
    await case.get_by_label("Arquivo").set_input_files(paper)
    await case.get_by_role("button", name="Anexar", exact=True).click()
    await expect(case.get_by_role("link", name="pix.pdf")).to_be_visible()
    await case.get_by_role("button", name="Recusar").click()
    await expect(tab.get_by_role("status")).to_contain_text("Faltou alguma coisa")
    await case.get_by_label("O que você conferiu").fill("não está no extrato")
    await case.get_by_role("button", name="Recusar").press("Enter")
    await expect(case.get_by_text("recusado", exact=True)).to_be_visible()
    await expect(case.get_by_text("não está no extrato")).to_be_visible()


async def test_after_a_restart_of_the_assistant_the_desk_is_live_again_and_says_so(
    tab: Page, core: Container, held: str
) -> None:
    asked: list[str] = []

    async def away(route: Route) -> None:
        asked.append(route.request.url)
        await route.fulfill(status=503, json={"error": "starting"})

    await tab.route("**/desk/live*", away)
    await tab.goto(f"/desk/conversations/{held}")
    notice = tab.get_by_role("status")
    await expect(notice).to_contain_text("Sem conexão")
    await expect(tab.get_by_text("reconectando")).to_be_visible()
    await tab.unroute("**/desk/live*", away)
    await expect(tab.get_by_text("ao vivo")).to_be_visible(timeout=15_000)
    await expect(notice).to_be_hidden()
    assert asked
    with core.database() as tx:
        tx.messages.add(held, draft(core.clock(), "ainda está aí?"), core.clock())
    await expect(tab.get_by_role("log").get_by_text("ainda está aí?")).to_be_visible()
