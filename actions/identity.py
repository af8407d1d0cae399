"""Who is writing: the wish that waits, the two questions, and what their answers mean."""

from __future__ import annotations

import json
import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction

from actions.turn import Events, QuitaAction, TurnView, off_loop
from quita.domain.handoff import Reason
from quita.domain.identity import Answers, Outcome

CPF_DIGITS, FRAGMENT_DIGITS = 11, 3
PLACE_TEXTS = ("os 3 primeiros números", "os 3 números do meio (4º, 5º e 6º)",
               "os 3 números antes do traço (7º, 8º e 9º)")  # fmt: skip
WISH_ACTIONS = {
    "ask_debt": "action_show_debts",
    "ask_debt_origin": "action_explain_debt",
    "ask_charges": "action_explain_charges",
    "ask_credit_bureau": "utter_credit_bureau",
    "negotiate": "action_make_offers",
    "ask_discount": "action_make_offers",
    "ask_installments": "action_make_offers",
    "counter_offer": "action_counter_offer",
    "accept_offer": "action_show_debts",
    "choose_option": "action_show_debts",
    "reject_offer": "action_show_debts",
    "promise_payment": "action_promise_payment",
    "change_due_date": "action_change_due_date",
    "cannot_pay": "action_cannot_pay",
    "ask_boleto": "action_send_payment_code",
    "ask_boleto_digits": "action_send_payment_code",
    "ask_pix": "action_send_payment_code",
    "ask_payment_methods": "utter_payment_methods",
    "payment_problem": "action_payment_problem",
    "inform_paid": "action_payment_status",
    "ask_clearing_time": "action_payment_status",
    "ask_agreement": "action_show_agreement",
    "break_agreement": "action_break_agreement",
    "ask_debt_proof": "action_prove_debt",
    "dispute_debt": "action_open_case",
    "dispute_amount": "action_open_case",
    "dispute_service": "action_open_case",
    "over_indebted": "action_open_case",
    "update_contact": "action_open_case",
    "ask_settlement_letter": "action_send_letter",
    "send_receipt": "action_open_case",
}
DEFAULT_ACTION = "action_show_debts"
MAY_ANSWER = {"inform_identity", "nlu_fallback"}  # intents whose only number may be the digits
KEEPS_WISH = {"affirm", "inform_identity"}  # an answer to "may I ask": an earlier wish still waits


class ActionRememberWish(QuitaAction):
    """Keeps what was asked for until identity is verified."""

    topic_name = "action_remember_wish"
    resumes = False

    async def act(self, turn: TurnView) -> Events:
        """Remember, and say why two questions come first."""
        if await off_loop(turn.core.identity.locked, turn.conversation_id):
            locked = SlotSet("handoff_reason", Reason.IDENTITY_FAILED.value)
            return [locked, FollowupAction("action_listen")]
        asking = turn.tracker.active_loop_name == "identity_form"
        turn.say("utter_private_matter_again" if asking else "utter_private_matter")
        if turn.intent in KEEPS_WISH and turn.slot("pending_wish"):
            return []
        wish = {
            "intent": turn.intent,
            "text": turn.text,
            "entities": turn.tracker.latest_message.get("entities") or [],
        }
        return [SlotSet("pending_wish", json.dumps(wish, ensure_ascii=False))]


class ActionResumeWish(QuitaAction):
    """Goes on with what was asked for before the two questions."""

    topic_name = "action_resume_wish"
    resumes = False

    async def act(self, turn: TurnView) -> Events:
        """Follow the remembered wish with its own action."""
        if not turn.slot("identity_verified"):
            return [SlotSet("pending_wish", None)]
        wish = json.loads(turn.slot("pending_wish") or "{}")
        action = WISH_ACTIONS.get(wish.get("intent", ""), DEFAULT_ACTION)
        if wish.get("intent") == "affirm" and turn.slot("expecting") == "reminders":
            action = "action_set_reminders"  # a yes that came after the proof had lapsed
        spoken_by_rasa = action.startswith("utter_")
        done = [SlotSet("pending_wish", None)] if spoken_by_rasa else []
        return [*done, FollowupAction(action)]


