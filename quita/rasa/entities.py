"""Graph component: amounts, dates, documents and choices as Brazilians write them."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    METADATA,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from quita.domain.business_days import local_day
from quita.domain.reading.reader import read_entities

SENT_ON, ASKED = "sent_on", "asked"  # keys of a message's metadata


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class BrazilianEntities(GraphComponent, EntityExtractorMixin):
    """Adds entities whose values are normalised as the contract of intents and entities says."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> BrazilianEntities:
        """Make the component; it has no settings."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Read each message against the day on which it was sent and what was asked last."""
        for message in messages:
            metadata = message.get(METADATA) or {}
            found = read_entities(
                message.get(TEXT) or "", _day(metadata.get(SENT_ON)), asked=metadata.get(ASKED)
            )
            known = message.get(ENTITIES, [])
            entities = [
                {
                    ENTITY_ATTRIBUTE_TYPE: entity.entity,
                    ENTITY_ATTRIBUTE_VALUE: entity.value,
                    ENTITY_ATTRIBUTE_START: entity.start,
                    ENTITY_ATTRIBUTE_END: entity.end,
                }
                for entity in found
            ]
            message.set(ENTITIES, known + self.add_extractor_name(entities), add_to_output=True)
        return messages


def _day(written: str | None) -> date:
    """Give the day of a message: a message typed at a console was sent today."""
    return date.fromisoformat(written) if written else local_day(datetime.now(timezone.utc))
