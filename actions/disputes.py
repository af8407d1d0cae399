"""Cases for humans: registered under a protocol, with what each stops at once."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.turn import Events, QuitaAction, TurnView, off_loop


class ActionOpenCase(QuitaAction):
    """Opens the case that the intent names, and asks for a person where one is due."""

    topic_name = "action_open_case"

    async def act(self, turn: TurnView) -> Events:
        """Register and say under which protocol."""
        return await open_case(turn, turn.intent)


async def open_case(turn: TurnView, name: str) -> Events:
    """Open a case of a kind, and ask for a person where it says so."""
    case, kind = await off_loop(
        turn.core.cases.open, turn.conversation_id, name, turn.text, turn.key
    )
    turn.say(f"utter_case_{name}", protocol=case.protocol)
    return [SlotSet("handoff_reason", kind.reason.value)] if kind.reason else []
