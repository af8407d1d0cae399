"""What breaks: the action server, the bank, the channel, the assistant itself."""

from __future__ import annotations

from quita.domain.conversation import Owner
from quita.domain.events import HANDOFF_REQUESTED
from tests.e2e.people import Debtor
from tests.e2e.system import System
from tests.e2e.test_agreement_and_payment import pix_code
from tests.e2e.test_debts_and_offers import CREDITOR
from tests.e2e.test_receiving import meta_message


def test_a_turn_is_answered_once_the_action_server_is_back(system: System, debtor: Debtor) -> None:
    debtor.writes("oi")
    system.loopback.shut_door()
    try:
        message = debtor.types("quanto eu devo?")

        def tried_again() -> bool:
            received = system.received(message)
            return received is not None and (received.attempts or 0) >= 2

        system.wait_until(tried_again, "a second attempt")
    finally:
        system.loopback.open_door()
    answer = debtor.answer_to(message)
    assert answer.text.count("CPF") == 1
    assert debtor.owner() is Owner.BOT
    assert "nascimento" in debtor.writes(debtor.fragment).text


def test_a_turn_that_cannot_be_answered_goes_to_a_person(system: System, debtor: Debtor) -> None:
    debtor.writes("oi")
    system.loopback.shut_door()
    try:
        answer = debtor.writes("quanto eu devo?")
    finally:
        system.loopback.open_door()
    assert "problema técnico" in answer.text
    assert debtor.owner() is Owner.QUEUED
    [event] = debtor.events(HANDOFF_REQUESTED)
    assert event["reason"] == "system_failure"
    debtor.writes("voltar ao robô")
    assert "CPF" in debtor.writes("quanto eu devo?").text


def test_a_code_comes_by_itself_where_the_bank_was_down(system: System, debtor: Debtor) -> None:
    debtor.asks_what_is_owed()
    debtor.presses("Ver propostas")
    debtor.presses("1. À vista")
    system.fault(target="bank", kind="error_code", code=503, times=100)
    try:
        made = debtor.presses("Aceito")
    finally:
        system.clear_faults()
    assert "Acordo fechado" in made.text
    assert "ele chega aqui sozinho" in made.text
    late = debtor.hears("ficou pronto")
    assert "ficou pronto" in late.messages[0].text
    code = pix_code(late)
    assert late.messages[1].text == code
    assert CREDITOR in late.messages[2].text
    system.pay(code)
    debtor.hears("quitado")


def test_a_channel_that_fails_for_a_while_loses_nothing(system: System, debtor: Debtor) -> None:
    system.fault(target="graph", kind="rate_limit", times=2)
    try:
        answer = debtor.writes("oi")
    finally:
        system.clear_faults()
    assert "assistente virtual" in answer.messages[0].text
    assert len(answer.messages) == 2


def test_what_may_have_arrived_is_not_sent_again(system: System, debtor: Debtor) -> None:
    debtor.writes("oi")
    system.fault(target="graph", kind="timeout", accepted=True, times=1)
    try:
        answer = debtor.writes("quanto eu devo?")
    finally:
        system.clear_faults()
    texts = [said.text for said in answer.messages]
    assert len(texts) == len(set(texts)) == 2


def test_a_message_is_answered_though_the_assistant_dies_after_its_200(
    system: System, debtor: Debtor
) -> None:
    debtor.writes("oi")
    wamid, body = meta_message(debtor, "quanto eu devo?")
    system.loopback.shut_door()  # nothing can be answered before the end, however slow it comes
    try:
        assert system.webhook(body).status_code == 200
        system.kill("assistant")
    finally:
        system.loopback.open_door()
    received = system.received(wamid)
    assert received is not None and received.finished_at is None
    system.start("assistant")
    system.wait_until_ready()
    answer = debtor.answer_to(wamid)
    assert answer.text.count("CPF") == 1
    assert "nascimento" in debtor.writes(debtor.fragment).text


def test_while_the_assistant_starts_again_messages_are_taken_and_then_answered(
    system: System, debtor: Debtor
) -> None:
    debtor.writes("oi")
    wamid, body = meta_message(debtor, "quanto eu devo?")
    system.kill_below("assistant")
    assert system.webhook(body).status_code == 200
    assert system.http.get(f"{system.assistant_url}/privacidade").status_code == 200
    chat = system.http.get(f"{system.assistant_url}/chat", headers={"Accept": "text/html"})
    assert (chat.status_code, "Um instante, por favor" in chat.text) == (503, True)
    assert debtor.answer_to(wamid).text.count("CPF") == 1


def test_an_assistant_whose_stand_in_is_killed_ends_and_leaves_the_address(
    system: System, debtor: Debtor
) -> None:
    debtor.writes("oi")
    system.kill_alone("assistant")
    system.start("assistant")
    system.wait_until_ready()
    assert "CPF" in debtor.writes("quanto eu devo?").text
