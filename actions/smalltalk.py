"""Not understood, please repeat, never mind."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.turn import Events, QuitaAction, TurnView
from quita.adapters.phrases import choice_payload

MAX_GUESSES = 2
GUESS = "utter_guess_"


class ActionAskAgain(QuitaAction):
    """Asks again in other words, with guesses as buttons where that reveals nothing."""

    topic_name = "action_ask_again"
    resumes = False

    async def act(self, turn: TurnView) -> Events:
        """Offer guesses to a person who is known; ask plainly otherwise."""
        guesses = self._guesses(turn) if turn.slot("identity_verified") else []
        if not guesses:
            turn.say("utter_ask_again_plain")
            return []
        person = (turn.words(f"{GUESS}request_human"), "/request_human")
        turn.send(choice_payload(turn.words("utter_ask_again"), [*guesses, person]))
        return []

    def _guesses(self, turn: TurnView) -> list[tuple[str, str]]:
        ranking = turn.tracker.latest_message.get("intent_ranking") or []
        names = [entry["name"] for entry in ranking if turn.core.phrases.has(GUESS + entry["name"])]
        likely = [name for name in names if name != "request_human"][:MAX_GUESSES]
        return [(turn.words(GUESS + name), f"/{name}") for name in likely]


class ActionRepeat(QuitaAction):
    """Says again what was said last."""

    topic_name = "action_repeat"
    resumes = False

    async def act(self, turn: TurnView) -> Events:
        """Repeat the assistant's last turn."""
        said: list[dict[str, object]] = []
        for event in reversed(turn.tracker.events):
            if event.get("event") == "bot":
                said.append(event)
            elif said and event.get("event") == "user":
                break
        if not said:
            turn.say("utter_nothing_to_repeat")
        for event in reversed(said):
            turn.send_again(event)
        return []


class ActionForgetQuestion(QuitaAction):
    """Lets go of the last question: what comes next answers nothing."""

    topic_name = "action_forget_question"
    resumes = False

    async def act(self, turn: TurnView) -> Events:
        """Expect nothing."""
        return [SlotSet("expecting", "nothing")]
