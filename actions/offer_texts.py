"""Offers in words, and the buttons that choose them."""

from __future__ import annotations

from actions.debts import creditor_block, owed_today
from actions.turn import TurnView, date_text
from quita.adapters.phrases import choice_payload
from quita.domain.installments import Installment
from quita.domain.money import brl, percent_text
from quita.domain.offer import Offer, OfferKind, Reason
from quita.domain.policy import Role
from quita.services.offers import Proposal

MAX_TITLE = 20


def say_proposal(turn: TurnView, proposal: Proposal) -> None:
    """Say the offers in one message, a button for each."""
    intro = reason_text(turn, proposal) or turn.words(
        "utter_offer_intro", creditor=proposal.debt.creditor.name
    )
    lines = [_line(turn, n, stored.offer) for n, stored in enumerate(proposal.offers, start=1)]
    valid_until = min(stored.offer.valid_until for stored in proposal.offers)
    question = turn.words("utter_offers_choose", valid_until=date_text(valid_until))
    account = f"{owed_today(turn, proposal.statement)}\n{creditor_block(turn, proposal.debt)}"
    text = "\n\n".join([intro, *lines, account, question])
    buttons = [
        (_title(number, stored.offer), f"/choose_option#{number}")
        for number, stored in enumerate(proposal.offers, start=1)
    ]
    turn.send(choice_payload(text, buttons))


def reason_text(turn: TurnView, proposal: Proposal) -> str:
    """Say why a wish was not granted as it was said; empty where it was."""
    if not proposal.reasons:
        return ""
    terms = proposal.quote.terms
    offers = [stored.offer for stored in proposal.offers]
    split = [offer for offer in offers if offer.kind is OfferKind.INSTALLMENTS]
    limits = {
        Reason.BELOW_CASH_PRICE: brl(min(offer.total for offer in offers)),
        Reason.BELOW_MIN_INSTALLMENT: brl(terms.min_installment),
        Reason.TOO_MANY_INSTALLMENTS: str(terms.max_installments),
        Reason.BELOW_MIN_DOWN_PAYMENT: brl(terms.min_down_payment),
        Reason.DATE_TOO_FAR: date_text(offers[0].payments[0].due_date),
        Reason.ABOVE_MONTHLY: brl(split[0].installments[0].amount) if split else "",
        Reason.ABOVE_MEANS: brl(terms.existential_minimum),
    }
    reasons = " ".join(
        turn.words(f"utter_reason_{reason.value}", limit=limits.get(reason, ""))
        for reason in proposal.reasons
    )
    return turn.words("utter_wish_not_possible", reason=reasons)


def beyond_note(proposal: Proposal, words: str) -> str:
    """Tell an agent what was wished and what lies nearest; agents read it in a case."""
    nearest = proposal.offers[0].offer
    within = {Role.AGENT: "atendente", Role.SUPERVISOR: "supervisor", None: "ninguém: é do credor"}
    return (
        f"A pessoa pediu duas vezes algo longe da política: “{words[:200]}”. "
        f"Conta: {proposal.debt.product}, {brl(proposal.quote.owed)} hoje. "
        f"O mais perto que cabe: {brl(nearest.total)} em {len(nearest.payments)} pagamento(s), "
        f"proposta {proposal.offers[0].id}. Alçada: {within[proposal.within]}."
    )


def cet_text(turn: TurnView, offer: Offer) -> str:
    """Say the yearly cost of a plan in plain words; empty of a cash payment."""
    if offer.cet_pct is None:
        return ""
    extra = offer.total - offer.owed
    name = "utter_cet" if extra > 0 else "utter_cet_free"
    return turn.words(name, cet=percent_text(offer.cet_pct).rstrip("%"), extra=brl(extra))


def interest_text(offer: Offer) -> str:
    """Say the interest of a plan."""
    if not offer.monthly_interest_pct:
        return "sem juros"
    return f"com juros de {percent_text(offer.monthly_interest_pct)} ao mês"


def _line(turn: TurnView, number: int, offer: Offer) -> str:
    if offer.kind is OfferKind.CASH:
        due = date_text(offer.payments[0].due_date)
        if not offer.discount:
            return turn.words(
                "utter_offer_cash_plain", number=str(number), total=brl(offer.total), due_date=due
            )
        return turn.words(
            "utter_offer_cash",
            number=str(number),
            total=brl(offer.total),
            discount_pct=percent_text(offer.discount_pct).rstrip("%"),
            discount=brl(offer.discount),
            due_date=due,
        )
    first: Installment = offer.installments[0]
    values = {
        "number": str(number),
        "count": str(len(offer.installments)),
        "amount": brl(first.amount),
        "total": brl(offer.total),
        "first_due": date_text(first.due_date),
        "interest": interest_text(offer),
    }
    if offer.down_payment:
        down = brl(offer.down_payment)
        return turn.words("utter_offer_installments_down", down=down, **values)
    return turn.words("utter_offer_installments", **values)


def _title(number: int, offer: Offer) -> str:
    """Name an offer on its button, 20 characters at most."""
    if offer.kind is OfferKind.CASH:
        return f"{number}. À vista"[:MAX_TITLE]
    down = "Entrada + " if offer.down_payment else ""
    return f"{number}. {down}{len(offer.installments)} vezes"[:MAX_TITLE]
