"""Graph component: one logistic regression over words and characters.

DIET needs minutes to train and lost to this on every public Portuguese set that was tried
(docs/decisions/0003-understanding.md).
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import skops.io as sio
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.linear_model import LogisticRegression

from quita.rasa.features import TextFeatures
from quita.rasa.lemmas import Lemmas
from quita.rasa.normaliser import NORMAL_TEXT

RANKING_LENGTH = 10
UNSEEN = {"name": None, "confidence": 0.0}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """Sets `intent` and `intent_ranking`; confidences are the regression's probabilities."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Need nothing of Rasa's featurizers: the features are made here."""
        return []

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Give the settings: C is the inverse strength of the regularisation."""
        return {"C": 10.0}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        lemmas: Lemmas | None = None,
        features: TextFeatures | None = None,
        model: LogisticRegression | None = None,
    ) -> None:
        """Take the settings and, where it is loaded, what was learnt."""
        self._config, self._storage, self._resource = config, model_storage, resource
        self._lemmas, self._features, self._model = lemmas, features, model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        """Make an untrained classifier."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the intent examples and write what was learnt."""
        examples = [e for e in training_data.intent_examples if e.get(NORMAL_TEXT)]
        if not examples:
            return self._resource
        texts = [example.get(NORMAL_TEXT) for example in examples]
        self._lemmas = Lemmas.for_texts(texts)
        lemmas = [self._lemmas.text(text) for text in texts]
        self._features = TextFeatures.fit(lemmas, texts)
        # One regression an intent: as good as the multinomial one here, and five times sooner.
        self._model = LogisticRegression(C=self._config["C"], solver="liblinear", random_state=0)
        self._model.fit(
            self._features.transform(lemmas, texts),
            [example.get(INTENT) for example in examples],
        )
        self._persist()
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
        if not text or not message.get(TEXT) or not self._model:
            return []
        assert self._features is not None and self._lemmas is not None
        row = self._features.transform([self._lemmas.text(text)], [text])
        probabilities = self._model.predict_proba(row)[0]
        order = np.argsort(probabilities)[::-1]
        return [
            {"name": str(self._model.classes_[at]), "confidence": float(probabilities[at])}
            for at in order
        ]

    def _persist(self) -> None:
        assert self._features is not None and self._lemmas is not None
        with self._storage.write_to(self._resource) as folder:
            sio.dump([self._features.words, self._features.characters], folder / "features.skops")
            sio.dump(self._model, folder / "model.skops")
            (folder / "lemmas.json").write_text(json.dumps(self._lemmas.table, ensure_ascii=False))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        """Read what train() wrote; an assistant without intents loads an empty classifier."""
        try:
            with model_storage.read_from(resource) as folder:
                words, characters = _load(folder / "features.skops")
                return cls(
                    config,
                    model_storage,
                    resource,
                    Lemmas(json.loads((folder / "lemmas.json").read_text())),
                    TextFeatures(words, characters),
                    _load(folder / "model.skops"),
                )
        except ValueError:
            return cls(config, model_storage, resource)


def _load(path: Any) -> Any:
    """Load a skops file, which runs no code; only models that we trained are ever loaded."""
    return sio.load(path, trusted=sio.get_untrusted_types(file=path))
