"""Rasa as the dialogue engine: the trained model over a tracker store of its own."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from rasa.core.agent import Agent
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.constants import DEFAULT_INTENTS
from rasa.utils.endpoints import EndpointConfig
from sqlalchemy.exc import OperationalError

from quita.domain.errors import Misconfigured
from quita.domain.handoff import FALLBACK_INTENT, Reason
from quita.rasa.actions_watch import ActionFailed
from quita.rasa.dialogue import RasaDialogue
from quita.services.dialogue import Understanding
from tests.conftest import FakeClock
from tests.rasa.talking import ActionServer, Talk, agent_over, press_of, utterances

pytestmark = [
    pytest.mark.model,
    pytest.mark.filterwarnings("ignore:Slot auto-fill"),  # of each domain that Rasa reads
]
WHO_IS_THIS = "/ask_who_is_speaking"  # answered by Rasa's own templates, without an action of ours


async def test_a_press_is_no_guess_and_keeps_what_is_behind_it(talk: Talk) -> None:
    press = "/choose_option#2"
    understood = await talk.dialogue.understand(talk.conversation, talk.turn("t", press), press)
    assert (understood.intent, understood.confidence) == ("choose_option", 1.0)
    assert [(e["entity"], e["value"]) for e in understood.data["entities"]] == [("option", "2")]
    assert understood.data["ref"] == "2"


@pytest.mark.parametrize("typed", ["/no_such_intent", " /request_human", "/\u00a0/request_human"])
async def test_only_a_press_of_a_known_intent_is_a_command(talk: Talk, typed: str) -> None:
    understood = await talk.dialogue.understand(talk.conversation, talk.turn("t", typed), typed)
    assert understood.confidence < 1.0


async def test_dates_are_read_against_the_day_on_which_they_were_sent(talk: Talk) -> None:
    text = "pago amanhã sem falta"
    understood = await talk.dialogue.understand(talk.conversation, talk.turn("t", text), text)
    assert [e["value"] for e in understood.data["entities"]] == ["2026-11-24"]


async def test_nonsense_is_a_fallback_with_its_ranking(talk: Talk) -> None:
    text = "zzkw prgh vbnm"
    understood = await talk.dialogue.understand(talk.conversation, talk.turn("t", text), text)
    assert understood.intent == FALLBACK_INTENT
    assert len(understood.ranking) == 5
    assert understood.confidence == understood.ranking[0][1]


async def test_understanding_alone_leaves_no_trace(talk: Talk, agent: Agent) -> None:
    turn = talk.turn("t", WHO_IS_THIS)
    await talk.dialogue.understand(talk.conversation, turn, WHO_IS_THIS)
    assert await agent.tracker_store.retrieve("conversa-1") is None


async def test_a_replayed_turn_is_answered_alike_and_remembered_once(
    talk: Talk, agent: Agent
) -> None:
    await talk.says("t0", "/suspect_scam")
    first = await talk.says("t1", WHO_IS_THIS)
    assert first and first == await talk.says("t1", WHO_IS_THIS)
    assert await utterances(agent) == ["/suspect_scam", WHO_IS_THIS]


async def test_an_action_that_fails_ends_the_turn_unremembered(
    talk: Talk, agent: Agent, actions: tuple[ActionServer, str]
) -> None:
    server, _ = actions
    await talk.says("t0", WHO_IS_THIS)
    server.broken = True
    with pytest.raises(ActionFailed):
        await talk.says("t1", "/ask_debt")
    assert await utterances(agent) == [WHO_IS_THIS]
    server.broken = False
    await talk.says("t1", "/ask_debt")
    assert await utterances(agent) == [WHO_IS_THIS, "/ask_debt"]


async def test_an_action_server_that_is_away_ends_the_turn(
    talk: Talk, agent: Agent, unused_tcp_port: int
) -> None:
    assert agent.processor is not None
    nobody = f"http://127.0.0.1:{unused_tcp_port}/webhook"
    agent.processor.action_endpoint = EndpointConfig(nobody)
    with pytest.raises(ActionFailed):
        await talk.says("t0", "/ask_debt")


async def test_what_actions_say_comes_back_as_payloads_in_order(
    talk: Talk, actions: tuple[ActionServer, str]
) -> None:
    server, _ = actions
    listed = {"kind": "list", "text": "Qual?", "button": "Ver lista", "rows": []}
    button = {"title": "Falar com pessoa", "payload": "/request_human"}
    said = [{"text": "um"}, {"text": "dois", "buttons": [button]}, {"custom": listed}]
    server.answers["action_stop_contact"] = {"responses": said}
    turn = talk.turn("t0", "/stop_contact")
    understood = await talk.dialogue.understand(talk.conversation, turn, "/stop_contact")
    reply = await talk.dialogue.reply(talk.conversation, turn, "/stop_contact", understood)
    one, two, three = reply.messages
    assert one == {"kind": "text", "text": "um"}
    assert two["buttons"] == [{"id": "/request_human", "title": "Falar com pessoa"}]
    assert three == listed


async def test_a_handoff_that_an_action_asks_for_is_handed_on_and_forgotten(
    talk: Talk, agent: Agent, actions: tuple[ActionServer, str]
) -> None:
    server, _ = actions
    asked = {"event": "slot", "name": "handoff_reason", "value": "fraud"}
    server.answers["action_stop_contact"] = {"events": [asked]}
    turn = talk.turn("t0", "/stop_contact")
    understood = await talk.dialogue.understand(talk.conversation, turn, "/stop_contact")
    reply = await talk.dialogue.reply(talk.conversation, turn, "/stop_contact", understood)
    assert reply.asked_for is Reason.FRAUD
    tracker = await agent.tracker_store.retrieve("conversa-1")
    assert tracker is not None and tracker.get_slot("handoff_reason") is None


async def test_the_tracker_learns_that_identity_was_proven_and_that_it_lapsed(
    talk: Talk, agent: Agent, clock: FakeClock
) -> None:
    until = clock() + timedelta(minutes=30)
    talk.conversation = replace(talk.conversation, person_id="maria", verified_until=until)

    async def verified() -> bool:
        tracker = await agent.tracker_store.retrieve("conversa-1")
        assert tracker is not None
        return bool(tracker.get_slot("identity_verified"))

    await talk.says("t0", WHO_IS_THIS)
    assert await verified()
    clock.advance(minutes=31)
    await talk.says("t1", WHO_IS_THIS)
    assert not await verified()


@pytest.mark.parametrize("state", ["stranger", "being asked who it is", "verified"])
async def test_no_wish_is_left_without_an_answer(
    talk: Talk, agent: Agent, actions: tuple[ActionServer, str], clock: FakeClock, state: str
) -> None:
    server, _ = actions
    assert agent.domain is not None
    wishes = [name for name in agent.domain.intents if name not in DEFAULT_INTENTS]
    unanswered = []
    for at, wish in enumerate([*wishes, FALLBACK_INTENT]):
        talk.conversation = replace(talk.conversation, id=f"conversa-{at}")
        if state == "verified":
            until = clock() + timedelta(minutes=30)
            talk.conversation = replace(talk.conversation, person_id="maria", verified_until=until)
        if state == "being asked who it is":
            await talk.says("t0", "/ask_debt")
        server.asked.clear()
        understood = Understanding(wish, 1.0, [(wish, 1.0)], press_of(wish))
        turn = talk.turn("t1", f"/{wish}")
        reply = await talk.dialogue.reply(talk.conversation, turn, f"/{wish}", understood)
        if not reply.messages and not set(server.asked) - {"validate_identity_form"}:
            unanswered.append(wish)
    assert len(wishes) > 40
    assert unanswered == []


async def test_a_tracker_database_that_is_away_is_an_error_and_no_blank_conversation(
    talk: Talk, file: Path
) -> None:
    await talk.says("t0", WHO_IS_THIS)
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TABLE tracker_events")
    with pytest.raises(OperationalError):
        await talk.says("t1", WHO_IS_THIS)


async def test_another_tracker_store_is_refused(loaded: Agent, clock: FakeClock) -> None:
    agent = agent_over(loaded, InMemoryTrackerStore(loaded.domain), "http://127.0.0.1:1/webhook")
    with pytest.raises(Misconfigured, match="tracker_store"):
        RasaDialogue(agent, clock)


async def test_an_agent_without_a_model_is_refused(clock: FakeClock) -> None:
    with pytest.raises(Misconfigured, match="no model"):
        RasaDialogue(Agent(), clock)
