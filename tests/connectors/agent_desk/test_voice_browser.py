"""An answer by voice in a real browser, whose microphone is Chromium's own beeping one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, async_playwright, expect

from quita.bootstrap import Container
from sandbox.graph import placeholders
from tests.connectors.agent_desk.browsing import CHROMIUM, IN_A_BROWSER, QUIET, WAIT, opens, sign_in
from tests.connectors.agent_desk.conftest import PASSWORD

MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
PLAYED = """async (link) => {
  const bytes = await (await fetch(link)).arrayBuffer();
  const heard = await new AudioContext().decodeAudioData(bytes);
  const loudest = heard.getChannelData(0).reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  return [heard.numberOfChannels, heard.duration, loudest];
}"""

pytestmark = IN_A_BROWSER


@pytest.fixture
async def tab(address: str) -> AsyncIterator[Page]:
    """A tab with a microphone, in which Ana is signed in."""
    async with async_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *MICROPHONE])
        chromium = await launched
        expect.set_options(timeout=WAIT)
        page = await chromium.new_page(base_url=address, locale="pt-BR")
        await sign_in(page, "ana", PASSWORD)
        yield page
        await chromium.close()


def files(core: Container, chat: str) -> list[str]:
    with core.database() as tx:
        return [str(one.payload["file"]) for one in tx.outbox.of_conversation(chat)]


async def test_a_voice_note_is_recorded_heard_and_sent_by_keyboard_alone(
    tab: Page, core: Container, held: str
) -> None:
    await opens(tab, held)
    await tab.get_by_role("log").focus()
    await tab.keyboard.press("v")
    await expect(tab.get_by_role("button", name="Parar")).to_be_focused()
    await expect(tab.get_by_role("timer")).to_have_text("0:02")
    await tab.keyboard.press("Enter")
    await expect(tab.get_by_role("button", name="Enviar voz")).to_be_focused()
    await expect(tab.get_by_label("Ouvir antes de enviar")).to_be_visible()
    assert files(core, held) == []
    await tab.keyboard.press("Enter")
    played = tab.get_by_role("log").get_by_label("Gravação")
    await expect(played).to_be_visible()
    await expect(tab.get_by_role("button", name="Gravar voz")).to_be_focused()
    assert len(files(core, held)) == 1
    channels, seconds, loudest = await tab.evaluate(PLAYED, await played.get_attribute("src"))
    assert channels == 1
    assert seconds > 1
    assert loudest > 0.1


async def test_a_recording_is_thrown_away_while_it_runs_and_after_it(
    tab: Page, core: Container, held: str
) -> None:
    await opens(tab, held)
    for stopped in (False, True):
        await tab.get_by_role("button", name="Gravar voz").click()
        if stopped:
            await tab.get_by_role("button", name="Parar").click()
            await expect(tab.get_by_role("button", name="Enviar voz")).to_be_visible()
        await tab.get_by_role("button", name="Descartar").click()
        await expect(tab.get_by_role("button", name="Gravar voz")).to_be_focused()
        await expect(tab.get_by_role("timer")).to_be_hidden()
    assert files(core, held) == []


async def test_a_chosen_file_is_heard_first_and_one_that_cannot_be_sent_is_kept_and_explained(
    tab: Page, core: Container, held: str, tmp_path: Path
) -> None:
    await opens(tab, held)
    voice, page = tmp_path / "voz.ogg", tmp_path / "voz.mp3"
    voice.write_bytes(placeholders.voice_note(1))
    page.write_bytes(b"<html>")
    chooser = tab.get_by_label("Arquivo de áudio")
    await chooser.set_input_files(page)
    await tab.get_by_role("button", name="Enviar voz").click()
    await expect(tab.locator("#notice")).to_contain_text("não toca este tipo de áudio")
    await expect(tab.get_by_label("Ouvir antes de enviar")).to_be_visible()
    await chooser.set_input_files(voice)
    await tab.get_by_role("button", name="Enviar voz").click()
    await expect(tab.get_by_role("log").get_by_label("Gravação")).to_be_visible()
    await expect(tab.locator("#notice")).to_be_hidden()
    assert len(files(core, held)) == 1


async def test_a_recording_stays_when_the_conversation_goes_and_its_speaker_is_told(
    tab: Page, core: Container, held: str
) -> None:
    await opens(tab, held)
    await tab.get_by_role("button", name="Gravar voz").click()
    await expect(tab.get_by_role("button", name="Parar")).to_be_focused()
    core.ownership.give_back(held, "ana", {"kind": "text", "text": "Até logo."})
    await expect(tab.locator("#notice")).to_contain_text("mudou de mãos")
    await tab.get_by_role("button", name="Parar").click()
    await tab.get_by_role("button", name="Enviar voz").click()
    await expect(tab.locator("#notice")).to_contain_text("não está com você")
    await tab.get_by_role("button", name="Descartar").click()
    await expect(tab.get_by_text("O robô está respondendo")).to_be_visible()


async def test_whoever_uses_assistive_tools_finds_nothing_in_the_way(
    tab: Page, core: Container, held: str
) -> None:
    await opens(tab, held)
    await tab.get_by_role("button", name="Gravar voz").click()
    for step in ("Parar", "Enviar voz"):
        await expect(tab.get_by_role("button", name=step)).to_be_visible()
        found = await Axe().run(tab)
        assert found.violations_count == 0, found.generate_report()
        if step == "Parar":
            await tab.get_by_role("button", name=step).click()
