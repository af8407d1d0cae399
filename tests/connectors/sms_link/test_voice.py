"""A voice note of an agent in the web chat: played to the browser it was sent to, and no other."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession
from playwright.async_api import Page, async_playwright, expect

from quita.bootstrap import Container
from quita.domain.conversation import Owner
from quita.domain.records import User
from sandbox.graph import placeholders
from tests.connectors.sms_link.chatting import conversation, history, write
from tests.connectors.sms_link.conftest import browsing

ANA = User("ana", "ana", "Ana Lima", "agent", "x")
VOICE = placeholders.voice_note(2)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def answer_by_voice(core: Container) -> None:
    chat = conversation(core).id
    with core.database() as tx:
        tx.users.save(ANA)
        tx.conversations.set_owner(chat, Owner.HUMAN, agent_id=ANA.id, at=core.clock())
    core.voice_notes.send(chat, ANA, VOICE, None, "k1")
    while core.web_delivery.run():
        pass


async def test_a_voice_note_is_played_to_its_browser_alone(
    core: Container, address: str, chatting: ClientSession
) -> None:
    await write(chatting)
    answer_by_voice(core)
    message = (await history(chatting))[-1]
    assert (message["kind"], message["name"]) == ("audio", "Ana")
    path = f"/chat/files/{message['file']}"
    async with chatting.get(path) as given:
        assert (given.content_type, await given.read()) == ("audio/ogg", VOICE)
    async with browsing(address) as stranger:
        async with stranger.post("/chat/open") as opened:
            assert opened.status == 200
        async with stranger.get(path) as missing:
            assert missing.status == 404


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-3", 206, VOICE[:4]),
        ("bytes=4-", 206, VOICE[4:]),
        (f"bytes=0-{len(VOICE) * 9}", 206, VOICE),
        (f"bytes={len(VOICE)}-", 416, b""),
        ("bytes=5-2", 416, b""),
        ("bytes=-5", 200, VOICE),
        ("bytes=0-1,4-5", 200, VOICE),
    ],
)
async def test_players_ask_for_parts(
    core: Container, chatting: ClientSession, asked: str, status: int, part: bytes
) -> None:
    await write(chatting)
    answer_by_voice(core)
    path = f"/chat/files/{(await history(chatting))[-1]['file']}"
    async with chatting.get(path, headers={"Range": asked}) as given:
        assert (given.status, await given.read()) == (status, part)


@pytest.fixture
async def page(address: str, code: str) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        args = ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"]
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=args)
        made = await chromium.new_page(base_url=address, locale="pt-BR")
        await made.goto(f"/l/{code}")
        await made.get_by_role("button", name="Conversar por aqui").click()
        await made.wait_for_url("**/chat")
        yield made
        await chromium.close()


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
async def test_the_page_plays_it(core: Container, page: Page) -> None:
    await page.get_by_label("Escreva a sua mensagem").fill("oi")
    await page.get_by_label("Escreva a sua mensagem").press("Enter")
    await expect(page.locator(".state").last).to_have_text("enviada")
    answer_by_voice(core)
    await page.reload()
    sound = page.get_by_role("log").get_by_label("Mensagem de voz")
    await expect(sound).to_be_visible()
    lasts = await sound.evaluate(
        """(sound) => new Promise((done, failed) => {
          sound.addEventListener("loadedmetadata", () => done(sound.duration));
          sound.addEventListener("error", () => failed(sound.error.message));
          sound.preload = "metadata";
          sound.load();
        })"""
    )
    assert lasts == pytest.approx(2, abs=0.1)
