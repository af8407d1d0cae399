"""The phone as a person uses it, in a real browser."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import threading
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from playwright.sync_api import Browser, Page, expect, sync_playwright

from quita.domain.pix_building import build_dynamic
from sandbox.server import create_app
from sandbox.settings import SandboxSettings
from tests.sandbox.world import NUMBER_ID, PHONE, TOKEN, Assistant, settings_for

pytestmark = pytest.mark.browser

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((found for name in NAMES if (found := shutil.which(name))), None)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WITHIN = 30_000  # milliseconds for what the page does by itself, on a busy machine
WRITING = re.compile("/sandbox/phones/[0-9]+/messages")
WRITING_TAKES = 0.2  # seconds
ANA = {
    "name": "Ana Souza",
    "phone": PHONE,
    "cpf": "52998224725",
    "birth_date": "1987-03-09",
    "note": "Cartão atrasado.",
}
PEDRO = {**ANA, "name": "Pedro Lima", "phone": "5521998877665", "cpf": "11144477735"}


class Line:
    """The way between the browser and the sandbox: never quick, and held where a test says so.

    What a person writes takes a moment. A test that speaks as the business before the sandbox
    has heard the person fails then every time, not only on a busy machine: Meta delivers
    nothing to somebody who did not write first.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._pauses = chain([2 * WRITING_TAKES], repeat(WRITING_TAKES))  # the first is overtaken
        self._held: dict[str, tuple[threading.Event, asyncio.Event]] = {}

    @contextmanager
    def holding(self, path: str) -> Iterator[threading.Event]:
        """Let no answer for a path through before the block ends; say when there is one."""
        answered, released = self._held[path] = threading.Event(), asyncio.Event()
        yield answered
        del self._held[path]
        self._loop.call_soon_threadsafe(released.set)

    @web.middleware
    async def middleware(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if request.method == "POST" and WRITING.fullmatch(request.path):
            await asyncio.sleep(next(self._pauses))
        answer = await handler(request)
        if request.path in self._held:
            answered, released = self._held[request.path]
            answered.set()
            await released.wait()
        return answer


@dataclass
class Served:
    """A sandbox and a listening assistant, in a thread with its own loop."""

    settings: SandboxSettings
    line: Line

    def say(self, body: dict[str, Any]) -> str:
        """Send as the business."""
        message = {"messaging_product": "whatsapp", "to": PHONE, **body}
        answer = self.post(f"/graph/v23.0/{NUMBER_ID}/messages", message)
        return str(answer["messages"][0]["id"])

    def text(self, text: str, to: str = PHONE) -> str:
        return self.say({"to": to, "type": "text", "text": {"body": text}})

    def read(self, wamid: str, *, typing: bool) -> None:
        """Mark a person's message as read, as the business."""
        read = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}
        shown = {"typing_indicator": {"type": "text"}} if typing else {}
        self.post(f"/graph/v23.0/{NUMBER_ID}/messages", {**read, **shown})

    def hear_from(self, phone: str, text: str = "oi") -> None:
        """Let a person write elsewhere than in this browser, so that the business may answer."""
        self.post(f"/sandbox/phones/{phone}/messages", {"type": "text", "text": text})

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"}
        address = self.settings.public_url + path
        request = urllib.request.Request(address, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=30) as response:
            return dict(json.load(response))

    def written(self) -> list[dict[str, Any]]:
        """Give the messages that Ana wrote, as Meta's objects."""
        return [one["body"] for one in self.messages(PHONE, "in")]

    def wait_until_delivered(self, phone: str) -> None:
        """Wait until everything in a chat has arrived where it goes."""
        deadline = time.monotonic() + 30
        arrived = ("delivered", "read")
        while any(one["status"] not in arrived for one in self.messages(phone, "all")):
            assert time.monotonic() < deadline, "never delivered"
            time.sleep(0.01)

    def messages(self, phone: str, direction: str) -> list[dict[str, Any]]:
        """Give a chat's messages: in, out or all."""
        path = f"/sandbox/messages?phone={phone}&direction={direction}"
        with urllib.request.urlopen(self.settings.public_url + path, timeout=30) as response:
            return list(json.load(response)["messages"])


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    demo = tmp_path / "demo.json"
    demo.write_text(json.dumps([ANA, PEDRO]))
    ready: Future[SandboxSettings] = Future()
    stop = asyncio.Event()
    loop = asyncio.new_event_loop()
    line = Line(loop)

    async def serve() -> None:
        assistant = web.AppRunner(Assistant().app())
        await assistant.setup()
        listening = web.TCPSite(assistant, "127.0.0.1", 0)
        await listening.start()
        port = assistant.addresses[0][1]
        settings = replace(settings_for(tmp_path, f"http://127.0.0.1:{port}"), demo_file=demo)
        app = create_app(settings)
        app.middlewares.append(line.middleware)
        sandbox = web.AppRunner(app, handler_cancellation=True)
        await sandbox.setup()
        await web.TCPSite(sandbox, "127.0.0.1", settings.port).start()
        ready.set_result(settings)
        await stop.wait()
        await sandbox.cleanup()
        await assistant.cleanup()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    yield Served(ready.result(timeout=30), line)
    loop.call_soon_threadsafe(stop.set)
    thread.join(timeout=30)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip(f"no browser: none of {', '.join(NAMES)} is on the PATH")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1280, "height": 860},
        locale="pt-BR",
        permissions=["clipboard-read", "clipboard-write"],
    )
    opened = context.new_page()
    expect.set_options(timeout=WITHIN)
    problems: list[str] = []
    opened.on("pageerror", lambda problem: problems.append(str(problem)))
    opened.goto(f"{served.settings.public_url}/phone?telefone={PHONE}")
    expect(opened.get_by_text("Ana Souza").first).to_be_visible()
    yield opened
    context.close()
    assert problems == []


