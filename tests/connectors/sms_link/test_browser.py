"""The landing page and the chat in a real browser: small, legible, by keyboard, over two tabs."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import BrowserContext, Page, async_playwright, expect

from quita.bootstrap import Container
from quita.domain.pix_building import build_dynamic
from tests.connectors.sms_link.chatting import answer

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
WAIT = 30_000  # milliseconds, on a busy machine
SLOW_3G = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 50_000,
    "uploadThroughput": 50_000,
}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
]


@pytest.fixture
async def phone(address: str) -> AsyncIterator[BrowserContext]:
    """A cheap phone's browser, in which nothing goes wrong unseen."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        context = await chromium.new_context(
            base_url=address, viewport={"width": 360, "height": 640}, locale="pt-BR",
            permissions=["clipboard-read", "clipboard-write"],
        )  # fmt: skip
        context.set_default_timeout(WAIT)
        expect.set_options(timeout=WAIT)
        problems: list[str] = []
        context.on("weberror", lambda problem: problems.append(str(problem.error)))
        yield context
        await chromium.close()
        assert problems == []


async def opened(phone: BrowserContext, code: str) -> Page:
    """Open the link and go on to the chat, by keyboard."""
    page = await phone.new_page()
    await page.goto(f"/l/{code}")
    await page.get_by_role("button", name="Conversar por aqui").press("Enter")
    await page.wait_for_url("**/chat")
    return page


async def say(page: Page, text: str) -> None:
    await page.get_by_label("Escreva a sua mensagem").fill(text)
    await page.get_by_label("Escreva a sua mensagem").press("Enter")
    await expect(page.get_by_role("log").get_by_text(text, exact=True)).to_be_visible()
    await expect(page.locator(".state").last).to_have_text("enviada")


async def test_the_landing_page_is_one_small_request_and_quick_on_slow_3g(
    phone: BrowserContext, code: str
) -> None:
    page = await phone.new_page()
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(1))
    tools = await phone.new_cdp_session(page)
    await tools.send("Network.enable")
    await tools.send("Network.emulateNetworkConditions", SLOW_3G)
    response = await page.goto(f"/l/{code}")
    assert response is not None
    assert len(await response.body()) < 60_000
    assert len(sizes) == 1
    painted = (
        "new Promise(done => new PerformanceObserver(seen =>"
        " seen.getEntriesByName('first-contentful-paint').length && done(true)"
        ").observe({type: 'paint', buffered: true}))"
    )
    assert await page.evaluate(painted)
    # The network's share is fixed by the emulation; how busy the machine is shows in the rest.
    waiting = "(e => e.responseEnd - e.requestStart)(performance.getEntriesByType('navigation')[0])"
    assert await page.evaluate(waiting) < 1000


async def test_the_whatsapp_button_works_without_javascript(address: str, code: str) -> None:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = await chromium.new_page(base_url=address, java_script_enabled=False)
        await page.goto(f"/l/{code}")
        link = page.get_by_role("link", name="Conversar no WhatsApp")
        assert await link.get_attribute("href") == f"/l/{code}/whatsapp"
        await chromium.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_on_the_page_and_in_the_chat(
    phone: BrowserContext, core: Container, code: str, scheme: str
) -> None:
    axe = Axe()
    page = await phone.new_page()
    await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    await page.goto(f"/l/{code}")
    options = {"runOnly": {"type": "tag", "values": RULES}}
    landing = await axe.run(page, options=options)
    assert landing.violations_count == 0, landing.generate_report()
    await page.get_by_role("button", name="Conversar por aqui").click()
    await say(page, "oi")
    buttons = [{"id": "/affirm", "title": "Sim"}, {"id": "/deny", "title": "Não"}]
    answer(core, "Oi!", {"kind": "buttons", "text": "Podemos?", "buttons": buttons})
    await page.get_by_role("button", name="Sim").click()
    chat = await axe.run(page, options=options)
    assert chat.violations_count == 0, chat.generate_report()


async def test_at_double_size_nothing_is_cut_off_sideways(phone: BrowserContext, code: str) -> None:
    page = await phone.new_page()
    await page.set_viewport_size({"width": 320, "height": 400})  # 640 px at 200%
    for path in (f"/l/{code}", "/l/none"):
        await page.goto(path)
        wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        assert await page.evaluate(wide)


async def test_two_tabs_share_one_stream_and_the_second_goes_on_when_the_first_closes(
    phone: BrowserContext, core: Container, code: str
) -> None:
    first = await opened(phone, code)
    await say(first, "da primeira aba")
    second = await phone.new_page()
    await second.goto("/chat")
    await expect(second.get_by_text("da primeira aba")).to_be_visible()
    answer(core, "para as duas")
    for tab in (first, second):
        await expect(tab.get_by_role("log").get_by_text("para as duas")).to_have_count(1)
    await second.close()
    answer(core, "para a que ficou")
    await expect(first.get_by_role("log").get_by_text("para a que ficou")).to_have_count(1)


async def test_a_dropped_network_and_a_reload_lose_and_repeat_nothing(
    phone: BrowserContext, core: Container, code: str
) -> None:
    page = await opened(phone, code)
    await say(page, "oi")
    answer(core, "um")
    await expect(page.get_by_role("log").get_by_text("um", exact=True)).to_be_visible()
    await phone.set_offline(True)
    answer(core, "dois")
    await page.get_by_label("Escreva a sua mensagem").fill("escrito sem rede")
    await page.get_by_label("Escreva a sua mensagem").press("Enter")
    await phone.set_offline(False)
    await expect(page.locator(".state").last).to_have_text("enviada")
    answer(core, "três")
    for _ in range(2):
        for text in ("um", "dois", "três", "escrito sem rede"):
            await expect(page.get_by_role("log").get_by_text(text, exact=True)).to_have_count(1)
        await page.reload()


async def test_a_pix_code_is_copied_and_shown_as_a_picture(
    phone: BrowserContext, core: Container, code: str
) -> None:
    page = await opened(phone, code)
    await say(page, "oi")
    pix = build_dynamic("pix.example.com/qr/v2/abc", "Quita", "São Paulo")
    answer(core, pix)
    await page.get_by_role("button", name="Copiar código Pix").click()
    await expect(page.get_by_role("button", name="Copiado")).to_be_visible()
    assert await page.evaluate("navigator.clipboard.readText()") == pix
    await page.get_by_role("button", name="Mostrar QR Code").click()
    picture = page.get_by_alt_text("QR Code do Pix")
    await expect(picture).to_be_visible()
    # Not wait_for_function: it asks again by eval, which the page's own policy forbids.
    await picture.evaluate("image => image.decode()")
    assert await picture.evaluate("image => image.naturalWidth") > 100
