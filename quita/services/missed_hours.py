"""An hour that came while nobody could be written to, as agents are told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from quita.domain.conversation import Conversation
from quita.domain.handoff_records import CallbackState
from quita.domain.window import Window
from quita.services.ports import UnitOfWork

ASKED, UNREACHED = "callback:template", "callback:unreached"  # in the trail
_COUNTS = (CallbackState.DUE, CallbackState.KEPT)


@dataclass(frozen=True)
class MissedHour:
    """When it was, and why no template went; None where one did."""

    due_at: datetime
    why: str | None


def missed_hour(tx: UnitOfWork, conversation: Conversation, now: datetime) -> MissedHour | None:
    """Give the last promised hour if it came with the window closed and they are silent since."""
    if Window.of(conversation).open(now):
        return None
    last = tx.timeline.promised([conversation.id], now, None, 1)
    if not last or last[0][1].state not in _COUNTS:
        return None
    due_at = last[0][1].due_at
    if due_at <= conversation.last_inbound_at:
        return None
    told = [
        one
        for one in tx.events.trail(conversation.id)
        if one["action"] in (ASKED, UNREACHED) and one["at"] >= due_at
    ]
    if not told:
        return None
    return MissedHour(due_at, told[-1]["details"].get("why"))
