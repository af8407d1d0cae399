"""What every action shares: the turn at hand, how to speak, and what an error means."""

from __future__ import annotations

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from quita.bootstrap import Container, container
from quita.domain.errors import NotVerified
from quita.domain.records import Payload

T = TypeVar("T")
PENDING_WISH = "pending_wish"
Events = list[dict[str, Any]]


class TurnView:
    """One turn as an action sees it."""

    def __init__(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        action: str,
        *,
        resumes: bool = False,
    ) -> None:
        """Wrap what rasa-sdk gives; `resumes` speaks of the remembered wish, where there is one."""
        self._dispatcher, self.tracker, self._action = dispatcher, tracker, action
        self._metadata = tracker.latest_message.get("metadata") or {}
        remembered = tracker.get_slot(PENDING_WISH) if resumes else None
        self._wish: dict[str, Any] | None = json.loads(remembered) if remembered else None

    @property
    def core(self) -> Container:
        """The services."""
        return container()

    @property
    def conversation_id(self) -> str:
        """Rasa's sender id is our conversation's id."""
        return str(self.tracker.sender_id)

    @property
    def intent(self) -> str:
        """What is asked for."""
        if self._wish:
            return str(self._wish["intent"])
        return str(self.tracker.latest_message.get("intent", {}).get("name") or "")

    @property
    def text(self) -> str:
        """What was typed."""
        source = self._wish or self.tracker.latest_message
        return str(source.get("text") or "")

    @property
    def ref(self) -> str | None:
        """The reference behind a pressed button."""
        return self._metadata.get("ref")

    @property
    def key(self) -> str:
        """The idempotency key of this action in this turn."""
        return f"{self._metadata.get('turn_id', self.conversation_id)}:{self._action}"

    def slot(self, name: str) -> Any:
        """Give a slot's value."""
        return self.tracker.get_slot(name)

    def values(self, entity: str) -> list[str]:
        """Give the values of an entity in this message, in order."""
        found = (self._wish or self.tracker.latest_message).get("entities") or []
        return [str(item["value"]) for item in found if item.get("entity") == entity]

    def number(self, entity: str) -> int | None:
        """Give the first value of an entity as an integer."""
        values = self.values(entity)
        return int(values[0]) if values else None

    def amounts(self) -> list[Decimal]:
        """Give the amounts in this message, in reais."""
        return [Decimal(value) for value in self.values("amount")]

    def day(self) -> date | None:
        """Give the first date in this message."""
        values = self.values("date")
        return date.fromisoformat(values[0]) if values else None

    def say(self, response: str, **values: str) -> None:
        """Say a response of domain/<topic>.yml."""
        self.send(self.core.phrases.say(response, **values))

    def words(self, response: str, **values: str) -> str:
        """Give the words of a response, for a piece of a longer one."""
        return str(self.core.phrases.say(response, **values)["text"])

    def said(self, response: str, **values: str) -> bool:
        """Say whether a response was said in this conversation, as far back as it is remembered."""
        words = self.words(response, **values)
        return any(
            event.get("event") == "bot" and event.get("text") == words
            for event in self.tracker.events
        )

    def send(self, payload: Payload) -> None:
        """Send an outbound payload."""
        if payload["kind"] == "text":
            self._dispatcher.utter_message(text=payload["text"])
        elif payload["kind"] == "buttons":
            buttons = [{"title": b["title"], "payload": b["id"]} for b in payload["buttons"]]
            self._dispatcher.utter_message(text=payload["text"], buttons=buttons)
        else:
            self._dispatcher.utter_message(json_message=dict(payload))

    def send_again(self, bot_event: dict[str, Any]) -> None:
        """Send what a bot event of the tracker said."""
        data = bot_event.get("data") or {}
        self._dispatcher.utter_message(
            text=bot_event.get("text"),
            buttons=data.get("buttons"),
            json_message=data.get("custom"),
        )


class QuitaAction(Action, ABC):
    """An action of ours: subclasses give `topic_name` and `act`.

    `resumes`: it may follow the two questions of identity, and then answers the remembered wish.
    """

    topic_name = ""
    resumes = True

    def name(self) -> str:
        """Give the name in the domain."""
        return self.topic_name

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Act; where identity lapsed in between, ask for it again instead."""
        turn = TurnView(dispatcher, tracker, self.topic_name, resumes=self.resumes)
        done = [SlotSet(PENDING_WISH, None)] if self.resumes and turn.slot(PENDING_WISH) else []
        try:
            return [*await self.act(turn), *done]
        except NotVerified:
            turn.say("utter_private_matter")
            return [SlotSet("identity_verified", False), SlotSet("expecting", "nothing")]

    @abstractmethod
    async def act(self, turn: TurnView) -> Events:
        """Do the action's work."""


async def off_loop(call: Callable[..., T], *args: Any) -> T:
    """Run a service call, which waits for the database, off the event loop."""
    return await asyncio.to_thread(call, *args)


def date_text(day: date) -> str:
    """Write a date as Brazilians read it."""
    return f"{day:%d/%m/%Y}"
