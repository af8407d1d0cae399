"""Turns heard in their context by the trained model: two wishes, answers, corrections."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from rasa.core.agent import Agent

from quita.rasa.actions_watch import ActionFailed
from tests.conftest import FakeClock
from tests.rasa.talking import ActionServer, Talk, utterances

pytestmark = [
    pytest.mark.model,
    pytest.mark.filterwarnings("ignore:Slot auto-fill"),  # of each domain that Rasa reads
]


def known(talk: Talk, clock: FakeClock) -> None:
    """Let the person of a talk be verified."""
    until = clock() + timedelta(minutes=30)
    talk.conversation = replace(talk.conversation, person_id="maria", verified_until=until)


def sets(server: ActionServer, action: str, **slots: str | list[str]) -> None:
    """Let an action set slots."""
    events = [{"event": "slot", "name": name, "value": value} for name, value in slots.items()]
    server.answers[action] = {"events": events}


async def test_both_wishes_of_a_turn_are_answered_in_one_reply(
    talk: Talk, actions: tuple[ActionServer, str], clock: FakeClock
) -> None:
    server, _ = actions
    known(talk, clock)
    server.answers["action_show_debts"] = {"responses": [{"text": "isto"}]}
    server.answers["action_make_offers"] = {"responses": [{"text": "aquilo"}]}
    assert await talk.says("t0", "quanto eu devo? e tem como parcelar?") == ["isto", "aquilo"]


async def test_a_second_wish_waits_while_a_debt_is_being_chosen(
    talk: Talk, agent: Agent, actions: tuple[ActionServer, str], clock: FakeClock
) -> None:
    server, _ = actions
    known(talk, clock)
    sets(server, "action_explain_debt", expecting="debt", shown_debts=["a", "b"])
    await talk.says("t0", "de onde vem essa dívida? qual o juros que vocês cobraram?")
    assert "action_explain_charges" not in server.asked
    tracker = await agent.tracker_store.retrieve("conversa-1")
    assert tracker is not None and "ask_charges" in tracker.get_slot("later_wish")
    sets(server, "action_choose_option", expecting="nothing")
    await talk.says("t1", "a segunda")
    assert server.asked[-1] == "action_explain_charges"
    tracker = await agent.tracker_store.retrieve("conversa-1")
    assert tracker is not None and tracker.get_slot("later_wish") is None


async def test_a_second_wish_is_forgotten_with_a_refusal_to_say_who_one_is(
    talk: Talk, agent: Agent, actions: tuple[ActionServer, str]
) -> None:
    server, _ = actions
    await talk.says("t0", "quanto eu devo? e tem como parcelar?")
    await talk.says("t1", "/deny")
    await talk.says("t2", "/greet")
    assert "action_make_offers" not in server.asked
    tracker = await agent.tracker_store.retrieve("conversa-1")
    assert tracker is not None and tracker.get_slot("later_wish") is None


async def test_a_turn_with_two_wishes_that_is_tried_again_is_written_once(
    talk: Talk, agent: Agent, actions: tuple[ActionServer, str], clock: FakeClock
) -> None:
    server, _ = actions
    known(talk, clock)
    text = "quanto eu devo? e tem como parcelar?"
    server.broken = True
    with pytest.raises(ActionFailed):
        await talk.says("t0", text)
    server.broken = False
    await talk.says("t0", text)
    assert len(await utterances(agent)) == 2


async def test_a_person_asked_for_beside_another_wish_is_not_kept_waiting_by_questions(
    talk: Talk,
) -> None:
    text = "qual o valor da minha dívida? quero falar com um atendente"
    understood = await talk.dialogue.understand(talk.conversation, talk.turn("t", text), text)
    assert understood.intent == "request_human"


@pytest.mark.parametrize(
    ("expecting", "text", "intent", "value"),
    [
        ("offer", "a segunda", "choose_option", "2"),
        ("offer", "10", "ask_installments", "10"),
        ("offer", "esse valor", "choose_option", None),
        ("amount", "80", "counter_offer", "80.00"),
        ("date", "10", "promise_payment", "2026-12-10"),
        ("acceptance", "melhor dia 10", "counter_offer", "2026-12-10"),
        ("acceptance", "não, 6 vezes, não 10", "ask_installments", "6"),
        ("acceptance", "sim", "affirm", None),
    ],
)
async def test_an_answer_is_read_by_what_was_asked_last(
    talk: Talk,
    actions: tuple[ActionServer, str],
    clock: FakeClock,
    expecting: str,
    text: str,
    intent: str,
    value: str | None,
) -> None:
    server, _ = actions
    known(talk, clock)
    sets(server, "action_make_offers", expecting=expecting, shown_offers=["a", "b", "c"])
    await talk.says("t0", "/negotiate")
    understood = await talk.dialogue.understand(talk.conversation, talk.turn("t1", text), text)
    assert understood.intent == intent
    assert [one["value"] for one in understood.data["entities"]] == ([value] if value else [])


@pytest.mark.parametrize(
    ("asked", "text", "entity", "value"),
    [
        ("cpf_answer", "052", "cpf_fragment", "052"),
        ("cpf_answer", "052\nerrei, 053", "cpf_fragment", "053"),
        ("birth_answer", "1987", "birth_date", "1987"),
        ("birth_answer", "87", "birth_date", "1987"),
    ],
)
async def test_bare_digits_answer_the_question_of_identity(
    talk: Talk, actions: tuple[ActionServer, str], asked: str, text: str, entity: str, value: str
) -> None:
    server, _ = actions
    cpf = {"event": "slot", "name": "cpf_answer", "value": "052"}
    if asked == "birth_answer":
        server.answers["validate_identity_form"] = {"events": [cpf]}
    await talk.says("t0", "/ask_debt")
    understood = await talk.dialogue.understand(talk.conversation, talk.turn("t1", text), text)
    assert [(e["entity"], e["value"]) for e in understood.data["entities"]] == [(entity, value)]


@pytest.mark.parametrize("text", ["", "🙂" * 900, "a" * 4096, "привет " * 500, "\x07\x00" * 900])
async def test_a_strange_message_is_answered_like_any_other(talk: Talk, text: str) -> None:
    understood = await talk.dialogue.understand(talk.conversation, talk.turn("t", text), text)
    assert understood.data["entities"] == []
    reply = await talk.dialogue.reply(talk.conversation, talk.turn("t", text), text, understood)
    assert reply.asked_for is None
