"""Who must not be written to: wrong numbers and opt-outs."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.turn import Events, QuitaAction, TurnView, off_loop
from quita.services.contact import OPT_OUT


class ActionWrongPerson(QuitaAction):
    """Takes a wrong number at its word: reveals nothing and stops writing to it."""

    topic_name = "action_wrong_person"
    resumes = False

    async def act(self, turn: TurnView) -> Events:
        """Suppress the number and give the protocol."""
        case, _ = await off_loop(
            turn.core.cases.open, turn.conversation_id, "wrong_person", turn.text, turn.key
        )
        turn.say("utter_wrong_person", protocol=case.protocol)
        return []


class ActionThirdParty(QuitaAction):
    """Tells somebody else that the matter is private; the second time in other words."""

    topic_name = "action_third_party"
    resumes = False

    async def act(self, turn: TurnView) -> Events:
        """Reveal nothing."""
        told = turn.said("utter_third_party")
        turn.say("utter_third_party_again" if told else "utter_third_party")
        return []


class ActionStopContact(QuitaAction):
    """Stops writing at once; needs no identity; one tap undoes it."""

    topic_name = "action_stop_contact"
    resumes = False

    async def act(self, turn: TurnView) -> Events:
        """Suppress and confirm once."""
        # A press, or the bare word, was kept with its words when it came: then this adds nothing.
        await off_loop(turn.core.contact.suppress, turn.conversation_id, OPT_OUT, turn.text)
        turn.say("utter_stop_contact")
        return [SlotSet("expecting", "undo_stop")]


class ActionUndoStop(QuitaAction):
    """Takes an opt-out back that was a mistake."""

    topic_name = "action_undo_stop"
    resumes = False

    async def act(self, turn: TurnView) -> Events:
        """Lift the suppression."""
        await off_loop(turn.core.contact.undo, turn.conversation_id, turn.text)
        turn.say("utter_stop_undone")
        return [SlotSet("expecting", "nothing")]
