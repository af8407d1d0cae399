"""The one summary that can be accepted: every payment, the creditor, what a default does."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.debts import creditor_block
from actions.offer_texts import cet_text, interest_text
from actions.turn import Events, TurnView, date_text
from quita.domain.debt import Debt
from quita.domain.money import brl
from quita.domain.offer import OfferKind
from quita.domain.records import StoredOffer


def say_summary(turn: TurnView, debt: Debt, stored: StoredOffer) -> Events:
    """Show an offer whole, to be accepted by its id."""
    offer = stored.offer
    cash = offer.kind is OfferKind.CASH
    lines = [
        turn.words(
            "utter_summary_line",
            number_label=payment_label(payment.number, cash),
            amount=brl(payment.amount),
            due_date=date_text(payment.due_date),
        )
        for payment in offer.payments
    ]
    turn.say(
        "utter_summary",
        creditor=debt.creditor.name,
        product=debt.product,
        plan_lines="\n".join(lines),
        total=brl(offer.total),
        owed=brl(offer.owed),
        interest_line="" if cash else f"Parcelado {interest_text(offer)}. {cet_text(turn, offer)}",
        default_text=turn.words("utter_summary_default", grace=str(debt.terms.grace_days)),
        creditor_block=creditor_block(turn, debt),
        valid_until=date_text(offer.valid_until),
        offer_id=stored.id,
    )
    return [
        SlotSet("focused_debt", debt.id),
        SlotSet("pending_offer", stored.id),
        SlotSet("expecting", "acceptance"),
    ]


def payment_label(number: int, cash: bool) -> str:
    """Name a payment of a plan."""
    if cash:
        return "Pagamento à vista"
    return "Entrada" if number == 0 else f"{number}ª"
