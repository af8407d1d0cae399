"""Graph component: a dense vector of each message's meaning, as a sentence feature of Rasa's."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from quita.rasa.encoders import Encoder, make_encoder
from quita.rasa.fingerprint import KnownByItsCode

NONE = "none"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(KnownByItsCode, GraphComponent):
    """Adds the vector of `encoder` (quita/rasa/encoders.py); `none` adds nothing."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Give the settings: encoder is a name of ENCODERS, or none; alias names the features."""
        return {"encoder": "use", "alias": "sentence_encoder"}

    def __init__(self, config: dict[str, Any]) -> None:
        """Take the settings and load the encoder.

        Raises:
            Misconfigured: no such encoder, or its package is not installed.
        """
        self._name, self._origin = config["encoder"], config["alias"]
        self._encoder: Encoder | None = None if self._name == NONE else make_encoder(self._name)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        """Make the component."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Encode each message that has a text."""
        written = [message for message in messages if message.get(TEXT)]
        if self._encoder and written:
            vectors = self._encoder.encode([message.get(TEXT) for message in written])
            for message, vector in zip(written, vectors, strict=True):
                row = vector.reshape(1, -1)
                message.add_features(Features(row, FEATURE_TYPE_SENTENCE, TEXT, self._origin))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Encode the examples, all in one batch."""
        self.process(training_data.training_examples)
        return training_data
