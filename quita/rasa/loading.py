"""Loads a trained model for understanding alone."""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.utils.log_utils import configure_structlog

from quita.domain.errors import Misconfigured
from quita.rasa.entities import ASKED, SENT_ON
from quita.rasa.train import train


class Reader:
    """Parses texts with a model, without a conversation."""

    def __init__(self, model: Path | None = None) -> None:
        """Load a model file, or the current one (trained if need be).

        Raises:
            Misconfigured: there is no such file (Rasa would silently take another).
        """
        configure_structlog(logging.WARNING)
        path = model or train()
        if not path.is_file():
            raise Misconfigured(f"no model at {path}")
        self._agent = Agent.load(str(path))

    async def parse(
        self, text: str, sent_on: date | None = None, asked: str | None = None
    ) -> dict[str, Any]:
        """Give Rasa's parse of a text that was sent on a day."""
        processor = self._agent.processor
        if processor is None:
            raise Misconfigured("the model could not be loaded")
        metadata = {SENT_ON: sent_on.isoformat() if sent_on else None, ASKED: asked}
        return await processor.parse_message(UserMessage(text, metadata=metadata))
