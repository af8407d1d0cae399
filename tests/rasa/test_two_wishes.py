"""How often a second wish is found, and how often one that nobody uttered is heard.

The turns of tests/nlu/two_wishes.jsonl were written for this, beside the held-out messages, which
hold one wish each.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from quita.domain.clauses import pieces
from quita.domain.wishes import same_matter
from quita.rasa.hearing import THEN, VERIFIED_SLOT, hear
from quita.settings import ROOT

pytestmark = [
    pytest.mark.model,
    pytest.mark.filterwarnings("ignore:Slot auto-fill"),  # of each domain that Rasa reads
]
NLU = ROOT / "tests" / "nlu"


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (NLU / name).read_text().splitlines()]


async def _heard(agent: Agent, text: str) -> list[str]:
    """Give the intents that a known person's turn is answered for."""
    assert agent.processor is not None and agent.domain is not None
    tracker = DialogueStateTracker("nobody", agent.domain.slots)
    tracker.update(SlotSet(VERIFIED_SLOT, True))
    parse = await hear(agent.processor, UserMessage(text, metadata={}), tracker)
    then = [parse[THEN]["intent"]["name"]] if THEN in parse else []
    return [parse["intent"]["name"], *then]


def _as_wanted(heard: list[str], wanted: list[str]) -> bool:
    return len(heard) == len(wanted) and all(
        any(same_matter(one, other) for other in heard) for one in wanted
    )


async def test_most_turns_with_two_wishes_are_heard_whole(loaded: Agent) -> None:
    turns = _lines("two_wishes.jsonl")
    heard = [await _heard(loaded, turn["text"]) for turn in turns]
    wanted = [turn["wishes"] for turn in turns]
    missed = [pair for pair in zip(heard, wanted, strict=True) if not _as_wanted(*pair)]
    assert len(missed) <= 0.2 * len(turns), missed


async def test_hardly_a_second_wish_is_heard_where_there_is_one(loaded: Agent) -> None:
    lines = _lines("heldout.jsonl")
    cut = [line for line in lines if pieces(line["text"])]
    second = [line["text"] for line in cut if len(await _heard(loaded, line["text"])) > 1]
    assert len(second) <= 0.01 * len(lines), second
