"""Rasa's memory is told what people did while it was silent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from rasa.core.agent import Agent

from quita.domain.conversation import Conversation
from quita.rasa.dialogue import RasaDialogue
from quita.services.carry_over import FORGOTTEN
from tests.conftest import FakeClock
from tests.rasa.talking import Talk

pytestmark = [
    pytest.mark.model,
    pytest.mark.filterwarnings("ignore:Slot auto-fill"),  # of each domain that Rasa reads
]
AGREED = {**FORGOTTEN, "focused_debt": "debt"}


def told_in_the_second_turn(conversation: Conversation, turn_id: str) -> Mapping[str, Any]:
    return AGREED if turn_id == "t2" else {}


async def slots(agent: Agent) -> dict[str, Any]:
    tracker = await agent.tracker_store.retrieve("conversa-1")
    assert tracker is not None
    return {name: tracker.get_slot(name) for name in AGREED}


async def test_what_was_agreed_is_in_the_trackers_slots_and_stale_questions_are_not(
    agent: Agent, clock: FakeClock, talk: Talk
) -> None:
    dialogue = RasaDialogue(agent, clock, told_in_the_second_turn)
    talk = Talk(dialogue, talk.conversation, clock())
    who = "/ask_who_is_speaking"  # answered by Rasa's own templates, without an action of ours
    await talk.says("t1", who)
    before = await slots(agent)
    await talk.says("t2", who)
    assert before["focused_debt"] is None
    assert await slots(agent) == AGREED
    await talk.says("t3", who)
    assert await slots(agent) == AGREED


def test_every_slot_that_is_carried_over_is_in_the_domain(loaded: Agent) -> None:
    known = {slot.name for slot in loaded.domain.slots}
    assert {*AGREED, "pending_offer"} <= known
