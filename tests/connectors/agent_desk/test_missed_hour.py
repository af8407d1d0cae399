"""An hour that came with the window closed: agents see it in the tray, and what to do."""

from __future__ import annotations

import pytest

from quita.bootstrap import Container
from quita.domain.templates import TemplateStatus
from tests.builders import draft
from tests.conftest import FakeClock
from tests.connectors.agent_desk.missed import PHONE, miss_an_hour
from tests.connectors.agent_desk.serving import Browser


async def test_the_tray_shows_the_hour_and_that_the_window_is_closed(
    ana: Browser, core: Container, clock: FakeClock
) -> None:
    miss_an_hour(core, clock)
    await ana.get("/desk")
    assert "hora combinada 23/11 11:59" in ana.text
    assert "janela fechada" in ana.text


@pytest.mark.parametrize(
    ("known", "approved", "said"),
    [
        (True, True, "Um modelo aprovado pediu para a pessoa responder"),
        (True, False, "O modelo retomar_conversa não está aprovado"),
        (False, True, "Ainda não se sabe quem é"),
    ],
)
async def test_the_conversation_says_what_went_and_what_to_do(
    ana: Browser, core: Container, clock: FakeClock, known: bool, approved: bool, said: str
) -> None:
    if approved:
        with core.database() as tx:
            tx.templates.told(TemplateStatus("retomar_conversa", "pt_BR", "APPROVED", clock()))
    chat = miss_an_hour(core, clock, known=known)
    await ana.get(f"/desk/conversations/{chat}")
    assert "chegou com a janela do WhatsApp fechada" in ana.text
    assert said in ana.text
    with core.database() as tx:
        sent = [one.payload for one in tx.outbox.of_conversation(chat)]
    assert len(sent) == (known and approved)
    for payload in sent:
        assert "2026112100000077" in str(payload["text"])
        assert [one["id"] for one in payload["buttons"]] == ["/greet", "/stop_contact"]


async def test_it_is_over_when_the_person_writes_again(
    ana: Browser, core: Container, clock: FakeClock
) -> None:
    chat = miss_an_hour(core, clock)
    core.inbox.receive([draft(clock(), "oi", phone=PHONE)])
    await ana.get(f"/desk/conversations/{chat}")
    assert "chegou com a janela" not in ana.text
