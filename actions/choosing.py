"""Which of several debts is meant: taken for granted with one, asked with more."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.turn import Events, TurnView, off_loop
from quita.domain.debt import Debt, Statement
from quita.domain.money import brl
from quita.domain.together import SEPARATOR, added_up, one_of
from quita.services.debts import Portrait

ROW_TITLE, ROW_DESCRIPTION, MAX_ROWS = 24, 72, 10


async def focused_debt(turn: TurnView) -> tuple[Debt, Statement] | None:
    """Give the open debt being talked about: the chosen one, or the only one; else None."""
    portrait = await off_loop(turn.core.debts.portrait, turn.conversation_id)
    if len(portrait.open) == 1:
        return portrait.open[0]
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
        name = "utter_agreement_already" if portrait.agreed else "utter_no_open_debts"
        turn.say("utter_debt_needs_human" if portrait.needs_human else name)
        return [SlotSet("expecting", "human" if portrait.needs_human else "nothing")]
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
        SlotSet("expecting", "debt"),
    ]


def _together(portrait: Portrait) -> list[tuple[Debt, Statement]]:
    """Give, for each creditor of several open debts, one that stands for all of them."""
    by_creditor: dict[str, list[tuple[Debt, Statement]]] = {}
    for pair in portrait.open:
        by_creditor.setdefault(pair[0].creditor.id, []).append(pair)
    groups = [zip(*pairs, strict=True) for pairs in by_creditor.values() if len(pairs) > 1]
    return [(one_of(debts), added_up(statements)) for debts, statements in groups]


def _together_word(debt: Debt) -> str:
    return "Juntas: " if SEPARATOR in debt.id else ""
