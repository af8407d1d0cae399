"""Closing a deal, and how a deal stands."""

from __future__ import annotations

from datetime import date

from rasa_sdk.events import SlotSet

from actions.charges import say_charge
from actions.debts import creditor_block
from actions.offers import (
    ActionCounterOffer,
    offer_gone,
    show_proposal,
    show_summary,
    told_apart,
)
from actions.papers import send_term
from actions.reminders import ask_reminders
from actions.summary import payment_label, say_summary
from actions.turn import Events, QuitaAction, TurnView, date_text, off_loop
from quita.adapters.phrases import choice_payload
from quita.domain.agreement import AgreementState
from quita.domain.errors import NotAllowed, OfferNotAvailable
from quita.domain.money import ZERO, brl
from quita.domain.offer import Wish
from quita.domain.said import Said, agrees_with, asks_for_pix
from quita.services.agreements import Closed

CHARGED_WITHIN = 7  # days: the code of a payment that is due later is sent when it is asked for


class ActionAcceptOffer(QuitaAction):
    """Makes the agreement of the summary that was accepted, once, and sends its Pix."""

    topic_name = "action_accept_offer"

    async def act(self, turn: TurnView) -> Events:
        """Accept by the button's id or, while a summary waits, by words."""
        offer_id = turn.ref or turn.slot("pending_offer")
        if offer_id is None:
            return await self._without_summary(turn)
        within = None if turn.intent == "ask_pix" or asks_for_pix(turn.text) else CHARGED_WITHIN
        try:
            debt, stored = await off_loop(turn.core.offers.shown, turn.conversation_id, offer_id)
            if not stored.accepted:
                if turn.ref and turn.ref != turn.slot("pending_offer"):
                    turn.say("utter_summary_again")
                    return say_summary(turn, debt, stored)
                if not turn.ref and not agrees_with(said_values(turn), stored.offer):
                    return await ActionCounterOffer().act(turn)
            accept = turn.core.agreements.accept
            closed = await off_loop(accept, turn.conversation_id, offer_id, within)
        except OfferNotAvailable as error:
            return await offer_gone(turn, str(error))
        say_made(turn, closed)
        asked = await say_first_payment(turn, closed)
        if not asked:  # else a person has it now
            asked = await ask_reminders(turn)
        return [
            SlotSet("expecting", "nothing"),
            *asked,
            SlotSet("pending_offer", None),
            SlotSet("shown_offers", None),
            SlotSet("focused_debt", None),
        ]

    async def _without_summary(self, turn: TurnView) -> Events:
        if said_values(turn) != Said():
            return await ActionCounterOffer().act(turn)
        shown: list[str] = turn.slot("shown_offers") or []
        if len(shown) == 1:
            return await show_summary(turn, shown[0])
        return await told_apart(turn, shown)


def said_values(turn: TurnView) -> Said:
    """Give the figures in what was said: "aceito por 1 real" accepts no other amount."""
    return Said(tuple(turn.amounts()), turn.number("installments"), turn.day())


async def say_first_payment(turn: TurnView, closed: Closed) -> Events:
    """Send the code of a first payment that is due soon; of a later one, say when it is due."""
    if closed.charge:
        return await say_charge(turn, closed.charge, closed.creditor)
    due = closed.agreement.next_due
    if due is not None:
        turn.say(
            "utter_first_payment_later",
            amount=brl(due.amount),
            due_date=date_text(due.due_date),
        )
    return []


def say_made(turn: TurnView, closed: Closed) -> None:
    """Confirm a deal: what is paid when, to whom (CDC art. 42-A), and how to leave it."""
    installments = closed.agreement.installments
    lines = [
        turn.words(
            "utter_summary_line",
            number_label=payment_label(item.number, len(installments) == 1),
            amount=brl(item.amount),
            due_date=date_text(item.due_date),
        )
        for item in installments
    ]
    turn.say(
        "utter_agreement_made",
        creditor_block=creditor_block(turn, closed.debt),
        plan_lines="\n".join(lines),
        total=brl(sum((item.amount for item in installments), ZERO)),
        protocol=closed.protocol,
    )