class ActionAskCpfAnswer(QuitaAction):
    """Asks for three digits of the CPF at named places."""

    topic_name = "action_ask_cpf_answer"
    resumes = False

    async def act(self, turn: TurnView) -> Events:
        """Name the places of this conversation."""
        place = turn.core.identity.place(turn.conversation_id)
        turn.say("utter_ask_cpf_digits", places=PLACE_TEXTS[place])
        return []


class ValidateIdentityForm(FormValidationAction):
    """Reads the two answers out of whatever was typed, and checks them together."""

    def name(self) -> str:
        """Give Rasa's name for the validation of identity_form."""
        return "validate_identity_form"

    async def extract_cpf_answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> dict[str, str]:
        """Give the digits of the CPF in this message, if it holds any."""
        turn = TurnView(dispatcher, tracker, self.name())
        # Three digits answer only where their places were named; a whole CPF answers anywhere.
        asked = tracker.get_slot("requested_slot") is not None
        given = turn.values("cpf") or (turn.values("cpf_fragment") if asked else [])
        if given:
            return {"cpf_answer": given[0]}
        if tracker.get_slot("requested_slot") != "cpf_answer":
            return {}
        one_number = re.fullmatch(r"\D*(\d[\d.\s-]*)\D*", turn.text)
        meant = turn.intent in MAY_ANSWER or not any(letter.isalpha() for letter in turn.text)
        if one_number is None or not meant or turn.values("birth_date"):
            return {}  # "não, 6 vezes" is no CPF, and must not count as a failure
        return {"cpf_answer": re.sub(r"\D", "", one_number.group(1))}

    async def extract_birth_answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> dict[str, str]:
        """Give the birth date in this message (ISO), or its bare year where that was asked."""
        turn = TurnView(dispatcher, tracker, self.name())
        given = turn.values("birth_date")
        if given:
            return {"birth_answer": given[0]}
        if tracker.get_slot("requested_slot") != "birth_answer":
            return {}
        year = re.search(r"\b(19\d\d|20[01]\d)\b", turn.text)
        return {"birth_answer": year.group(1)} if year else {}

    async def validate_cpf_answer(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> dict[str, str | None]:
        """Ask to check digits that cannot be right; that counts as no failure."""
        turn = TurnView(dispatcher, tracker, self.name())
        whole = len(value) == CPF_DIGITS and value in turn.values("cpf")
        if not whole and len(value) != FRAGMENT_DIGITS:
            turn.say("utter_identity_check_digits")
            return {"cpf_answer": None}
        return {"cpf_answer": value}

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> list[EventType]:
        """Read and validate each answer; once both are there, check who it is."""
        events = list(await super().run(dispatcher, tracker, domain))
        answered = {e["name"]: e["value"] for e in events if e.get("event") == "slot"}
        cpf = answered.get("cpf_answer", tracker.get_slot("cpf_answer"))
        birth = answered.get("birth_answer", tracker.get_slot("birth_answer"))
        if not (cpf and birth) or not {"cpf_answer", "birth_answer"} & set(answered):
            return events
        return await self._check(TurnView(dispatcher, tracker, self.name()), cpf, birth)

    async def _check(self, turn: TurnView, cpf: str, birth: str) -> list[EventType]:
        checked = await off_loop(
            turn.core.identity.check, turn.conversation_id, Answers(cpf, birth)
        )
        if checked.outcome is Outcome.VERIFIED:
            turn.say("utter_identity_confirmed", first_name=checked.first_name)
            return [
                SlotSet("cpf_answer", "ok"),  # the digits themselves are kept nowhere
                SlotSet("birth_answer", "ok"),
                SlotSet("requested_slot", None),
                SlotSet("identity_verified", True),
            ]
        cleared = [SlotSet("cpf_answer", None), SlotSet("birth_answer", None)]
        if checked.outcome is Outcome.LOCKED:
            locked = SlotSet("handoff_reason", Reason.IDENTITY_FAILED.value)
            return [*cleared, locked, SlotSet("requested_slot", None)]
        turn.say("utter_identity_mismatch")
        return [*cleared, SlotSet("requested_slot", "cpf_answer")]
