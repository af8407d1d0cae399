"""Which of several debts is meant: taken for granted with one, asked with more."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.turn import Events, TurnView, off_loop
from quita.domain.debt import Debt, Statement
from quita.domain.described import named
from quita.domain.handoff import Reason
from quita.domain.money import brl
from quita.domain.together import SEPARATOR, added_up, one_of
from quita.services.debts import Portrait

ROW_TITLE, ROW_DESCRIPTION, MAX_ROWS = 24, 72, 10
ASKS_TO_KNOW = {"ask_debt", "ask_debt_origin", "ask_charges"}  # without wanting to pay


async def focused_debt(turn: TurnView) -> tuple[Debt, Statement] | None:
    """Give the open debt being talked about: the one named, chosen before, or the only one."""
    portrait = await off_loop(turn.core.debts.portrait, turn.conversation_id)
    if len(portrait.open) == 1:
        return portrait.open[0]
    said = named(turn.text, [debt.creditor.name for debt, _ in portrait.open])
    if said is not None:
        return portrait.open[said]
    return found_debt(portrait, turn.slot("focused_debt"))


def found_debt(portrait: Portrait, debt_id: str | None) -> tuple[Debt, Statement] | None:
    """Give the open debt of an id; of several ids joined, one that stands for all of them."""
    ids = (debt_id or "").split(SEPARATOR)
    chosen = [pair for pair in portrait.open if pair[0].id in ids]
    if len(chosen) != len(ids):
        return None
    debts, statements = zip(*chosen, strict=True)
    return one_of(debts), added_up(statements)


async def ask_which_debt(turn: TurnView) -> Events:
    """List the open debts to choose from; say so where there are none."""
    portrait = await off_loop(turn.core.debts.portrait, turn.conversation_id)
    if not portrait.open:
        return say_nothing_open(turn, portrait)
    listed = [*portrait.open, *_together(portrait)][:MAX_ROWS]
    rows = [
        {
            "id": f"/choose_option#{number}",
            "title": f"{number}. {_together_word(debt)}{debt.creditor.name}"[:ROW_TITLE],
            "description": f"{debt.product}: {brl(statement.total)}"[:ROW_DESCRIPTION],
        }
        for number, (debt, statement) in enumerate(listed, start=1)
    ]
    text = turn.words("utter_choose_debt")
    turn.send({"kind": "list", "text": text, "button": "Ver lista", "rows": rows})
    return [
        SlotSet("shown_debts", [debt.id for debt, _ in listed]),
        SlotSet("named_debts", [_in_words(debt, statement) for debt, statement in listed]),
        SlotSet("expecting", "debt"),
    ]


def say_nothing_open(turn: TurnView, portrait: Portrait) -> Events:
    """Say that nothing may be spoken of here; who wants to pay all the same gets a person.

    Also whoever owes only what may have lapsed hears this, word for word: it is neither affirmed
    nor denied, and an insistence says nothing to us that the person does not know.
    """
    wants_to_pay = turn.intent not in ASKS_TO_KNOW
    if portrait.agreed and not (portrait.needs_human and wants_to_pay):
        turn.say("utter_agreement_already")
        return [SlotSet("expecting", "nothing")]
    if portrait.needs_human:
        turn.say("utter_debt_needs_human")
        return [SlotSet("expecting", "human")]
    if wants_to_pay and turn.said("utter_no_open_debts"):
        return [SlotSet("handoff_reason", Reason.REQUESTED.value), SlotSet("expecting", "nothing")]
    turn.say("utter_no_open_debts")
    return [SlotSet("expecting", "human")]


def _in_words(debt: Debt, statement: Statement) -> dict[str, str]:
    return {
        "creditor": debt.creditor.name,
        "product": debt.product,
        "total": str(statement.total),
        "due_date": debt.due_date.isoformat(),
        "together": "yes" if SEPARATOR in debt.id else "",
    }


def _together(portrait: Portrait) -> list[tuple[Debt, Statement]]:
    """Give, for each creditor of several open debts, one that stands for all of them."""
    by_creditor: dict[str, list[tuple[Debt, Statement]]] = {}
    for pair in portrait.open:
        by_creditor.setdefault(pair[0].creditor.id, []).append(pair)
    groups = [zip(*pairs, strict=True) for pairs in by_creditor.values() if len(pairs) > 1]
    return [(one_of(debts), added_up(statements)) for debts, statements in groups]


def _together_word(debt: Debt) -> str:
    return "Juntas: " if SEPARATOR in debt.id else ""
