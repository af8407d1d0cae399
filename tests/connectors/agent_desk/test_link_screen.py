"""The link that an agent sends, in a browser: by keyboard, and for who uses assistive tools."""

from __future__ import annotations

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, expect

from quita.bootstrap import Container
from quita.settings import SmsSettings
from tests.builders import MARIA, MARIAS_PHONE, save_person
from tests.connectors.agent_desk.browsing import IN_A_BROWSER
from tests.connectors.agent_desk.test_screens import at_desk, chromium, picture

__all__ = ["chromium"]
pytestmark = IN_A_BROWSER


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_link_is_sent_by_keyboard_and_its_line_appears(
    chromium: Browser, core: Container, address: str, held: str, scheme: str
) -> None:
    object.__setattr__(core.settings, "sms", SmsSettings("http://127.0.0.1:9", "token"))
    with core.database() as tx:
        save_person(tx, MARIA, MARIAS_PHONE)
    page = await at_desk(chromium, address, scheme=scheme)
    await page.goto(f"/desk/conversations/{held}?tray=mine")
    summary = page.get_by_text("Enviar um link")
    await summary.focus()
    await page.keyboard.press("Enter")
    asked = page.get_by_label("A pessoa pediu este link")
    await asked.focus()
    await page.keyboard.press("Space")
    await expect(asked).to_be_checked()
    await page.get_by_role("button", name="Enviar SMS").scroll_into_view_if_needed()
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = await Axe().run(page, options={"runOnly": {"type": "tag", "values": rules}})
    assert [one["id"] for one in found.response["violations"]] == []
    await picture(page, f"desk-link-{scheme}.png")
    await page.get_by_role("button", name="Enviar SMS").press("Enter")
    await expect(page.get_by_text(", a pedido: a caminho")).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    await page.get_by_role("button", name="Cancelar link").press("Enter")
    await expect(page.get_by_text("não sai, link cancelado")).to_be_visible()
    assert page.problems == []  # type: ignore[attr-defined]
