"""How often things are repeated."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Effort:
    """Repetitions of each measurement.

    Attributes:
        conversations: with the typing window at 0; of 12 turns each, on stock Rasa of 7.
        waiting_conversations: with the default typing window.
        posts: web hooks to time, for each way of posting them.
        seconds: of load, for each number of conversations side by side.
    """

    starts: int
    conversations: int
    waiting_conversations: int
    posts: int
    seconds: float


FULL = Effort(starts=3, conversations=9, waiting_conversations=3, posts=200, seconds=15.0)
QUICK = Effort(starts=1, conversations=1, waiting_conversations=1, posts=10, seconds=3.0)
