"""Long conversations and the reply window in a real browser: nothing twice, nothing missing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from quita.bootstrap import Container
from quita.services.desk import PAGE
from tests.builders import draft
from tests.conftest import FakeClock
from tests.connectors.agent_desk.browsing import IN_A_BROWSER, opens
from tests.connectors.agent_desk.conftest import PASSWORD

pytestmark = IN_A_BROWSER
COUNT = 2 * PAGE + 7


@pytest.fixture
def long(core: Container, held: str, clock: FakeClock) -> str:
    """Ana's conversation, with two pages and a bit."""
    with core.database() as tx:
        for n in range(COUNT):
            tx.messages.add(held, draft(clock(), f"m{n}"), clock.advance(seconds=1))
    return held


def hears(core: Container, chat: str, clock: FakeClock, *words: str) -> None:
    with core.database() as tx:
        for word in words:
            tx.messages.add(chat, draft(clock(), word), clock.advance(seconds=1))


async def numbers(tab: Page) -> list[int]:
    texts = await tab.locator(".log .message .text").all_inner_texts()
    return [int(text[1:]) for text in texts if text.startswith("m")]


async def test_older_messages_come_by_key_and_by_button_and_live_ones_join_them(
    tab: Page, core: Container, long: str, clock: FakeClock
) -> None:
    await opens(tab, long)
    messages = tab.locator(".log .message")
    await expect(messages).to_have_count(PAGE)
    await tab.keyboard.press("h")
    await expect(messages).to_have_count(2 * PAGE)
    hears(core, long, clock, f"m{COUNT}")
    await expect(messages).to_have_count(2 * PAGE + 1)
    await tab.get_by_role("link", name="Mostrar mensagens anteriores").press("Enter")
    await expect(tab.get_by_text("Quero falar com alguém").first).to_be_attached()
    assert await numbers(tab) == list(range(COUNT + 1))
    await expect(tab.get_by_role("link", name="Mostrar mensagens anteriores")).to_have_count(0)


async def test_the_line_that_one_reads_stays_in_its_place_when_older_ones_come(
    tab: Page, long: str
) -> None:
    await opens(tab, long)
    log = tab.get_by_role("log")
    await log.evaluate("log => log.scrollTop = 0")
    first = tab.locator(".log .message").first
    text = await first.locator(".text").inner_text()
    top = (await first.bounding_box() or {})["y"]
    await tab.keyboard.press("h")
    await expect(tab.locator(".log .message")).to_have_count(2 * PAGE)
    same = tab.locator(".log .message").filter(has=tab.get_by_text(text, exact=True))
    assert abs((await same.bounding_box() or {})["y"] - top) < 60
    await expect(log).to_be_focused()


async def test_who_missed_more_than_a_page_sees_the_last_one_without_a_gap(
    tab: Page, core: Container, long: str, clock: FakeClock
) -> None:
    await opens(tab, long)
    await tab.keyboard.press("h")
    await expect(tab.locator(".log .message")).to_have_count(2 * PAGE)
    hears(core, long, clock, *(f"m{n}" for n in range(COUNT, COUNT + PAGE + 5)))
    await expect(tab.locator(".log .message")).to_have_count(PAGE)
    assert await numbers(tab) == list(range(COUNT + 5, COUNT + PAGE + 5))
    await tab.keyboard.press("h")
    await expect(tab.locator(".log .message")).to_have_count(2 * PAGE)
    assert await numbers(tab) == list(range(COUNT + 5 - PAGE, COUNT + PAGE + 5))


async def test_the_window_counts_down_in_silence_and_closes_the_box(
    tab: Page, core: Container, held: str, clock: FakeClock
) -> None:
    clock.now = clock() + timedelta(hours=23, minutes=58, seconds=50)
    await sign_in_again(tab)
    await opens(tab, held)
    left = tab.locator(".window [data-left]")
    await expect(left).to_have_text(re.compile(r"fecha em 1 min 0[0-9] s"))
    live = "node => node.closest('[aria-live], [role=status], [role=log]')"
    assert await left.evaluate(live) is None
    clock.advance(seconds=12)
    await expect(left).to_have_text("janela fechada")
    await expect(tab.get_by_text("A janela de 24 horas do WhatsApp fechou")).to_be_visible()
    await expect(tab.get_by_label("Sua resposta")).to_have_count(0)


async def test_a_draft_outlives_the_window_and_cannot_be_sent_until_it_opens(
    tab: Page, core: Container, held: str, clock: FakeClock
) -> None:
    clock.now = clock() + timedelta(hours=23, minutes=58, seconds=50)
    await sign_in_again(tab)
    await opens(tab, held)
    box = tab.get_by_label("Sua resposta")
    await box.fill("quase lá")
    clock.advance(seconds=12)
    send = tab.get_by_role("button", name="Enviar")
    await expect(send).to_be_disabled()
    await expect(tab.get_by_role("status")).to_contain_text("janela de resposta fechou")
    await expect(box).to_have_value("quase lá")
    with core.database() as tx:
        tx.conversations.touch(held, clock(), None, sent_at=clock(), ready_at=clock())
    hears(core, held, clock, "oi de novo")
    await expect(send).to_be_enabled()
    await expect(box).to_have_value("quase lá")


async def sign_in_again(tab: Page) -> None:
    """Come back after a day: the session has ended meanwhile."""
    await tab.goto("/desk")
    if await tab.get_by_label("Usuário").count():
        await tab.get_by_label("Usuário").fill("ana")
        await tab.get_by_label("Senha").fill(PASSWORD)
        await tab.get_by_role("button", name="Entrar").click()
        await tab.wait_for_url("**/desk")
