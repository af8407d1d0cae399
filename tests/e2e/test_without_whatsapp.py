"""Quita whole with nothing of WhatsApp set: links go out by SMS, and the web chat answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from quita.cli.data import DEMO_FILE, demo_link, load_demo
from quita.cli.whole.browser import Browser
from quita.cli.whole.system import System
from quita.domain.records import OutboxState
from quita.settings.providers import WHATSAPP_NEEDS
from sandbox.settings import WEBHOOK_PATH

NONE_SET = {**dict.fromkeys(WHATSAPP_NEEDS, ""), "WHATSAPP_NUMBER": "", "WHATSAPP_TEMPLATES": "",
            "WHATSAPP_CLICK_URL": ""}  # fmt: skip


class WithDemo(System):
    """With the people of the demonstration."""

    def prepare(self) -> None:
        """Make the database, and load them."""
        super().prepare()
        load_demo(self.core)


@pytest.fixture(scope="module")
def apart(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WithDemo]:
    folder = tmp_path_factory.mktemp("apart")
    with WithDemo(folder, model, NONE_SET) as running:
        assert running.settings.whatsapp_or_none() is None
        yield running


@pytest.fixture
def cpf(apart: WithDemo) -> str:
    people = json.loads((apart.settings.var / DEMO_FILE).read_text(encoding="utf-8"))
    return str(people[0]["cpf"])


def test_whoever_opens_a_link_is_greeted_and_answered_and_their_receipt_kept(
    apart: WithDemo, cpf: str
) -> None:
    browser = Browser(apart, cpf)
    browser.open_link()
    browser.types("Oi, quero negociar")
    said = apart.wait_until(browser.heard, "the greeting")
    assert any("rotocolo" in one.text for one in said)
    browser.sends({"type": "image"})
    apart.wait_until(browser.heard, "an answer to the file")


def test_an_sms_reaches_the_phone_by_the_worker(apart: WithDemo) -> None:
    core = apart.core
    link = core.links.show(demo_link(core).rpartition("/")[2])[0].link

    def state() -> OutboxState:
        return core.sms.messages(link.id)[0].state

    apart.wait_until(lambda: state() is OutboxState.DELIVERED, "the delivery report")


def test_the_landing_page_offers_the_chat_alone_and_there_is_no_web_hook(
    apart: WithDemo, cpf: str
) -> None:
    code = apart.core.links.create(apart.core.links.person_id(cpf), "test").code
    page = apart.http.get(f"{apart.assistant_url}/l/{code}", headers={"User-Agent": "Mozilla/5.0"})
    assert page.status_code == 200
    assert "/whatsapp" not in page.text and "/chat" in page.text
    assert apart.http.post(apart.assistant_url + WEBHOOK_PATH, data=b"{}").status_code == 404