def write(page: Page, text: str) -> None:
    """Write, and wait until the sandbox has it: from then on the business may answer."""
    page.get_by_label("Mensagem", exact=True).fill(text)
    page.keyboard.press("Enter")
    expect(page.locator(".mine").get_by_text(text, exact=True)).to_be_visible()


def test_a_conversation_goes_to_and_fro_with_ticks(page: Page, served: Served) -> None:
    write(page, "quero negociar")
    log = page.get_by_role("log")
    expect(log.get_by_role("img", name="entregue")).to_be_visible()
    [said] = served.written()
    served.read(said["id"], typing=True)
    expect(log.get_by_role("img", name="lida")).to_be_visible()
    expect(log.get_by_role("img", name="digitando")).to_be_visible()
    served.text("Olá, *Ana*! Valor: ~R$ 10~ _hoje_ 2*3*4 <b>")
    expect(log.get_by_role("img", name="digitando")).to_have_count(0)
    expect(log.locator("strong", has_text="Ana")).to_be_visible()
    expect(log.locator("s", has_text="R$ 10")).to_be_visible()
    expect(log.locator("em", has_text="hoje")).to_be_visible()
    expect(log.get_by_text("2*3*4 <b>")).to_be_visible()
    expect(page.get_by_text("conectado")).to_be_visible()


def test_a_button_answers_with_its_id_and_its_message(page: Page, served: Served) -> None:
    write(page, "oi")
    replies = [
        {"type": "reply", "reply": {"id": key, "title": title}}
        for key, title in (("cash", "À vista"), ("split", "Parcelar"))
    ]
    content = {"type": "button", "body": {"text": "Como?"}, "action": {"buttons": replies}}
    wamid = served.say({"type": "interactive", "interactive": content})
    page.get_by_role("button", name="Parcelar").click()
    expect(page.locator(".choice.chosen")).to_have_text("Parcelar")
    answer = served.written()[-1]
    assert answer["interactive"]["button_reply"] == {"id": "split", "title": "Parcelar"}
    assert answer["context"]["id"] == wamid


def test_a_list_opens_by_keyboard_and_answers_with_the_row(page: Page, served: Served) -> None:
    write(page, "oi")
    rows = [{"id": f"p{n}", "title": f"{n} vezes", "description": "sem entrada"} for n in (3, 6)]
    action = {"button": "Ver parcelas", "sections": [{"title": "Parcelas", "rows": rows}]}
    content = {"type": "list", "body": {"text": "Escolha"}, "action": action}
    served.say({"type": "interactive", "interactive": content})
    opener = page.get_by_role("button", name="Ver parcelas")
    opener.click()
    expect(page.get_by_role("dialog", name="Ver parcelas")).to_be_visible()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    opener.click()
    page.get_by_label("6 vezes").check()
    page.get_by_role("dialog").get_by_role("button", name="Enviar").click()
    expect(page.get_by_role("log").get_by_text("6 vezes")).to_be_visible()
    assert served.written()[-1]["interactive"]["list_reply"]["id"] == "p6"


