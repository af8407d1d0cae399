"""Graph component: writes each message's folded text beside the text that was typed."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from quita.rasa.text import normal

NORMAL_TEXT = "normal_text"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class WhatsAppNormaliser(GraphComponent):
    """Keeps the typed text as it is and adds `normal_text`, which the later components read."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> WhatsAppNormaliser:
        """Make the component; it has no settings."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Fold the text of each message."""
        for message in messages:
            if message.get(TEXT):
                message.set(NORMAL_TEXT, normal(message.get(TEXT)))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Fold the text of each training example."""
        self.process(training_data.training_examples)
        return training_data
