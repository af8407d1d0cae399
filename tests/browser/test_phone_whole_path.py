"""The whole path in a real browser: negotiate and pay on the phone, be answered from the desk."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from quita.cli.data import DEMO_FILE, DEMO_PASSWORD
from quita.domain.pix import parse
from tests.browser.test_sandbox_phone import ARGUMENTS, CHROMIUM, NAMES
from tests.e2e.people import Debtor, newcomer
from tests.e2e.system import System

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.xdist_group("system")]

WITHIN = 60_000  # milliseconds for an answer on a busy machine
SIZE: ViewportSize = {"width": 1280, "height": 860}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip(f"no browser: none of {', '.join(NAMES)} is on the PATH")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    opened = chromium.new_context(
        viewport=SIZE,
        locale="pt-BR",
        timezone_id="America/Sao_Paulo",
        color_scheme="light",
        permissions=["clipboard-read", "clipboard-write"],
    )
    opened.set_default_timeout(WITHIN)
    expect.set_options(timeout=WITHIN)
    problems: list[str] = []
    opened.on("weberror", lambda problem: problems.append(str(problem.error)))
    yield opened
    opened.close()
    assert problems == []


@pytest.fixture
def screenshot() -> Callable[[Page, str], None]:
    """Saves a picture for the documentation where QUITA_SCREENSHOTS names a folder."""
    folder = os.environ.get("QUITA_SCREENSHOTS")

    def save(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.mouse.move(0, 0)  # nothing is pointed at
            page.screenshot(path=Path(folder) / name, animations="disabled")

    return save


def phone_of(context: BrowserContext, debtor: Debtor) -> Page:
    path = f"/sandbox/phones/{debtor.number}"
    debtor.system.sandbox("PUT", path, json={"name": debtor.name})
    page = context.new_page()
    page.goto(f"{debtor.system.sandbox_url}/phone?telefone={debtor.number}")
    expect(page.locator("#owner-name")).to_have_text(debtor.name)
    expect(page.get_by_text("conectado")).to_be_visible()
    return page


def write(page: Page, text: str) -> None:
    page.get_by_label("Mensagem", exact=True).fill(text)
    page.keyboard.press("Enter")


def hears(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("log").get_by_text(text).last).to_be_visible()


def press(page: Page, title: str) -> None:
    page.get_by_role("log").get_by_role("button", name=title, exact=True).last.click()


def test_a_debtor_negotiates_pays_and_sees_it_confirmed(
    system: System, context: BrowserContext, screenshot: Callable[[Page, str], None]
) -> None:
    person = json.loads((system.settings.var / DEMO_FILE).read_text())[0]
    born = date.fromisoformat(person["birth_date"])
    mariana = Debtor(system, person["phone"], person["name"], person["cpf"], born)
    page = phone_of(context, mariana)
    write(page, "oi")
    hears(page, "assistente virtual")
    press(page, "Vamos lá")
    hears(page, "do seu CPF")
    write(page, mariana.fragment)
    hears(page, "data de nascimento")
    write(page, f"{born:%d/%m/%Y}")
    hears(page, "Total hoje")
    press(page, "Ver propostas")
    hears(page, "Qual fica melhor para você?")
    expect(page.get_by_role("log").get_by_role("button", name="1. À vista")).to_be_visible()
    screenshot(page, "phone.png")
    press(page, "1. À vista")
    hears(page, "Confira antes de aceitar")
    press(page, "Aceito")
    hears(page, "Acordo fechado")
    page.get_by_role("button", name="Copiar código").click()
    expect(page.get_by_text("Código Pix copiado")).to_be_visible()
    code = page.evaluate("navigator.clipboard.readText()")
    assert parse(code).url
    with context.expect_page() as opened:
        page.get_by_role("link", name="Abrir no banco").click()
    bank = opened.value
    expect(bank.get_by_role("heading", name="Pagar este Pix")).to_be_visible()
    expect(bank.get_by_text(system.settings.company.name, exact=True)).to_be_visible()
    bank.get_by_role("button", name=re.compile("Pagar R")).click()
    expect(bank).to_have_url(re.compile("/bank/comprovante/"))
    hears(page, "está quitado")
    expect(
        page.get_by_role("log").get_by_text(re.compile("Pagamento de .* confirmado"))
    ).to_be_visible()


def test_an_agent_answers_at_the_desk_and_the_phone_shows_it(
    system: System, context: BrowserContext, screenshot: Callable[[Page, str], None]
) -> None:
    debtor = newcomer(system, {})
    phone = phone_of(context, debtor)
    write(phone, "oi")
    hears(phone, "assistente virtual")
    write(phone, "quero falar com um atendente")
    hears(phone, "Vou chamar uma pessoa")
    desk = context.new_page()
    desk.goto(f"{system.assistant_url}/desk")
    desk.get_by_label("Usuário").fill("ana")
    desk.get_by_label("Senha").fill(DEMO_PASSWORD)
    desk.get_by_role("button", name="Entrar").click()
    row = desk.get_by_role("listitem").filter(has_text=debtor.conversation.protocol)
    row.get_by_role("link").click()
    desk.get_by_role("button", name="Assumir").click()
    desk.get_by_label("Sua resposta").fill("Oi, aqui é a Ana. Em que posso ajudar?")
    desk.get_by_role("button", name="Enviar").click()
    hears(phone, "aqui é a Ana")
    write(phone, "queria entender os juros da minha conta")
    expect(desk.get_by_role("log").get_by_text("queria entender os juros")).to_be_visible()
    screenshot(desk, "desk.png")
    desk.get_by_role("button", name="Devolver ao robô").click()
    hears(phone, "passou a conversa de volta")
