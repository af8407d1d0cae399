"""What is remembered of handoffs: each one, the hours promised, and why turns went as they did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any


class Ending(str, Enum):
    """How a handoff ended."""

    RETURNED = "returned"  # handed back to the bot by whoever had it
    GAVE_UP = "gave_up"  # the person went back to the bot instead of waiting
    TRANSFERRED = "transferred"  # the next handoff of the conversation goes on
    CLOSED = "closed"


@dataclass(frozen=True)
class Handoff:
    """One conversation's way to a person, from the queue to its end.

    Attributes:
        rule: which rule of the policy asked for it.
        context: the event's confidence, ranking and summary, as it was told.
        accepted_at, agent_id: when a person took it, and who has it.
        times_out_at: when the person is told that it takes longer; timed_out_at: when they were.
        carried_turn: the turn in which the bot was told what people had done meanwhile.
    """

    id: str
    conversation_id: str
    queue: str
    reason: str
    rule: str
    priority: int
    requested_at: datetime
    language: str = "pt"
    context: Mapping[str, Any] = field(default_factory=dict)
    accepted_at: datetime | None = None
    agent_id: str | None = None
    ended_at: datetime | None = None
    ended_how: str | None = None
    times_out_at: datetime | None = None
    timed_out_at: datetime | None = None
    carried_turn: str | None = None


class CallbackState(str, Enum):
    """The life of a promised hour."""

    PROMISED = "promised"
    DUE = "due"  # the hour came: the conversation is on top, and nobody has taken it yet
    KEPT = "kept"
    WITHDRAWN = "withdrawn"  # another hour was chosen, or the person waits no more


@dataclass(frozen=True)
class Callback:
    """An hour at which an answer was promised; `made_by` is person, system or agent:<id>."""

    id: str
    conversation_id: str
    handoff_id: str
    queue: str
    due_at: datetime
    made_at: datetime
    made_by: str
    state: CallbackState = CallbackState.PROMISED


@dataclass(frozen=True)
class TurnNote:
    """What a turn was understood as and decided by; `errors` of the attempts that failed."""

    turn_id: str
    conversation_id: str
    at: datetime
    intent: str | None = None
    confidence: float | None = None
    ranking: tuple[tuple[str, float], ...] = ()
    rule: str | None = None
    reason: str | None = None
    errors: tuple[str, ...] = ()
