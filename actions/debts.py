"""What is owed: the statement, where it comes from, and why it grew."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.choosing import ask_which_debt, focused_debt, say_nothing_open
from actions.turn import Events, QuitaAction, TurnView, date_text, off_loop
from quita.domain.debt import Debt, Statement
from quita.domain.money import ZERO, brl

CHARGE_LABELS = {
    "correction_line": ("correction", "Correção"),
    "fine_line": ("fine", "Multa"),
    "interest_line": ("interest", "Juros"),
    "fees_line": ("fees", "Encargos do contrato"),
    "paid_line": ("paid", "Já pago, descontado"),
}


class ActionShowDebts(QuitaAction):
    """States every open debt with its original value and each charge (Lei SP 14.953/2013)."""

    topic_name = "action_show_debts"

    async def act(self, turn: TurnView) -> Events:
        """Say what is open, and offer to go on."""
        portrait = await off_loop(turn.core.debts.portrait, turn.conversation_id)
        if not portrait.open:
            return say_nothing_open(turn, portrait)
        total = brl(sum((statement.total for _, statement in portrait.open), ZERO))
        count = len(portrait.open)
        counted = "1 conta" if count == 1 else f"{count} contas"
        items = [turn.words("utter_debts_intro", count=counted, total=total)]
        items += [statement_text(turn, debt, statement) for debt, statement in portrait.open]
        turn.send({"kind": "text", "text": "\n\n".join(items)})
        turn.say("utter_debts_next")
        if portrait.needs_human:
            turn.say("utter_debt_needs_human")
        return [SlotSet("expecting", "proposals")]


class ActionExplainDebt(QuitaAction):
    """Says which purchase or contract a debt comes from."""

    topic_name = "action_explain_debt"

    async def act(self, turn: TurnView) -> Events:
        """Tell the origin of the debt being talked about."""
        chosen = await focused_debt(turn)
        if chosen is None:
            return await ask_which_debt(turn)
        debt, _ = chosen
        assigned = ""
        if debt.original_creditor_name and debt.assignment_date:
            assigned = turn.words(
                "utter_assigned_line",
                original_creditor=debt.original_creditor_name,
                date=date_text(debt.assignment_date),
            )
        text = turn.words(
            "utter_debt_origin",
            creditor=debt.creditor.name,
            product=debt.product,
            contract=debt.contract,
            original=brl(debt.original_amount),
            due_date=date_text(debt.due_date),
            assigned_line=assigned,
        )
        turn.send({"kind": "text", "text": f"{text}\n{creditor_block(turn, debt)}"})
        return [SlotSet("focused_debt", debt.id)]


class ActionExplainCharges(QuitaAction):
    """Says what each charge is."""

    topic_name = "action_explain_charges"

    async def act(self, turn: TurnView) -> Events:
        """Itemise the debt being talked about."""
        chosen = await focused_debt(turn)
        if chosen is None:
            return await ask_which_debt(turn)
        debt, statement = chosen
        lines = [line for line in charge_lines(turn, statement).values() if line]
        original = turn.words(
            "utter_debt_charge_line", label="Valor original", amount=brl(statement.principal)
        )
        items = "\n".join([original, *lines])
        text = turn.words("utter_charges", items=items, total=brl(statement.total))
        turn.send({"kind": "text", "text": f"{text}\n{creditor_block(turn, debt)}"})
        return [SlotSet("focused_debt", debt.id)]


def statement_text(turn: TurnView, debt: Debt, statement: Statement) -> str:
    """Give the statement of one debt, its creditor named in full (CDC art. 42-A)."""
    item = turn.words(
        "utter_debt_item",
        creditor=debt.creditor.name,
        product=debt.product,
        contract=debt.contract,
        original=brl(statement.principal),
        due_date=date_text(debt.due_date),
        total=brl(statement.total),
        **charge_lines(turn, statement),
    )
    return f"{item}\n{creditor_block(turn, debt)}"


def charge_lines(turn: TurnView, statement: Statement) -> dict[str, str]:
    """Give a line for each charge that is not zero, an empty one for the rest."""
    lines = {}
    for name, (attribute, label) in CHARGE_LABELS.items():
        amount = getattr(statement, attribute)
        lines[name] = (
            turn.words("utter_debt_charge_line", label=label, amount=brl(amount)) if amount else ""
        )
    return lines


def creditor_block(turn: TurnView, debt: Debt) -> str:
    """Name the creditor, its CNPJ and address (CDC art. 42-A)."""
    return turn.core.messenger.creditor_block(debt.creditor)


def owed_today(turn: TurnView, statement: Statement) -> str:
    """Say in one line what is owed and of what it is made (Lei SP 14.953/2013)."""
    parts = [("valor original", statement.principal)]
    parts += [(label.lower(), getattr(statement, name)) for name, label in CHARGE_LABELS.values()]
    itemised = [
        turn.words("utter_owed_part", label=label, amount=brl(amount))
        for label, amount in parts
        if amount
    ]
    return turn.words("utter_owed_today", owed=brl(statement.total), parts=", ".join(itemised))
