"""Rasa swallows what an action raises and lets the turn end as if all were well; this does not."""

from __future__ import annotations

import inspect
from typing import Any

from rasa.core.actions.action import Action, ActionExecutionRejection
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

FAILED_ATTRIBUTE = "failed_action"


class ActionFailed(Exception):
    """An action raised, or its server did not answer; the turn is to be tried again."""


class _Watched(Action):
    """An action whose failure is noted on the output channel of its turn."""

    def __init__(self, action: Action) -> None:
        self._action = action
        self._takes_metadata = "metadata" in inspect.signature(action.run).parameters

    def name(self) -> str:
        return self._action.name()

    def event_for_successful_execution(self, prediction: Any) -> Event:
        return self._action.event_for_successful_execution(prediction)

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
        metadata: dict[str, Any] | None = None,
    ) -> list[Event]:
        extra = {"metadata": metadata} if self._takes_metadata else {}
        try:
            return await self._action.run(output_channel, nlg, tracker, domain, **extra)
        except ActionExecutionRejection:
            raise
        except Exception:
            setattr(output_channel, FAILED_ATTRIBUTE, self.name())
            raise


def watch_actions(processor: MessageProcessor) -> None:
    """Make every action that this processor runs note its failure on the output channel."""
    plain = processor._run_action

    async def watched(action: Action, *arguments: Any, **named: Any) -> bool:
        return await plain(_Watched(action), *arguments, **named)

    processor._run_action = watched  # type: ignore[method-assign]


def raise_if_failed(output_channel: OutputChannel) -> None:
    """Raise ActionFailed where an action of this turn failed."""
    failed = getattr(output_channel, FAILED_ATTRIBUTE, None)
    if failed:
        raise ActionFailed(failed)
