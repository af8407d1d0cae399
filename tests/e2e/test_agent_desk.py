"""An agent takes a conversation over and gives it back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from quita.adapters.database.schema import outbox
from quita.domain.conversation import Owner
from quita.domain.events import HANDOFF_ACCEPTED, HANDOFF_CLOSED, HANDOFF_RETURNED
from tests.e2e.agent import Agent
from tests.e2e.people import Debtor
from tests.e2e.system import System

REPLY = "Oi, aqui é a Ana. Como posso ajudar?"


@pytest.fixture
def ana(system: System) -> Iterator[Agent]:
    """Ana at her desk."""
    with Agent(system) as agent:
        assert agent.signs_in("ana").status_code == 200
        yield agent


@pytest.fixture
def bruno(system: System) -> Iterator[Agent]:
    """Bruno at his."""
    with Agent(system) as agent:
        assert agent.signs_in("bruno").status_code == 200
        yield agent


@pytest.fixture
def queued(debtor: Debtor) -> Debtor:
    """Somebody who said what they want, and waits for a person."""
    debtor.writes("oi")
    debtor.writes("quero falar com um atendente")
    return debtor


def test_nobody_reads_the_desk_without_signing_in(system: System, queued: Debtor) -> None:
    with Agent(system) as stranger:
        for path in ("/desk", f"/desk/conversations/{queued.conversation.id}"):
            page = stranger.opens(path)
            assert page.url.split("?")[0].endswith("/desk/sign-in")
            assert queued.conversation.protocol not in page.text


def test_an_agent_claims_answers_and_gives_back(system: System, ana: Agent, queued: Debtor) -> None:
    conversation = queued.conversation
    queue = ana.opens("/desk")
    assert conversation.protocol in queue.text
    ana.does(conversation.id, "claim")
    assert queued.owner() is Owner.HUMAN
    page = ana.does(conversation.id, "reply", text=REPLY)
    assert "quero falar com um atendente" in page.text
    assert REPLY in page.text
    assert [said.text for said in queued.hears(REPLY).messages] == [REPLY]
    message = queued.types("queria entender a minha conta")
    assert queued.answer_to(message).messages == ()  # the bot is silent
    assert "queria entender a minha conta" in ana.opens(page.url[len(system.assistant_url) :]).text
    ana.does(conversation.id, "give-back")
    assert "passou a conversa de volta" in queued.hears("de volta").text
    assert queued.owner() is Owner.BOT
    assert "CPF" in queued.writes("quanto eu devo?").text
    [accepted], [returned] = queued.events(HANDOFF_ACCEPTED), queued.events(HANDOFF_RETURNED)
    assert returned["by"] == f"agent:{accepted['agent']}"


def test_a_reply_reaches_the_phone_once_though_it_was_sent_twice(
    system: System, ana: Agent, queued: Debtor
) -> None:
    conversation = queued.conversation
    ana.does(conversation.id, "claim")
    address = f"/desk/conversations/{conversation.id}"
    ana.opens(address)
    for _ in range(2):
        ana.submits(f"{address}/reply", text=REPLY)
    assert [said.text for said in queued.hears(REPLY).messages] == [REPLY]
    query = select(outbox.c.author).where(outbox.c.conversation_id == conversation.id)
    authors = [row.author for row in system.rows(query)]
    assert len([author for author in authors if author.startswith("agent:")]) == 1


def test_no_two_agents_answer_one_conversation(ana: Agent, bruno: Agent, queued: Debtor) -> None:
    conversation = queued.conversation
    bruno.opens(f"/desk/conversations/{conversation.id}")
    ana.does(conversation.id, "claim")
    address = f"/desk/conversations/{conversation.id}"
    assert bruno.submits(f"{address}/claim").status_code == 409
    assert bruno.submits(f"{address}/reply", text="Oi!", key="1").status_code == 409
    assert len(queued.events(HANDOFF_ACCEPTED)) == 1
    assert queued.news().messages == ()


def test_whoever_waits_and_goes_back_to_the_bot_leaves_the_queue(
    ana: Agent, queued: Debtor
) -> None:
    conversation = queued.conversation
    assert conversation.protocol in ana.opens("/desk").text
    queued.writes("voltar ao robô")
    assert conversation.protocol not in ana.opens("/desk").text


def test_after_a_conversation_was_closed_the_next_message_opens_another(
    ana: Agent, queued: Debtor
) -> None:
    first = queued.conversation
    ana.does(first.id, "claim")
    ana.does(first.id, "close")
    greeted = queued.writes("oi")
    second = queued.conversation
    assert second.id != first.id
    assert f"Protocolo: {second.protocol}" in greeted.text
    assert second.protocol != first.protocol
    assert len(queued.system.events(first.id, HANDOFF_CLOSED)) == 1