def test_a_pix_code_is_copied_and_opens_in_the_bank(page: Page, served: Served) -> None:
    write(page, "oi")
    code = build_dynamic("127.0.0.1:1/bank/qr/v2/abc", "Loja", "Recife")
    served.text(code)
    page.get_by_role("button", name="Copiar código").click()
    expect(page.get_by_text("Código Pix copiado")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == code
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Abrir no banco").click()
    expect(opened.value.get_by_role("heading")).to_have_text("Não encontramos esta cobrança")


def test_a_reload_keeps_the_chat_and_goes_on_listening(page: Page, served: Served) -> None:
    write(page, "antes")
    page.reload()
    expect(page.get_by_role("log").get_by_text("antes")).to_be_visible()
    served.text("depois")
    expect(page.get_by_role("log").get_by_text("depois")).to_be_visible()


def test_a_phone_that_is_off_shows_nothing_until_it_is_turned_on(
    page: Page, served: Served
) -> None:
    write(page, "oi")
    expect(page.get_by_role("log").get_by_role("img", name="entregue")).to_be_visible()
    page.locator(".switch").click()
    expect(page.get_by_text("Aparelho desligado").first).to_be_visible()
    served.text("mais tarde")
    expect(page.get_by_text("1 mensagem espera o aparelho ligar.")).to_be_visible()
    page.get_by_role("button", name="Ligar o aparelho").click()
    expect(page.get_by_role("log").get_by_text("mais tarde")).to_be_visible()


def test_photos_and_voice_are_sent_at_a_press(page: Page, served: Served) -> None:
    page.get_by_role("button", name="Enviar uma foto de exemplo").click()
    page.get_by_role("button", name="Enviar uma mensagem de voz de exemplo").click()
    expect(page.get_by_role("button", name="Ouvir a mensagem de voz")).to_be_visible()
    expect(page.locator(".voice small")).to_have_text("0:04")
    assert [one["type"] for one in served.written()] == ["image", "audio"]
    page.locator(".photo img").evaluate("image => image.decode()")


def test_another_person_has_another_chat_and_an_unread_badge(page: Page, served: Served) -> None:
    write(page, "oi")
    expect(page.get_by_role("log").get_by_role("img", name="entregue")).to_be_visible()
    page.get_by_role("button", name="Usar este telefone").click()
    expect(page.get_by_text("Escreva como Pedro escreveria")).to_be_visible()
    served.text("para a Ana")
    page.get_by_role("button", name="Ana Souza, 1 por ler").click()
    expect(page.get_by_role("log").get_by_text("para a Ana")).to_be_visible()


def test_what_arrives_while_a_chat_opens_is_not_lost(page: Page, served: Served) -> None:
    served.hear_from(PEDRO["phone"])
    with served.line.holding(f"/phone/api/chats/{PEDRO['phone']}") as answered:
        page.get_by_role("button", name="Usar este telefone").click()
        assert answered.wait(30)
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # and it listens
        served.hear_from(PEDRO["phone"], "de outra janela")
        served.wait_until_delivered(PEDRO["phone"])
        served.text("para o Pedro", PEDRO["phone"])
        expect(page.get_by_role("button", name="Pedro Lima, 1 por ler")).to_be_visible()
    expect(page.get_by_role("log").get_by_text("de outra janela")).to_be_visible()
    expect(page.get_by_role("log").get_by_text("para o Pedro")).to_be_visible()


def test_the_chat_that_was_chosen_last_is_shown(page: Page, served: Served) -> None:
    write(page, "sou a Ana")
    with served.line.holding(f"/phone/api/chats/{PEDRO['phone']}") as answered:
        page.get_by_role("button", name="Usar este telefone").click()
        assert answered.wait(30)
        with page.expect_response(f"**/phone/api/chats/{PHONE}"):
            page.get_by_role("button", name="Ana Souza", exact=True).click()
    write(page, "ainda a Ana")
    expect(page.get_by_role("log").get_by_text("sou a Ana")).to_be_visible()
    assert [one["text"]["body"] for one in served.written()] == ["sou a Ana", "ainda a Ana"]


def test_typing_that_is_over_when_a_chat_opens_is_not_shown(page: Page, served: Served) -> None:
    served.hear_from(PEDRO["phone"])
    write(page, "oi")
    [said] = served.written()
    with served.line.holding("/phone/api/state") as answered:
        page.reload()
        assert answered.wait(30)
        served.read(said["id"], typing=True)
        served.text("pronto")
        served.wait_until_delivered(PHONE)
    expect(page.get_by_role("log").get_by_text("pronto")).to_be_visible()
    served.text("para o Pedro", PEDRO["phone"])
    expect(page.get_by_role("button", name="Pedro Lima, 1 por ler")).to_be_visible()
    assert page.get_by_role("img", name="digitando").count() == 0


def test_a_new_number_is_added_and_used(page: Page) -> None:
    page.get_by_role("button", name="Adicionar um aparelho").click()
    page.get_by_label("Nome").fill("Rita Melo")
    page.get_by_label("Celular").fill("(71) 98888-7777")
    page.get_by_role("button", name="Adicionar", exact=True).click()
    expect(page.locator("#owner-name")).to_have_text("Rita Melo")
    expect(page.locator("#owner-phone")).to_have_text("+55 71 98888-7777")


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_is_wider_than_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0


def test_the_chosen_theme_is_kept(page: Page) -> None:
    page.get_by_role("button", name="Trocar entre claro e escuro").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
