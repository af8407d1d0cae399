"""Graph component: decides whether a message was understood well enough to be acted on.

Rasa's FallbackClassifier knows one threshold; here grave wishes are let through sooner, for to miss
"pare de me escrever" costs more than to misread it.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

from quita.domain.handoff import FALLBACK_INTENT


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class FallbackGate(GraphComponent):
    """Replaces the intent by `nlu_fallback` where it is unsure; the ranking tells what it was."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Need nothing by type: any classifier may stand before it."""
        return []

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Give the settings.

        threshold: least confidence. margin: least lead over the second. lean: least confidence
        for intents that must not be missed, whatever their lead. first: intents that lead the
        ranking and pass from this confidence on, whatever else leads: to overlook a life at risk
        costs more than to ask once too often.
        """
        return {"threshold": 0.3, "margin": 0.05, "lean": {}, "first": {}}

    def __init__(self, config: dict[str, Any]) -> None:
        """Take the settings."""
        self._threshold, self._margin = config["threshold"], config["margin"]
        self._lean, self._first = config["lean"], config["first"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FallbackGate:
        """Make the component."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Gate each message that was classified."""
        for message in messages:
            ranking = sorted(message.get("intent_ranking") or [], key=self._follows)
            message.set("intent_ranking", ranking, add_to_output=True)
            message.set(INTENT, self._gated(ranking), add_to_output=True)
        return messages

    def _follows(self, entry: dict[str, Any]) -> bool:
        """Say whether an intent stays where it is, behind those that lead."""
        least: float | None = self._first.get(entry["name"])
        return least is None or entry["confidence"] < least

    def _gated(self, ranking: list[dict[str, Any]]) -> dict[str, Any]:
        top: dict[str, Any] = dict(ranking[0]) if ranking else {"name": None, "confidence": 0.0}
        second = ranking[1]["confidence"] if len(ranking) > 1 else 0.0
        if ranking and not self._follows(top):
            passes = True
        elif top["name"] in self._lean:
            passes = top["confidence"] >= self._lean[top["name"]]
        else:
            lead = top["confidence"] - second
            passes = top["confidence"] >= self._threshold and lead >= self._margin
        return top if passes else {"name": FALLBACK_INTENT, "confidence": top["confidence"]}
