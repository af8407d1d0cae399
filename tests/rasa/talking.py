"""A conversation with the dialogue engine, and an action server that says what a test wants."""

from __future__ import annotations

from copy import copy
from datetime import datetime
from typing import Any

from aiohttp import web
from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore, TrackerStore
from rasa.shared.core.events import UserUttered
from rasa.utils.endpoints import EndpointConfig

from quita.domain.conversation import Conversation
from quita.domain.records import InboundMessage, Turn
from quita.rasa.dialogue import RasaDialogue


class ActionServer:
    """Answers as rasa-sdk does; what it answers to an action is decided by the test."""

    def __init__(self) -> None:
        """Answer nothing to every action."""
        self.answers: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        self.broken = False

    async def __call__(self, request: web.Request) -> web.Response:
        """Answer one action."""
        body = await request.json()
        self.asked.append(body["next_action"])
        if self.broken:
            return web.json_response({"error": "failed", "action_name": "x"}, status=500)
        answer = self.answers.get(body["next_action"], {})
        return web.json_response({"events": [], "responses": [], **answer})


class Talk:
    """A conversation, turn by turn."""

    def __init__(self, dialogue: RasaDialogue, conversation: Conversation, now: datetime) -> None:
        """Begin at a moment."""
        self.dialogue, self.conversation, self.now = dialogue, conversation, now

    def turn(self, turn_id: str, text: str) -> Turn:
        """Make a turn of one message that was sent now."""
        message = InboundMessage(
            *(f"m-{turn_id}", 1, self.conversation.id, f"wamid.{turn_id}", self.now, self.now),
            *("text", text, None, None, turn_id),
        )
        return Turn(turn_id, self.conversation.id, (message,), 1)

    async def says(self, turn_id: str, text: str) -> list[str]:
        """Understand and answer a turn; give the words of the answer."""
        turn = self.turn(turn_id, text)
        understood = await self.dialogue.understand(self.conversation, turn, text)
        reply = await self.dialogue.reply(self.conversation, turn, text, understood)
        return [str(payload.get("text")) for payload in reply.messages]


def agent_over(loaded: Agent, store: TrackerStore, actions_url: str) -> Agent:
    """Give an agent over a loaded model, with a store of its own, wrapped as Rasa wraps it."""
    agent, processor = copy(loaded), copy(loaded.processor)
    assert processor is not None
    agent.tracker_store = processor.tracker_store = FailSafeTrackerStore(store)
    processor.action_endpoint = EndpointConfig(actions_url)
    agent.processor = processor
    return agent


def press_of(wish: str) -> dict[str, Any]:
    """Give the parse of a message that is surely that wish."""
    known = {"name": wish, "confidence": 1.0}
    return {"text": f"/{wish}", "intent": known, "intent_ranking": [known], "entities": []}


async def utterances(agent: Agent) -> list[str | None]:
    """Give what the tracker holds of what was typed."""
    tracker = await agent.tracker_store.retrieve("conversa-1")
    assert tracker is not None
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]
