"""Graph component: writes each message's folded text beside the text that was typed."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from quita.domain.reading.reader import read_entities
from quita.rasa.fingerprint import KnownByItsCode
from quita.rasa.lexicon import Lexicon
from quita.rasa.text import masked, normal, without_digits

NORMAL_TEXT = "normal_text"
LEXICON = "lexicon.json"
# Where examples stand in time changes no mask: a date is masked whichever day it is.
ANY_DAY = date(2026, 11, 23)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class WhatsAppNormaliser(KnownByItsCode, GraphComponent):
    """Keeps the typed text as it is and adds `normal_text`, which the later components read.

    Standing after the extractor, it masks what that found (`mask_entities`); training examples,
    which no extractor of ours has read, it reads itself. Lookup tables and synonyms of data/nlu
    become one word each.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Give the settings: mask_entities puts a word for its kind in each entity's place."""
        return {"mask_entities": True}

    def __init__(
        self,
        config: dict[str, Any] | None = None,
        model_storage: ModelStorage | None = None,
        resource: Resource | None = None,
        lexicon: Lexicon | None = None,
    ) -> None:
        """Take the settings and, where it is loaded, the lexicon."""
        self._mask = {**self.get_default_config(), **(config or {})}["mask_entities"]
        self._storage, self._resource = model_storage, resource
        self._lexicon = lexicon or Lexicon({})

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> WhatsAppNormaliser:
        """Make a component that knows no lexicon yet."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Take the lexicon from lookup tables and synonyms, and write it."""
        tables, synonyms = training_data.lookup_tables, training_data.entity_synonyms
        self._lexicon = Lexicon.of(tables, synonyms, normal)
        assert self._storage is not None and self._resource is not None
        with self._storage.write_to(self._resource) as folder:
            written = json.dumps(self._lexicon.phrases, ensure_ascii=False)
            (folder / LEXICON).write_text(written, encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> WhatsAppNormaliser:
        """Read the lexicon that train() wrote."""
        with model_storage.read_from(resource) as folder:
            phrases = json.loads((folder / LEXICON).read_text(encoding="utf-8"))
        return cls(config, model_storage, resource, Lexicon(phrases))

    def process(self, messages: list[Message]) -> list[Message]:
        """Fold the text of each message."""
        for message in messages:
            if message.get(TEXT):
                found = message.get(ENTITIES) or []
                self._fold(message, [_span(entity) for entity in found])
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Fold the text of each training example."""
        for message in training_data.training_examples:
            if message.get(TEXT):
                found = read_entities(message.get(TEXT), ANY_DAY) if self._mask else []
                self._fold(message, [(one.entity, one.start, one.end) for one in found])
        return training_data

    def _fold(self, message: Message, spans: list[tuple[str, int, int]]) -> None:
        text = message.get(TEXT)
        folded = without_digits(normal(masked(text, spans))) if self._mask else normal(text)
        message.set(NORMAL_TEXT, self._lexicon.apply(folded))


def _span(entity: dict[str, Any]) -> tuple[str, int, int]:
    start, end = entity[ENTITY_ATTRIBUTE_START], entity[ENTITY_ATTRIBUTE_END]
    return entity[ENTITY_ATTRIBUTE_TYPE], start, end
