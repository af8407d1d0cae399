"""What happened in a dialogue: who said what, in order, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Line:
    """Something said or done.

    Attributes:
        who: debtor, assistant, time or bank.
        kind: of an assistant's message, as WhatsApp names it; text for whatever else.
    """

    who: str
    text: str
    kind: str = "text"
    buttons: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    file: str = ""


@dataclass(frozen=True)
class EventTold:
    """An event of Quita's, as it leaves it."""

    type: str
    data: Mapping[str, Any]


@dataclass
class TurnTold:
    """One turn.

    Attributes:
        silence: nothing was said, and that was meant (a person is awaited, say).
        no_reply: nothing was said in time, and that was not meant.
        problem: what could not be done at all; the dialogue was not played through.
    """

    user: str
    expect: tuple[str, ...]
    lines: list[Line] = field(default_factory=list)
    events: list[EventTold] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    owner: str | None = None
    silence: bool = False
    no_reply: bool = False
    problem: str | None = None

    def says(self, who: str, text: str) -> None:
        """Add what somebody other than the assistant did."""
        self.lines.append(Line(who, text))

    @property
    def heard(self) -> list[str]:
        """The assistant's words in this turn."""
        return [line.text for line in self.lines if line.who == "assistant"]


@dataclass
class DialogueTold:
    """One dialogue; `not_played` says why, where it could not be played (through)."""

    id: str
    channel: str
    notes: tuple[str, ...] = ()
    turns: list[TurnTold] = field(default_factory=list)
    owner: str | None = None
    seconds: float = 0.0
    not_played: str | None = None

    @property
    def events(self) -> list[EventTold]:
        """Every event, in order."""
        return [event for turn in self.turns for event in turn.events]

    def document(self) -> dict[str, Any]:
        """Give it as JSON."""
        events = [asdict(event) for event in self.events]
        return {**asdict(self), "played": self.not_played is None, "events": events}
