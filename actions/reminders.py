"""Whether somebody may be reminded here: asked at closing, kept with their words."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.turn import Events, QuitaAction, TurnView, off_loop
from quita.domain.follow_up import Source


async def ask_reminders(turn: TurnView) -> Events:
    """Ask "Posso te lembrar por aqui?", unless a yes stands at this address."""
    if not await off_loop(turn.core.contact.may_ask_for_reminders, turn.conversation_id):
        return [SlotSet("expecting", "nothing")]
    turn.say("utter_ask_reminders")
    return [SlotSet("expecting", "reminders")]


class ActionSetReminders(QuitaAction):
    """Keeps the yes or no to that question."""

    topic_name = "action_set_reminders"

    async def act(self, turn: TurnView) -> Events:
        """Keep it with its words: those typed, or the title that was pressed."""
        given = turn.intent == "affirm"
        asked = turn.core.phrases.say("utter_ask_reminders")
        titles = {button["id"]: button["title"] for button in asked["buttons"]}
        pressed = titles.get(turn.text)
        source = Source.BUTTON if pressed else Source.CLOSING
        answer = turn.core.contact.answer_reminders
        await off_loop(answer, turn.conversation_id, given, pressed or turn.text, source)
        turn.say("utter_reminders_on" if given else "utter_reminders_off")
        return [SlotSet("expecting", "nothing")]
