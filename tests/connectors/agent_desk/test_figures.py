"""What supervisors count: by day, reason, queue and agent, on a page and in a file."""

from __future__ import annotations

import pytest

from quita.bootstrap import Container
from quita.domain.events import HANDOFF_REQUESTED, Event
from quita.domain.handoff import Decision, Reason
from tests.builders import open_conversation
from tests.connectors.agent_desk.conftest import PASSWORD
from tests.connectors.agent_desk.serving import Browser


@pytest.fixture
def handed(core: Container) -> None:
    """Three conversations went to people, in two queues."""
    reasons = [Reason.REQUESTED, Reason.FRAUD, Reason.REQUESTED]
    with core.database() as tx:
        for n, reason in enumerate(reasons):
            chat = open_conversation(tx, core.clock(), f"+55119876510{n:02}")
            core.ownership.queue(tx, chat, Decision(reason), {})


async def test_handoffs_are_counted_by_queue_the_fullest_first(
    browser: Browser, handed: None
) -> None:
    await browser.sign_in("sol", PASSWORD)
    await browser.get("/desk/figures")
    block = browser.text[browser.text.index("por fila") :]
    assert block.index("Atendimento geral") < block.index("Fraude e contestação")
    answer = await browser.get("/desk/figures.csv")
    assert answer.status == 200
    assert "passadas a pessoas, por fila;Atendimento geral;2" in browser.text
    assert "passadas a pessoas, por fila;Fraude e contestação;1" in browser.text
    assert "passadas a pessoas, por motivo;Pediu uma pessoa;2" in browser.text


async def test_a_queue_that_is_gone_keeps_its_name(browser: Browser, core: Container) -> None:
    with core.database() as tx:
        chat = open_conversation(tx, core.clock())
        data = {"reason": "requested", "queue": "antiga"}
        tx.events.add(Event(core.new_id(), HANDOFF_REQUESTED, chat.id, core.clock(), data))
    await browser.sign_in("sol", PASSWORD)
    await browser.get("/desk/figures")
    assert '<th scope="row">antiga</th>' in browser.text
