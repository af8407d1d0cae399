"""Collects what Rasa says in a turn as outbound payloads, for the turn runner."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import OutputChannel

from quita.adapters.phrases import choice_payload
from quita.domain.records import Payload


class TurnOutput(OutputChannel):
    """The output channel of one turn."""

    def __init__(self, channel: str) -> None:
        """Take the name of the channel that the person writes on (Rasa picks variants by it)."""
        self._channel = channel
        self.payloads: list[Payload] = []

    def name(self) -> str:  # type: ignore[override]
        """Give the channel's name."""
        return self._channel

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """Take a text as one message."""
        self.payloads.append({"kind": "text", "text": text})

    async def send_text_with_buttons(
        self, recipient_id: str, text: str, buttons: list[dict[str, Any]], **kwargs: Any
    ) -> None:
        """Take a text with buttons; past three they become a list."""
        pairs = [(str(b["title"]), str(b.get("payload", b["title"]))) for b in buttons]
        self.payloads.append(choice_payload(text, pairs))

    async def send_custom_json(
        self, recipient_id: str, json_message: dict[str, Any], **kwargs: Any
    ) -> None:
        """Take a payload that an action built itself (a list with descriptions, a document)."""
        self.payloads.append(json_message)

    async def send_image_url(self, recipient_id: str, image: str, **kwargs: Any) -> None:
        """Take an image by its address."""
        self.payloads.append({"kind": "image", "link": image})
