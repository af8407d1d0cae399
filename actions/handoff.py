"""Asking for a person: the action names the reason, the turn runner hands over."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.turn import Events, QuitaAction, TurnView
from quita.domain.handoff import AT_ONCE, Reason


class ActionHandoff(QuitaAction):
    """Asks for a person."""

    topic_name = "action_handoff"
    resumes = False

    async def act(self, turn: TurnView) -> Events:
        """Give the reason that the intent stands for, or that the person wants it."""
        reason = AT_ONCE.get(turn.intent, Reason.REQUESTED)
        return [SlotSet("handoff_reason", reason.value), SlotSet("expecting", "nothing")]
