"""Rasa's templated responses, with the operating company's facts as placeholders."""

from __future__ import annotations

from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig

from quita.bootstrap import company_facts, container


class CompanyResponses(TemplatedNaturalLanguageGenerator):
    """Named in endpoints.yml by its path."""

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        """Take the responses of the domain and the company's facts from the settings."""
        super().__init__(domain.responses)
        self._facts = company_facts(container().settings)

    async def generate(
        self, utter_action: str, tracker: Any, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """Fill a response of the domain."""
        return await super().generate(
            utter_action, tracker, output_channel, **{**self._facts, **kwargs}
        )
