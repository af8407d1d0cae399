"""Paying: the code, whether the money came, what to do when it fails."""

from __future__ import annotations

from functools import partial

from rasa_sdk.events import SlotSet

from actions.charges import say_boleto, say_charge
from actions.choosing import say_nothing_open
from actions.disputes import open_case
from actions.turn import Events, QuitaAction, TurnView, date_text, off_loop
from quita.domain.business_days import local_day
from quita.domain.money import brl

BOLETO_INTENTS = {"ask_boleto", "ask_boleto_digits"}


class ActionSendPaymentCode(QuitaAction):
    """Sends the Pix or the boleto of the next payment, once a bank has issued it."""

    topic_name = "action_send_payment_code"

    async def act(self, turn: TurnView) -> Events:
        """Send the code, or say what must come before it."""
        boleto = turn.intent in BOLETO_INTENTS
        if boleto and not turn.core.settings.boletos:
            turn.say("utter_boleto_not_here")
            return [SlotSet("expecting", "human_or_pix")]
        ask = partial(turn.core.agreements.charge_next, boleto=boleto)
        closed = await off_loop(ask, turn.conversation_id)
        if closed is None or closed.charge is None:
            portrait = await off_loop(turn.core.debts.portrait, turn.conversation_id)
            if not portrait.open:
                return say_nothing_open(turn, portrait)
            turn.say("utter_boleto_needs_agreement" if boleto else "utter_pix_needs_agreement")
            return [SlotSet("expecting", "proposals")]
        if boleto:
            asked = await say_boleto(turn, closed.charge, closed.creditor)
        else:
            asked = await say_charge(turn, closed.charge, closed.creditor)
        return [*asked, SlotSet("expecting", "nothing")]


class ActionPaymentProblem(QuitaAction):
    """Helps when a payment fails."""

    topic_name = "action_payment_problem"

    async def act(self, turn: TurnView) -> Events:
        """Offer a new code, or a person."""
        turn.say("utter_payment_problem")
        return [SlotSet("expecting", "human_or_pix")]


class ActionPaymentStatus(QuitaAction):
    """Says whether a payment was seen: the truth, and nothing that is not yet known."""

    topic_name = "action_payment_status"

    async def act(self, turn: TurnView) -> Events:
        """Tell the last confirmed payment, or that none is confirmed yet.

        Without an agreement it was paid elsewhere: that is a case, and the receipt is asked for.
        """
        paid = await off_loop(turn.core.agreements.last_paid, turn.conversation_id)
        if paid is None or paid.paid_at is None:
            agreed = await off_loop(turn.core.agreements.current, turn.conversation_id)
            if agreed is None and turn.intent == "inform_paid":
                return await open_case(turn, "send_receipt")
            turn.say("utter_payment_pending")
            return []
        day = date_text(local_day(paid.paid_at))
        turn.say("utter_payment_known", amount=brl(paid.amount), date=day)
        return []
