"""Closing a deal, and how a deal stands."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.charges import say_charge
from actions.offers import ActionMakeOffers, offer_gone, show_summary
from actions.turn import Events, QuitaAction, TurnView, date_text, off_loop
from quita.domain.errors import OfferNotAvailable
from quita.domain.money import ZERO, brl


class ActionAcceptOffer(QuitaAction):
    """Makes the agreement of the summary that was accepted, once, and sends its Pix."""

    topic_name = "action_accept_offer"

    async def act(self, turn: TurnView) -> Events:
        """Accept by the button's id or, while a summary waits, by words."""
        offer_id = turn.ref or turn.slot("pending_offer")
        if offer_id is None:
            return await self._without_summary(turn)
        try:
            closed = await off_loop(turn.core.agreements.accept, turn.conversation_id, offer_id)
        except OfferNotAvailable as error:
            return await offer_gone(turn, str(error))
        total = sum((item.amount for item in closed.agreement.installments), ZERO)
        turn.say(
            "utter_agreement_made",
            creditor=closed.creditor.name,
            total=brl(total),
            protocol=closed.protocol,
        )
        charge, creditor = closed.charge, closed.creditor
        asked = await say_charge(turn, charge, creditor) if charge else []
        return [
            *asked,
            SlotSet("pending_offer", None),
            SlotSet("shown_offers", None),
            SlotSet("focused_debt", None),
            SlotSet("expecting", "nothing"),
        ]

    async def _without_summary(self, turn: TurnView) -> Events:
        shown: list[str] = turn.slot("shown_offers") or []
        if len(shown) == 1:
            return await show_summary(turn, shown[0])
        return await ActionMakeOffers().act(turn)


class ActionShowAgreement(QuitaAction):
    """Says how far an agreement is paid and what comes next."""

    topic_name = "action_show_agreement"

    async def act(self, turn: TurnView) -> Events:
        """Tell the newest live agreement."""
        closed = await off_loop(turn.core.agreements.current, turn.conversation_id)
        if closed is None or closed.agreement.next_due is None:
            turn.say("utter_no_agreement")
            return [SlotSet("expecting", "proposals")]
        installments = closed.agreement.installments
        paid = sum(1 for item in installments if item.paid_at)
        turn.say(
            "utter_agreement_status",
            creditor=closed.creditor.name,
            paid=str(paid),
            count=str(len(installments)),
            next_due=date_text(closed.agreement.next_due.due_date),
            next_amount=brl(closed.agreement.next_due.amount),
            creditor_block=turn.core.messenger.creditor_block(closed.creditor),
        )
        return []


class ActionBreakAgreement(QuitaAction):
    """Hears that an agreement cannot be kept, without pressure."""

    topic_name = "action_break_agreement"

    async def act(self, turn: TurnView) -> Events:
        """Offer a person who can review it."""
        turn.say("utter_agreement_break")
        return [SlotSet("expecting", "human")]


class ActionChangeDueDate(QuitaAction):
    """A person changes due dates, until the assistant may."""

    topic_name = "action_change_due_date"

    async def act(self, turn: TurnView) -> Events:
        """Offer a person."""
        turn.say("utter_due_date_human")
        return [SlotSet("expecting", "human")]
