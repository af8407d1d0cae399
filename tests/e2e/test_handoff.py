"""When a person takes over, and the bot's silence meanwhile."""

from __future__ import annotations

import pytest

from quita.domain.conversation import Owner
from quita.domain.events import HANDOFF_REQUESTED, HANDOFF_RETURNED
from tests.e2e.people import Debtor, reais
from tests.e2e.system import System

NONSENSE = ("zzkw prgh vbnm", "xptq wrgl znfb")


def test_whoever_asks_for_a_person_is_queued_and_the_bot_is_silent(
    system: System, debtor: Debtor
) -> None:
    answer = debtor.writes("quero falar com um atendente")
    conversation = debtor.conversation
    assert conversation.owner is Owner.QUEUED
    assert f"Protocolo: {conversation.protocol}" in answer.messages[-1].text
    assert "voltar ao robô" in answer.text
    [event] = debtor.events(HANDOFF_REQUESTED)
    assert event["reason"] == "requested"
    assert event["ranking"][0][0] == "request_human"
    assert event["confidence"] == pytest.approx(event["ranking"][0][1], abs=0.0001)
    assert event["channel"] == "whatsapp"
    assert event["transcript"].endswith(f"/desk/conversations/{conversation.id}")
    message = debtor.types("quanto eu devo?")
    assert debtor.answer_to(message).messages == ()
    received = system.received(message)
    assert received is not None and received.outcome == "silence"


def test_a_waiting_person_may_go_back_to_the_bot(debtor: Debtor) -> None:
    debtor.writes("quero falar com um atendente")
    back = debtor.writes("voltar ao robô")
    assert "voltei" in back.text
    assert debtor.owner() is Owner.BOT
    [event] = debtor.events(HANDOFF_RETURNED)
    assert event["by"] == "person"
    assert "CPF" in debtor.writes("quanto eu devo?").text


def test_a_button_asks_for_a_person_too(debtor: Debtor) -> None:
    debtor.writes("oi")
    debtor.presses("Falar com pessoa")
    assert debtor.owner() is Owner.QUEUED
    [event] = debtor.events(HANDOFF_REQUESTED)
    assert event["reason"] == "requested"


def test_a_second_misunderstanding_in_a_row_hands_over(debtor: Debtor) -> None:
    asked = debtor.writes(NONSENSE[0])
    assert "não entendi" in asked.text
    assert debtor.owner() is Owner.BOT
    answer = debtor.writes(NONSENSE[1])
    assert "Vou chamar uma pessoa" in answer.text
    assert debtor.owner() is Owner.QUEUED
    [event] = debtor.events(HANDOFF_REQUESTED)
    assert event["reason"] == "low_confidence"
    assert len(event["ranking"]) == 5
    assert all(0 < confidence < 0.75 for _, confidence in event["ranking"])


def test_a_misunderstanding_is_forgotten_once_something_was_understood(debtor: Debtor) -> None:
    debtor.writes(NONSENSE[0])
    debtor.writes("oi")
    assert "não entendi" in debtor.writes(NONSENSE[1]).text
    assert debtor.owner() is Owner.BOT


def test_a_life_at_risk_is_met_with_care_and_goes_first(debtor: Debtor) -> None:
    answer = debtor.writes("não aguento mais viver assim, quero morrer")
    [message] = answer.messages
    assert "188" in message.text
    assert "Protocolo" not in message.text
    assert reais(message.text) == []
    assert (debtor.owner(), debtor.conversation.priority) == (Owner.QUEUED, 0)
    [event] = debtor.events(HANDOFF_REQUESTED)
    assert (event["reason"], event["priority"]) == ("life_risk", 0)


def test_a_life_at_risk_is_heard_while_the_bot_is_silent(debtor: Debtor) -> None:
    debtor.writes("quero falar com um atendente")
    answer = debtor.writes("não aguento mais viver assim, quero morrer")
    assert "188" in answer.text
    assert debtor.conversation.priority == 0
    reasons = [event["reason"] for event in debtor.events(HANDOFF_REQUESTED)]
    assert reasons == ["requested", "life_risk"]
