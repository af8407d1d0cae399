"""Rasa as the dialogue engine: understanding apart from answering, one turn written once.

Written against Rasa 3.6.21's MessageProcessor, whose handle_message() this takes apart so that the
handoff policy can be asked between understanding and acting.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.events import BotUttered, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from quita.domain.business_days import local_day
from quita.domain.conversation import Conversation
from quita.domain.errors import Misconfigured
from quita.domain.handoff import Reason
from quita.domain.records import Payload, Turn
from quita.rasa.actions_watch import raise_if_failed, watch_actions
from quita.rasa.entities import ASKED, SENT_ON
from quita.rasa.hearing import EXPECTING_SLOT, HANDOFF_SLOT, NOTHING, VERIFIED_SLOT, hear, next_wish
from quita.rasa.output import TurnOutput
from quita.rasa.tracker_store import QuitaTrackerStore, working_on
from quita.services.dialogue import Reply, Understanding
from quita.services.ports import Clock

log = structlog.get_logger(__name__)

_PRESSED = re.compile(r"/([a-z_]+)(?:#(.*))?", re.S)
_COMMAND = re.compile(r"[\s/]+")  # Rasa strips a text before it looks for the slash of a command
LOCK_LIFETIME = 120.0  # seconds; our lease is the first fence, Rasa's lock the second
FORM_ASKS = {"cpf_answer": "cpf_fragment", "birth_answer": "birth_date"}
SLOT_ASKS = {"debt": "option", "offer": "option", "amount": "amount_monthly", "date": "date"}
UNDO_STOP = "undo_stop"
# Buttons that say which question they answer.
QUESTIONS_BY_REF = {UNDO_STOP, "amount", "reminders"}

Carried = Callable[[Conversation, str], Mapping[str, Any]]


def nothing_carried(conversation: Conversation, turn_id: str) -> Mapping[str, Any]:
    """Give no slots: for whoever wires no people."""
    return {}


class RasaDialogue:
    """The Dialogue port over a loaded Rasa agent."""

    def __init__(self, agent: Agent, clock: Clock, carried: Carried = nothing_carried) -> None:
        """Unwrap the tracker store and watch the actions.

        Args:
            carried: gives the slots that a turn begins with, after a person had the conversation.

        Raises:
            Misconfigured: the agent has no model, or not our tracker store (Rasa takes an
                in-memory one where endpoints.yml names one that it cannot load).
        """
        processor = agent.processor
        if processor is None or not agent.is_ready():
            raise Misconfigured("no model is loaded; train one with `make train`")
        store = agent.tracker_store
        if isinstance(store, FailSafeTrackerStore):
            store = store._tracker_store
        if not isinstance(store, QuitaTrackerStore):
            raise Misconfigured("endpoints.yml: tracker_store is not Quita's")
        agent.tracker_store = processor.tracker_store = store
        watch_actions(processor)
        self._agent, self._processor, self._clock = agent, processor, clock
        self._carried = carried

    async def understand(self, conversation: Conversation, turn: Turn, text: str) -> Understanding:
        """Parse a text against the day it was sent and what was asked last."""
        with working_on(turn.id):
            tracker = await self._processor.get_tracker(conversation.id)
        metadata = self._metadata(conversation, turn, tracker)
        pressed = _PRESSED.fullmatch(text)
        if pressed and pressed.group(1) in self._processor.domain.intents:
            data = _press(text, pressed.group(1), pressed.group(2))
        else:
            typed = text[found.end() :] if (found := _COMMAND.match(text)) else text
            message = UserMessage(typed, sender_id=conversation.id, metadata=metadata)
            data = await hear(self._processor, message, tracker)
        ranking = [(r["name"], r["confidence"]) for r in data.get("intent_ranking") or []]
        top = ranking[0][1] if ranking else 0.0
        return Understanding(data["intent"]["name"], top, ranking[:5], data)

    async def open_question(self, conversation: Conversation, turn: Turn) -> Payload | None:
        """Give what was said last while the form of identity asks."""
        with working_on(turn.id):
            tracker = await self._processor.get_tracker(conversation.id)
        if not tracker.active_loop_name or not tracker.get_slot("requested_slot"):
            return None
        said = (event.text for event in reversed(tracker.events) if isinstance(event, BotUttered))
        question = next(said, None)
        return {"kind": "text", "text": question} if question else None

    async def reply(
        self, conversation: Conversation, turn: Turn, text: str, understanding: Understanding
    ) -> Reply:
        """Run the policies and actions for a parsed turn and save its events.

        Raises:
            ActionFailed: an action raised or its server is down; the turn is to be tried again.
        """
        processor = self._processor
        output = TurnOutput(conversation.channel.value)
        async with self._agent.lock_store.lock(conversation.id, LOCK_LIFETIME):
            with working_on(turn.id):
                tracker = await processor.fetch_tracker_and_update_session(conversation.id, output)
                self._bring_up_to_date(conversation, tracker)
                handed_back = await asyncio.to_thread(self._carried, conversation, turn.id)
                for name, value in handed_back.items():
                    tracker.update(SlotSet(name, value))
                _settle_question(tracker, understanding)
                metadata = self._metadata(conversation, turn, tracker)
                ref = {"ref": understanding.data.get("ref")}
                asking = tracker.active_loop_name is not None
                said = str(understanding.data.get("text") or text)
                await self._answer(said, understanding.data, metadata | ref, tracker, output)
                then = next_wish(tracker, understanding.data, asking=asking)
                if then is not None:
                    key = {"turn_id": f"{turn.id}:then", "ref": None}
                    await self._answer(then["text"], then, metadata | key, tracker, output)
                asked_for = tracker.get_slot(HANDOFF_SLOT)
                if asked_for:
                    tracker.update(SlotSet(HANDOFF_SLOT, None))
                await processor.save_tracker(tracker)
        return Reply(output.payloads, Reason(asked_for) if asked_for else None)

    async def _answer(
        self,
        text: str,
        parse: Mapping[str, Any],
        metadata: dict[str, Any],
        tracker: DialogueStateTracker,
        output: TurnOutput,
    ) -> None:
        """Let the policies and actions answer one wish."""
        processor = self._processor
        message = UserMessage(
            text,
            output,
            tracker.sender_id,
            parse_data=dict(parse),
            input_channel=output.name(),
            metadata=metadata,
        )
        await processor._handle_message_with_tracker(message, tracker)
        await processor.run_action_extract_slots(output, tracker)
        await processor._run_prediction_loop(output, tracker)
        raise_if_failed(output)

    def _bring_up_to_date(self, conversation: Conversation, tracker: DialogueStateTracker) -> None:
        """Tell the tracker what the database knows: identity may have lapsed meanwhile."""
        verified = conversation.verified(self._clock())
        if bool(tracker.get_slot(VERIFIED_SLOT)) != verified:
            tracker.update(SlotSet(VERIFIED_SLOT, verified))
            if not verified:
                tracker.update(SlotSet("cpf_answer", None))
                tracker.update(SlotSet("birth_answer", None))

    def _metadata(
        self, conversation: Conversation, turn: Turn, tracker: DialogueStateTracker
    ) -> dict[str, Any]:
        sent_on = local_day(turn.messages[-1].sent_at).isoformat()
        return {
            "turn_id": turn.id,
            "protocol": conversation.protocol,
            SENT_ON: sent_on,
            ASKED: asked_last(tracker),
        }


def asked_last(tracker: DialogueStateTracker) -> str | None:
    """Say what the assistant asked last, in the entity reader's words, or None."""
    if tracker.active_loop_name:
        return FORM_ASKS.get(tracker.get_slot("requested_slot") or "")
    return SLOT_ASKS.get(tracker.get_slot(EXPECTING_SLOT) or "")


def _settle_question(tracker: DialogueStateTracker, understanding: Understanding) -> None:
    """Let a button answer its own question, however late, and an undo only while it is fresh."""
    ref, asked = understanding.data.get("ref"), tracker.get_slot(EXPECTING_SLOT)
    if ref in QUESTIONS_BY_REF:
        tracker.update(SlotSet(EXPECTING_SLOT, ref))
    elif asked == UNDO_STOP and understanding.intent not in ("affirm", "deny"):
        tracker.update(SlotSet(EXPECTING_SLOT, NOTHING))


def _press(text: str, intent: str, ref: str | None) -> dict[str, Any]:
    """Give the parse of a pressed button: no guess, so full confidence."""
    entities = []
    if intent == "choose_option" and ref and ref.lstrip("-").isdigit():
        entities.append({"entity": "option", "value": ref, "start": 0, "end": len(text)})
    known = {"name": intent, "confidence": 1.0}
    return {
        "text": text,
        "intent": known,
        "intent_ranking": [known],
        "entities": entities,
        "ref": ref,
    }
