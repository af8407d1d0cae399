"""Graph component: which intent a message has, and how sure that is.

DIET lost to linear models on public Portuguese sets (docs/decisions/0003-understanding.md), and
takes hours where this takes two minutes; docs/ablation.md shows what each part adds on ours.
"""

from __future__ import annotations

from operator import itemgetter
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from quita.rasa.fingerprint import KnownByItsCode
from quita.rasa.learning import Learnt, Settings, learn
from quita.rasa.normaliser import NORMAL_TEXT

RANKING_LENGTH = 10
UNSEEN = {"name": None, "confidence": 0.0}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class DebtIntentClassifier(KnownByItsCode, IntentClassifier, GraphComponent):
    """Sets `intent` and `intent_ranking`; confidences are calibrated probabilities."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Need nothing by type: without an encoder before it, it learns from words alone."""
        return []

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Give the settings: see quita/rasa/learning.py."""
        return {"penalty": 0.5, "themes": 128, "hidden": 300, "dense": True}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        learnt: Learnt | None = None,
    ) -> None:
        """Take the settings and, where it is loaded, what was learnt."""
        self._config, self._storage, self._resource = config, model_storage, resource
        self._learnt = learnt

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DebtIntentClassifier:
        """Make an untrained classifier."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the intent examples and write what was learnt."""
        examples = [e for e in training_data.intent_examples if e.get(NORMAL_TEXT)]
        if not examples:
            return self._resource
        names = ("penalty", "themes", "hidden", "dense")
        self._learnt = learn(
            [example.get(NORMAL_TEXT) for example in examples],
            np.vstack([_vector(example) for example in examples]),
            [example.get(INTENT) for example in examples],
            Settings(**{name: self._config[name] for name in names}),
        )
        with self._storage.write_to(self._resource) as folder:
            self._learnt.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Classify messages; an empty one has no intent."""
        for message in messages:
            ranking = self._ranking(message)
            message.set(INTENT, ranking[0] if ranking else UNSEEN, add_to_output=True)
            message.set("intent_ranking", ranking[:RANKING_LENGTH], add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training examples as they are: nothing after this learns from its guesses."""
        return training_data

    def _ranking(self, message: Message) -> list[dict[str, Any]]:
        text = message.get(NORMAL_TEXT)
        if not text or not message.get(TEXT) or not self._learnt:
            return []
        [probabilities] = self._learnt.probabilities([text], _vector(message))
        pairs = zip(self._learnt.intents, probabilities.tolist(), strict=True)
        return [
            {"name": name, "confidence": probability}
            for name, probability in sorted(pairs, key=itemgetter(1), reverse=True)
        ]

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> DebtIntentClassifier:
        """Read what train() wrote; an assistant without intents loads an empty classifier."""
        try:
            with model_storage.read_from(resource) as folder:
                return cls(config, model_storage, resource, Learnt.load(folder))
        except ValueError:
            return cls(config, model_storage, resource)


def _vector(message: Message) -> np.ndarray:
    """Give the sentence's dense features as one row, of no columns where there are none."""
    _, sentence = message.get_dense_features(TEXT)
    return np.zeros((1, 0), np.float32) if sentence is None else sentence.features
