"""A real browser for the desk's tests, where Chromium is installed."""

from __future__ import annotations

import shutil

import pytest
from playwright.async_api import Page, expect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
WAIT = 30_000  # milliseconds, on a busy machine
IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
]


async def opens(tab: Page, conversation_id: str) -> None:
    """Open a conversation, and wait until the page's modules listen: keys mean nothing before."""
    await tab.goto(f"/desk/conversations/{conversation_id}")
    await expect(tab.locator("#link-state")).to_have_attribute("data-state", "on")


async def sign_in(page: Page, login: str, password: str) -> None:
    """Sign in at the desk, and wait until it is shown."""
    await page.goto("/desk")
    await page.get_by_label("Usuário").fill(login)
    await page.get_by_label("Senha").fill(password)
    await page.get_by_role("button", name="Entrar").click()
    await page.wait_for_url("**/desk")
