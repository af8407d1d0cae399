"""What the turn runner needs of the dialogue engine: understanding apart from answering."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from quita.domain.conversation import Conversation
from quita.domain.handoff import Reason
from quita.domain.records import Payload, Turn


@dataclass(frozen=True)
class Understanding:
    """What a turn means.

    Attributes:
        intent: after the fallback gate. confidence: of the top intent, 0 to 1.
        ranking: pairs of intent and confidence, best first.
        data: the engine's own parse, handed back to it for the answer.
    """

    intent: str | None
    confidence: float
    ranking: Sequence[tuple[str, float]] = ()
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def days(self) -> list[str]:
        """The days that the text names, as ISO dates, in order."""
        found = self.data.get("entities") or []
        return [str(item["value"]) for item in found if item.get("entity") == "date"]


@dataclass(frozen=True)
class Reply:
    """What the engine said to a turn, and what its actions asked for."""

    messages: Sequence[Payload]
    asked_for: Reason | None = None


class Dialogue(Protocol):
    """The dialogue engine."""

    async def understand(self, conversation: Conversation, turn: Turn, text: str) -> Understanding:
        """Understand a text in its context, changing nothing."""

    async def open_question(self, conversation: Conversation, turn: Turn) -> Payload | None:
        """Give the question about identity that waits for its answer, None where none does."""

    async def reply(
        self, conversation: Conversation, turn: Turn, text: str, understanding: Understanding
    ) -> Reply:
        """Answer a turn; asked again for the same turn it changes nothing twice."""