class ActionShowAgreement(QuitaAction):
    """Says how far an agreement is paid and what comes next."""

    topic_name = "action_show_agreement"

    async def act(self, turn: TurnView) -> Events:
        """Tell the newest live agreement."""
        if await send_term(turn):
            return []
        closed = await off_loop(turn.core.agreements.current, turn.conversation_id)
        if closed is None or closed.agreement.next_due is None:
            if await off_loop(turn.core.letters.of_person, turn.conversation_id):
                turn.say("utter_agreement_all_paid")
                return []
            turn.say("utter_no_agreement")
            return [SlotSet("expecting", "proposals")]
        agreement = closed.agreement
        ahead = await off_loop(turn.core.keeping.ahead, turn.conversation_id)
        late = agreement.state is AgreementState.LATE
        early = ahead is not None and ahead.saved > 0
        turn.say(
            "utter_agreement_status",
            creditor=closed.creditor.name,
            paid=str(len(agreement.paid)),
            count=str(len(agreement.installments)),
            next_due=date_text(closed.agreement.next_due.due_date),
            next_amount=brl(closed.agreement.next_due.amount),
            creditor_block=creditor_block(turn, closed.debt),
            late_line=turn.words("utter_agreement_late_line") if late else "",
            early_line=(
                turn.words("utter_early_line", amount=brl(ahead.amount), saved=brl(ahead.saved))
                if ahead is not None and early
                else ""
            ),
        )
        return []


class ActionBreakAgreement(QuitaAction):
    """Hears that an agreement cannot be kept, without pressure, and shows the ways out."""

    topic_name = "action_break_agreement"

    async def act(self, turn: TurnView) -> Events:
        """Cancel or make anew where a button says so; else say what can be done."""
        if turn.ref == "cancel":
            return await self._cancel(turn)
        if turn.ref == "redo":
            return await self._redo(turn)
        closed = await off_loop(turn.core.agreements.current, turn.conversation_id)
        if closed is None:
            turn.say("utter_no_agreement")
            return [SlotSet("expecting", "proposals")]
        name = "utter_agreement_break" if closed.agreement.paid else "utter_agreement_break_unpaid"
        turn.say(name)
        return [SlotSet("expecting", "nothing")]

    async def _cancel(self, turn: TurnView) -> Events:
        try:
            done = await off_loop(turn.core.keeping.cancel, turn.conversation_id)
        except NotAllowed:
            turn.say("utter_agreement_cancel_late")
            return [SlotSet("expecting", "human")]
        turn.say("utter_agreement_cancelled" if done else "utter_no_agreement")
        return [SlotSet("expecting", "proposals")]

    async def _redo(self, turn: TurnView) -> Events:
        try:
            proposal = await off_loop(
                turn.core.offers.again, turn.conversation_id, Wish(), turn.key
            )
        except OfferNotAvailable:
            turn.say("utter_too_many_agreements")
            return [SlotSet("expecting", "human")]
        if proposal is None:
            turn.say("utter_no_agreement")
            return [SlotSet("expecting", "proposals")]
        turn.say("utter_agreement_redo")
        return await show_proposal(turn, proposal, Wish())


class ActionChangeDueDate(QuitaAction):
    """Moves the next payment to another day, within what the creditor allows."""

    topic_name = "action_change_due_date"

    async def act(self, turn: TurnView) -> Events:
        """Move it to the day that was said or pressed; else show the days that can be."""
        day = date.fromisoformat(turn.ref) if turn.ref else turn.day()
        if day is None:
            return await self._choices(turn)
        try:
            moved = await off_loop(turn.core.keeping.change_due_date, turn.conversation_id, day)
        except NotAllowed as error:
            return await self._choices(turn, f"utter_due_date_{error}")
        if moved is None:
            turn.say("utter_no_agreement")
            return [SlotSet("expecting", "proposals")]
        turn.say(
            "utter_due_date_moved", amount=brl(moved.amount), due_date=date_text(moved.due_date)
        )
        return [SlotSet("expecting", "nothing")]

    async def _choices(self, turn: TurnView, why: str = "") -> Events:
        days = await off_loop(turn.core.keeping.due_choices, turn.conversation_id)
        if not days:
            turn.say("utter_due_date_human")
            return [SlotSet("expecting", "human")]
        lead = turn.words(why) + " " if why else ""
        text = lead + turn.words("utter_due_date_choose", latest=date_text(days[-1]))
        buttons = [(date_text(day), f"/change_due_date#{day.isoformat()}") for day in days]
        turn.send(choice_payload(text, buttons))
        return [SlotSet("expecting", "nothing")]
