"""The desk's screens in a browser, light and dark, and for who uses assistive tools."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright, expect

from quita.bootstrap import Container
from tests.conftest import FakeClock
from tests.connectors.agent_desk.browsing import CHROMIUM, IN_A_BROWSER, QUIET, sign_in
from tests.connectors.agent_desk.busy import Busy, ask_and_attach, fill
from tests.connectors.agent_desk.conftest import PASSWORD
from tests.connectors.agent_desk.history import add_history
from tests.connectors.agent_desk.missed import miss_an_hour

pytestmark = IN_A_BROWSER
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@pytest.fixture
def busy(core: Container, clock: FakeClock) -> Busy:
    made = fill(core, clock)
    ask_and_attach(core, made)
    return made


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield launched
        await launched.close()


async def at_desk(
    chromium: Browser, address: str, login: str = "ana", size: Any = WIDE, scheme: Any = "light"
) -> Page:
    """Sign in; whatever a page writes to its console as an error fails the test."""
    context = await chromium.new_context(
        base_url=address, locale="pt-BR", viewport=size, color_scheme=scheme,
        timezone_id="America/Sao_Paulo",
    )  # fmt: skip
    page = await context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda told: told.type == "error" and problems.append(told.text))
    page.problems = problems  # type: ignore[attr-defined]
    await sign_in(page, login, PASSWORD)
    return page


async def wrong_by_axe(page: Page) -> list[tuple[str, list[str]]]:
    """Give what axe finds against WCAG 2.2 AA: the rule, and where."""
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = await Axe().run(page, options={"runOnly": {"type": "tag", "values": rules}})
    return [
        (violation["id"], [node["target"] for node in violation["nodes"]][:4])
        for violation in found.response["violations"]
    ]


async def picture(page: Page, name: str) -> None:
    """Keep a picture for the documentation where QUITA_SCREENSHOTS names a folder."""
    folder = os.environ.get("QUITA_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=Path(folder) / name, animations="disabled")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_an_agent_sees_list_chat_and_case_together(
    chromium: Browser, address: str, busy: Busy, scheme: str
) -> None:
    page = await at_desk(chromium, address, scheme=scheme)
    await picture(page, f"desk-list-{scheme}.png")
    await page.goto(f"/desk/conversations/{busy.maria}?tray=waiting")
    await expect(page.get_by_role("log").get_by_text("consigo pagar até dia 5")).to_be_visible()
    await expect(page.get_by_text("ao vivo")).to_be_visible()
    for part in (page.locator("#rows"), page.get_by_label("O caso"), page.locator("#trays")):
        await expect(part).to_be_visible()
    await picture(page, f"desk-chat-{scheme}.png")
    assert page.problems == []  # type: ignore[attr-defined]


async def test_a_supervisor_sees_who_is_here_and_the_figures(
    chromium: Browser, address: str, busy: Busy
) -> None:
    page = await at_desk(chromium, address, "sol")
    await page.goto("/desk/supervision")
    await expect(page.get_by_role("heading", name="Agora")).to_be_visible()
    await expect(page.get_by_role("cell", name="Relata fraude").first).to_be_visible()
    await picture(page, "desk-supervision.png")
    await page.goto("/desk/figures")
    await expect(page.locator("svg.chart rect").last).to_be_visible()
    await picture(page, "desk-figures.png")
    assert page.problems == []  # type: ignore[attr-defined]


async def test_on_a_phone_a_conversation_can_be_read_and_not_answered(
    chromium: Browser, address: str, busy: Busy
) -> None:
    page = await at_desk(chromium, address, size=PHONE)
    await page.goto(f"/desk/conversations/{busy.maria}")
    await expect(page.get_by_text("consigo pagar até dia 5")).to_be_visible()
    await expect(page.get_by_label("Sua resposta")).to_be_hidden()
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"]
    await picture(page, "desk-phone.png")


async def test_at_1024_pixels_nothing_scrolls_sideways(
    chromium: Browser, address: str, busy: Busy
) -> None:
    page = await at_desk(chromium, address, size={"width": 1024, "height": 768})
    await page.goto(f"/desk/conversations/{busy.maria}")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 1024
    await expect(page.get_by_label("Sua resposta")).to_be_visible()
    await picture(page, "desk-1024.png")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
async def test_the_case_shows_promises_and_contacts_of_every_channel(
    chromium: Browser,
    address: str,
    core: Container,
    clock: FakeClock,
    busy: Busy,
    size: tuple[int, int],
    scheme: str,
) -> None:
    add_history(core, clock, busy.maria)
    view = {"width": size[0], "height": size[1]}
    page = await at_desk(chromium, address, size=view, scheme=scheme)
    await page.goto(f"/desk/conversations/{busy.maria}")
    for heading in ("Promessas", "Contatos"):
        title = page.get_by_role("heading", name=heading, exact=True)
        await title.scroll_into_view_if_needed()
        await title.evaluate("node => node.scrollIntoView()")
        await picture(page, f"desk-{heading.lower()}-{size[0]}-{scheme}.png")
    contacts = page.get_by_label("O caso").locator(".contacts")
    for words in ("Chat do SMS", "SMS", "Retorno", "modelo lembrete_neutro", "não entregue"):
        await expect(contacts.get_by_text(words).first).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert await page.evaluate("document.documentElement.scrollHeight") <= size[1]
    case = page.get_by_label("O caso")
    assert await case.evaluate("node => node.scrollWidth - node.clientWidth") == 0
    assert await wrong_by_axe(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_an_hour_that_came_with_the_window_closed_is_told_with_what_to_do(
    chromium: Browser, address: str, core: Container, clock: FakeClock, busy: Busy, scheme: str
) -> None:
    chat = miss_an_hour(core, clock)
    page = await at_desk(chromium, address, size={"width": 1024, "height": 768}, scheme=scheme)
    await page.goto(f"/desk/conversations/{chat}")
    await expect(page.get_by_text("chegou com a janela do WhatsApp fechada")).to_be_visible()
    await expect(page.locator(".window [data-left]")).to_have_text("janela fechada")
    await picture(page, f"desk-missed-{scheme}.png")
    assert await wrong_by_axe(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("login", "path"),
    [("ana", "/desk"), ("ana", "/desk/conversations/{maria}"), ("ana", "/desk/account"),
     ("ana", "/desk/conversations/{maria}/contacts"),
     ("sol", "/desk/conversations/{maria}?tray=approvals"),
     ("sol", "/desk/supervision"), ("sol", "/desk/figures"), ("sol", "/desk?tray=approvals"),
     ("adm", "/desk/admin"),
     ("adm", "/desk/admin/people/bia"), ("adm", "/desk/admin?q=zzz")],
)  # fmt: skip
async def test_axe_finds_nothing_against_wcag_2_2_aa(
    chromium: Browser, address: str, busy: Busy, scheme: str, login: str, path: str
) -> None:
    page = await at_desk(chromium, address, login, scheme=scheme)
    await page.goto(path.format(maria=busy.maria))
    assert await wrong_by_axe(page) == []
