"""Wishes beyond an agent's authority, as whoever asked and whoever decides read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from connectors.agent_desk import view, words
from quita.domain.money import brl
from quita.domain.offer import Wish
from quita.services.case_file import CaseFile
from quita.services.desk_deals import read_wish

_TONES = {"waiting": "warm", "granted": "good", "refused": "late"}


@dataclass(frozen=True)
class Ask:
    """One wish; `debt` is what it is about, as far as identity is proven."""

    id: str
    waiting: bool
    state: str
    tone: str
    who: str
    since: str
    wish: str
    why: str
    debt: str
    decider: str
    answer: str | None


def asks_of(file: CaseFile, names: view.Names, now: datetime) -> list[Ask]:
    """Lay out the wishes of a case, oldest first."""
    owed = {
        debt.id: f"{debt.creditor.name}, hoje {brl(statement.total)}"
        for debt, _, statement in (file.money.debts if file.money else ())
    }
    return [
        Ask(
            id=one.id,
            waiting=one.state == "waiting",
            state=words.APPROVALS[one.state],
            tone=_TONES[one.state],
            who=names.get(one.asked_by, "Colega"),
            since=f"há {words.span(now - one.asked_at)}",
            wish=wish_text(read_wish(one.wish)),
            why=one.why,
            debt=owed.get(one.debt_id, ""),
            decider=names.get(one.decided_by or "", "Supervisão"),
            answer=one.answer,
        )
        for one in file.approvals
    ]


def wish_text(wish: Wish) -> str:
    """Write a wish in one line.

    >>> wish_text(Wish(total=Decimal("900"), count=3))
    'R$ 900,00 no total, em 3 parcelas'
    """
    amounts: list[tuple[Decimal | None, str]] = [
        (wish.total, "no total"),
        (wish.down, "de entrada"),
        (wish.monthly, "por mês"),
    ]
    parts = [f"{brl(amount)} {what}" for amount, what in amounts if amount is not None]
    if wish.count:
        parts.append("à vista" if wish.count == 1 else f"em {wish.count} parcelas")
    text = ", ".join(parts) or "a melhor condição"
    return text[0].upper() + text[1:]
