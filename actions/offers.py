"""Bargaining: proposals, counter-offers, choices, refusals."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.choosing import ask_which_debt, focused_debt
from actions.debts import owed_today
from actions.offer_texts import offer_lines, reason_text, say_proposal
from actions.summary import say_summary
from actions.turn import Events, QuitaAction, TurnView, date_text, off_loop
from quita.domain.debt import Debt, Statement
from quita.domain.errors import OfferNotAvailable
from quita.domain.offer import Wish
from quita.domain.wish import from_another_day, wish_of
from quita.services.offers import Proposal

LAST = -1


class ActionMakeOffers(QuitaAction):
    """Makes the offers that a wish without a figure calls for."""

    topic_name = "action_make_offers"

    async def act(self, turn: TurnView) -> Events:
        """Propose for the debt being talked about."""
        chosen = await focused_debt(turn)
        if chosen is None:
            return await ask_which_debt(turn)
        return await propose(turn, chosen, Wish(count=turn.number("installments")))


class ActionCounterOffer(QuitaAction):
    """Answers what the person can pay: granted as said, or the nearest that is inside."""

    topic_name = "action_counter_offer"

    async def act(self, turn: TurnView) -> Events:
        """Read the wish and propose for it."""
        chosen = await focused_debt(turn)
        if chosen is None:
            return await ask_which_debt(turn)
        wish = wish_of(
            turn.text,
            turn.amounts(),
            turn.number("installments"),
            turn.day(),
            chosen[1].total,
            asked_monthly=turn.slot("expecting") == "amount",
        )
        return await propose(turn, chosen, await _with_plan_on_the_table(turn, wish))


class ActionChooseOption(QuitaAction):
    """Takes up the option that was picked: a debt of the list, or an offer."""

    topic_name = "action_choose_option"

    async def act(self, turn: TurnView) -> Events:
        """Go on with what the number stands for."""
        option = turn.number("option") or int(turn.ref or 0)
        if turn.slot("expecting") == "debt":
            return await self._debt(turn, option)
        return await self._offer(turn, option)

    async def _debt(self, turn: TurnView, option: int) -> Events:
        debt_id = picked(turn.slot("shown_debts") or [], option)
        if debt_id is None:
            return await ask_which_debt(turn)
        portrait = await off_loop(turn.core.debts.portrait, turn.conversation_id)
        chosen = next((pair for pair in portrait.open if pair[0].id == debt_id), None)
        if chosen is None:
            return await ask_which_debt(turn)
        return await propose(turn, chosen, Wish())

    async def _offer(self, turn: TurnView, option: int) -> Events:
        shown: list[str] = turn.slot("shown_offers") or []
        offer_id = picked(shown, option) or (shown[0] if len(shown) == 1 else None)
        if offer_id is None:
            chosen = await focused_debt(turn)
            return await propose(turn, chosen, Wish()) if chosen else await ask_which_debt(turn)
        return await show_summary(turn, offer_id)


class ActionRejectOffer(QuitaAction):
    """Takes a refusal without pressing: asks what would fit."""

    topic_name = "action_reject_offer"

    async def act(self, turn: TurnView) -> Events:
        """Ask how much fits in the month."""
        turn.say("utter_reject_offer")
        return [SlotSet("pending_offer", None), SlotSet("expecting", "amount")]


class ActionPromisePayment(QuitaAction):
    """Notes when somebody means to pay; a promise is no agreement."""

    topic_name = "action_promise_payment"

    async def act(self, turn: TurnView) -> Events:
        """Say what was noted, or ask for the day."""
        day = turn.day()
        if day is None:
            turn.say("utter_promise_no_date")
            return [SlotSet("expecting", "date")]
        turn.say("utter_promise_noted", date=date_text(day))
        return [SlotSet("expecting", "proposals")]


class ActionCannotPay(QuitaAction):
    """Meets hardship without pressure; what fits in the month may be told, or not."""

    topic_name = "action_cannot_pay"

    async def act(self, turn: TurnView) -> Events:
        """Ask, optionally, how much fits."""
        turn.say("utter_cannot_pay")
        return [SlotSet("expecting", "amount")]


async def _with_plan_on_the_table(turn: TurnView, wish: Wish) -> Wish:
    """Take "melhor dia 10", said to a summary, for that plan from another day."""
    offer_id = turn.slot("pending_offer")
    if offer_id is None or wish != Wish(first_date=wish.first_date):
        return wish
    try:
        _, stored = await off_loop(turn.core.offers.shown, turn.conversation_id, offer_id)
    except OfferNotAvailable:
        return wish
    return from_another_day(stored.offer, wish.first_date)


async def propose(turn: TurnView, chosen: tuple[Debt, Statement], wish: Wish) -> Events:
    """Show offers for a wish; a single one, granted as said, goes straight to its summary."""
    debt, statement = chosen
    try:
        proposal: Proposal = await off_loop(
            turn.core.offers.wish, turn.conversation_id, debt.id, wish, turn.key
        )
    except OfferNotAvailable:
        turn.say("utter_debt_needs_human")
        return [SlotSet("expecting", "human")]
    if len(proposal.offers) == 1 and not proposal.reasons and wish != Wish():
        turn.send({"kind": "text", "text": owed_today(turn, statement)})
        return say_summary(turn, debt, proposal.offers[0])
    refused = reason_text(turn, proposal, statement)
    say_proposal(turn, debt, statement, offer_lines(turn, proposal.offers), refused)
    return [
        SlotSet("focused_debt", debt.id),
        SlotSet("shown_offers", [offer.id for offer in proposal.offers]),
        SlotSet("pending_offer", None),
        SlotSet("expecting", "offer"),
    ]


async def show_summary(turn: TurnView, offer_id: str) -> Events:
    """Show the summary of an offer that still stands; else say why and propose anew."""
    try:
        debt, stored = await off_loop(turn.core.offers.shown, turn.conversation_id, offer_id)
    except OfferNotAvailable as error:
        return await offer_gone(turn, str(error))
    return say_summary(turn, debt, stored)


async def offer_gone(turn: TurnView, reason: str) -> Events:
    """Say that an offer no longer stands, and show today's where there are any."""
    if reason == "expired":
        turn.say("utter_offer_expired")
        return [SlotSet("pending_offer", None), SlotSet("expecting", "proposals")]
    chosen = await focused_debt(turn)
    if chosen is None:
        return await ask_which_debt(turn)
    turn.say("utter_offer_changed")
    return await propose(turn, chosen, Wish())


def picked(listed: list[str], option: int) -> str | None:
    """Give what stands at a number (from 1; -1 is the last), or None."""
    if option == LAST and listed:
        return listed[-1]
    return listed[option - 1] if 1 <= option <= len(listed) else None
