"""Bargaining: proposals, counter-offers, choices, refusals."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.choosing import ask_which_debt, focused_debt, found_debt, say_nothing_open
from actions.debts import owed_today
from actions.offer_texts import beyond_note, say_proposal
from actions.summary import say_summary
from actions.turn import Events, QuitaAction, TurnView, date_text, off_loop
from quita.adapters.phrases import choice_payload
from quita.domain.debt import Debt, Statement
from quita.domain.errors import OfferNotAvailable
from quita.domain.handoff import Reason
from quita.domain.money import brl
from quita.domain.offer import Wish
from quita.domain.wish import asked_for, from_another_day, income_of, is_part_payment, wish_of
from quita.services.offers import Proposal

LAST = -1
FAR_WISH = "far_wish"  # the debt for which something far outside was wished once


class ActionMakeOffers(QuitaAction):
    """Makes the offers that a wish without a figure calls for."""

    topic_name = "action_make_offers"

    async def act(self, turn: TurnView) -> Events:
        """Propose for the debt being talked about."""
        if is_part_payment(turn.text, turn.number("installments")):
            return await say_part_payment(turn)
        chosen = await focused_debt(turn)
        if chosen is None:
            return await ask_which_debt(turn)
        wish = asked_for(turn.text, turn.number("installments"), turn.day())
        return await propose(turn, chosen, wish)


class ActionCounterOffer(QuitaAction):
    """Answers what the person can pay: granted as said, or the nearest that is inside."""

    topic_name = "action_counter_offer"

    async def act(self, turn: TurnView) -> Events:
        """Read the wish and propose for it."""
        count, amounts = turn.number("installments"), turn.amounts()
        if is_part_payment(turn.text, count):
            return await say_part_payment(turn)
        await hear_income(turn)
        chosen = await focused_debt(turn)
        if chosen is None:
            return await ask_which_debt(turn)
        monthly = turn.slot("expecting") == "amount"
        owed = chosen[1].total
        wish = wish_of(turn.text, amounts, count, turn.day(), owed, asked_monthly=monthly)
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
        chosen = found_debt(portrait, debt_id)
        if chosen is None:
            return await ask_which_debt(turn)
        return await propose(turn, chosen, Wish())

    async def _offer(self, turn: TurnView, option: int) -> Events:
        shown: list[str] = turn.slot("shown_offers") or []
        offer_id = picked(shown, option) or (shown[0] if len(shown) == 1 else None)
        if offer_id is not None:
            return await show_summary(turn, offer_id)
        return await told_apart(turn, shown)


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
        portrait = await off_loop(turn.core.debts.portrait, turn.conversation_id)
        if not (portrait.open or portrait.agreed):
            return say_nothing_open(turn, portrait)
        day = turn.day()
        if day is None:
            turn.say("utter_promise_no_date")
            return [SlotSet("expecting", "date")]
        turn.say("utter_promise_noted", date=date_text(day))
        return [SlotSet("expecting", "promise")]


class ActionCannotPay(QuitaAction):
    """Meets hardship without pressure; what fits in the month may be told, or not."""

    topic_name = "action_cannot_pay"

    async def act(self, turn: TurnView) -> Events:
        """Ask, optionally, how much fits; who tells an income hears what fits in it."""
        chosen = await focused_debt(turn) if await hear_income(turn) else None
        if chosen is not None:
            return await propose(turn, chosen, Wish())
        turn.say("utter_cannot_pay")
        return [SlotSet("expecting", "amount")]


async def told_apart(turn: TurnView, shown: list[str]) -> Events:
    """Take "pode ser à vista" for the offer it describes; ask which one where it says none."""
    chosen = await focused_debt(turn)
    if chosen is None:
        return await ask_which_debt(turn)
    wish = asked_for(turn.text, turn.number("installments"), turn.day())
    if wish != Wish() or not shown:
        return await propose(turn, chosen, wish)
    numbers = range(1, len(shown) + 1)
    buttons = [(f"Opção {number}", f"/choose_option#{number}") for number in numbers]
    turn.send(choice_payload(turn.words("utter_which_offer"), buttons))
    return [SlotSet("expecting", "offer")]


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


async def hear_income(turn: TurnView) -> bool:
    """Note an income that the message tells, so that no plan eats into what a home needs."""
    income = income_of(turn.text, turn.amounts())
    if income is not None:
        await off_loop(turn.core.offers.tell_income, turn.conversation_id, income)
    return income is not None


async def say_part_payment(turn: TurnView) -> Events:
    """Say that paying a part settles nothing, and of which debt it would be a part."""
    chosen = await focused_debt(turn)
    if chosen is None:
        return await ask_which_debt(turn)
    debt, statement = chosen
    turn.say(
        "utter_part_payment",
        creditor=debt.creditor.name,
        product=debt.product,
        owed=brl(statement.total),
    )
    return [SlotSet("focused_debt", debt.id), SlotSet("expecting", "proposals")]


async def propose(turn: TurnView, chosen: tuple[Debt, Statement], wish: Wish) -> Events:
    """Show offers for a wish; a single one, granted as said, goes straight to its summary."""
    debt, _ = chosen
    try:
        proposal = await off_loop(
            turn.core.offers.wish, turn.conversation_id, debt.id, wish, turn.key
        )
    except OfferNotAvailable as error:
        return _cannot_offer(turn, str(error))
    return await show_proposal(turn, proposal, wish)


async def show_proposal(turn: TurnView, proposal: Proposal, wish: Wish) -> Events:
    """Show a proposal: its summary, its offers, or that a person decides."""
    focus = SlotSet("focused_debt", proposal.debt.id)
    if not proposal.offers:
        turn.say("utter_means_pause")
        return [focus, SlotSet("pending_offer", None), SlotSet("expecting", "human")]
    if proposal.far and turn.slot(FAR_WISH) == proposal.debt.id:
        return [focus, *await ask_beyond(turn, proposal)]
    far = SlotSet(FAR_WISH, proposal.debt.id if proposal.far else turn.slot(FAR_WISH))
    if len(proposal.offers) == 1 and not proposal.reasons and wish != Wish():
        turn.send({"kind": "text", "text": owed_today(turn, proposal.statement)})
        return [*say_summary(turn, proposal.debt, proposal.offers[0]), far]
    say_proposal(turn, proposal)
    return [
        focus,
        SlotSet("shown_offers", [offer.id for offer in proposal.offers]),
        SlotSet("pending_offer", None),
        SlotSet("expecting", "offer"),
        far,
    ]


async def ask_beyond(turn: TurnView, proposal: Proposal) -> Events:
    """Hand a wish that was said twice, far outside, to a person, with the nearest offer."""
    note = beyond_note(proposal, turn.text)
    key = f"{turn.key}:beyond"
    kind = Reason.BEYOND_AUTHORITY.value
    await off_loop(turn.core.cases.open, turn.conversation_id, kind, note, key)
    return [SlotSet("handoff_reason", kind), SlotSet(FAR_WISH, None)]


def _cannot_offer(turn: TurnView, why: str) -> Events:
    if why == "apart":
        turn.say("utter_debts_apart")
        return [SlotSet("focused_debt", None), SlotSet("expecting", "proposals")]
    turn.say("utter_too_many_agreements" if why == "too_many" else "utter_debt_needs_human")
    return [SlotSet("expecting", "human")]


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
