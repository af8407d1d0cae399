"""Finds the second wish of a turn: "quanto eu devo? e tem como parcelar?".

The whole turn is read first, and its pieces (see `clauses`) after it. A piece adds a wish only past
a strict gate: it is sure, it leads clearly, it names what it asks for, it is about another matter,
and a further piece bears the first reading out. To miss a second wish costs a repetition; to hear
one that nobody uttered confuses (docs/decisions/0011-context.md has the figures).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from quita.domain.handoff import FALLBACK_INTENT

LEAST, LEAST_LEAD = 0.5, 0.25  # confidence of a piece, and its lead over its own second reading
BORNE_OUT = 0.4  # confidence of the piece that agrees with the whole
# matter: intents that one answer serves. order: what is told before what is asked of the person.
_MATTERS = {
    "who": (0, "ask_who_is_speaking suspect_scam ask_if_bot",
            r"quem|empresa|golpe|robo|maquina"),
    "time": (0, "ask_time_bar", r"caduc|prescr|\banos?\b|venceu"),
    "paid": (1, "inform_paid ask_clearing_time send_receipt",
             r"\bpag(?:uei|ou|amos|o)\b|quitei|deposit|transferi|comprovante|baixa|compensa"),
    "origin": (1, "ask_debt_origin",
               r"de onde|origem|d[eoa] que\b|que (?:divida|conta|compra|cobranca|debito)|refere"),
    "debt": (2, "ask_debt", r"dev(?:o|endo|ia)\b|divida|debito|saldo|em aberto|pendenc"),
    "charges": (2, "ask_charges", r"juro|multa|taxa|encargo|aument|subi"),
    "bureau": (2, "ask_credit_bureau", r"serasa|\bspc\b|score|nome|protest|cartorio"),
    "methods": (2, "ask_payment_methods",
                r"form(?:a|as) de pag|cartao|credito|debito|loterica|pagar"),
    "proof": (3, "ask_debt_proof", r"contrato|nota|fatura|prova|assinatura|assinei"),
    "letter": (3, "ask_settlement_letter", r"quitacao|quitad|nada consta|declaracao|carta"),
    "contact": (3, "update_contact", r"telefone|numero|celular|e-?mail|endereco|contato|zap"),
    "lgpd": (3, "lgpd_request", r"dados|lgpd|cadastro|consent"),
    "agreement": (4, "ask_agreement", r"acordo|parcela|prestac"),
    "due": (4, "change_due_date", r"vencimento|vence|data|\bdia\b"),
    "deal": (5, "negotiate ask_discount ask_installments",
             r"negoci|acordo|propost|acert|descont|abat|parcel|divid|vezes|\d ?x\b|quitar"),
    "payment": (6, "ask_boleto ask_boleto_digits ask_pix payment_problem",
                r"boleto|via\b|\bpix|codigo|linha|qr"),
    "human": (7, "request_human", r"atendente|humano|pessoa|falar com"),
}  # fmt: skip
_MATTER = {intent: matter for matter, (_, names, _) in _MATTERS.items() for intent in names.split()}
# Of the same matter, though no piece is taken for them: these are heard by the whole turn alone.
_AKIN = {
    "dispute_debt": "origin",
    "dispute_amount": "charges",
    "break_agreement": "agreement",
    **dict.fromkeys(("counter_offer", "reject_offer", "accept_offer", "choose_option"), "deal"),
    **dict.fromkeys(("promise_payment", "cannot_pay", "over_indebted"), "deal"),
}
_NAMES = {matter: re.compile(pattern) for matter, (_, _, pattern) in _MATTERS.items()}
# Readings that give way to a wish in the same turn.
_GIVE_WAY = frozenset({"greet", "goodbye", "thank", "inform_identity", "ask_help", FALLBACK_INTENT})
# Answers to the assistant's own question: only what is told goes with them, nothing that is asked.
_ANSWERS = {"affirm", "deny", "accept_offer", "reject_offer", "choose_option", "counter_offer"}
_TOLD = {"who", "time", "origin", "charges", "bureau", "methods", "letter"}
# Whoever says one of these is answered for it alone.
LIFE_RISK = "life_risk"
ALONE = frozenset(
    {LIFE_RISK, "request_human", "debtor_deceased", "wrong_person", "third_party"}
    | {"claim_fraud", "stop_contact", "threaten_legal", "out_of_scope"}
)
_FOR_ANYBODY = {"who", "time", "lgpd", "human"}
P = TypeVar("P")


@dataclass(frozen=True)
class Reading(Generic[P]):
    """What a text was understood as; `parse` is the engine's own, handed back untouched."""

    text: str
    intent: str | None
    confidence: float
    lead: float
    parse: P


def wishes(whole: Reading[P], pieces: Sequence[Reading[P]]) -> list[Reading[P]]:
    """Give the wishes of a turn in the order in which they are answered: one, or two at most.

    A life at risk in any piece goes before everything, however much else was typed around it.
    """
    at_risk = [one for one in pieces if one.intent == LIFE_RISK and one.confidence >= LEAST]
    if at_risk and whole.intent != LIFE_RISK:
        return at_risk[:1]
    if whole.intent in ALONE or not pieces:
        return [whole]
    sure = [piece for piece in pieces if _is_sure(piece)]
    if whole.intent in _GIVE_WAY or whole.intent is None:
        return _in_place_of(whole, sure, pieces)
    if not any(_bears_out(piece, whole) for piece in pieces):
        return [whole]
    found = _strongest_other(whole, sure)
    return _ordered([whole, found]) if found else [whole]


def needs_identity(intent: str | None) -> bool:
    """Say whether a wish is one that waits until identity is verified."""
    matter = _MATTER.get(intent or "")
    return matter is not None and matter not in _FOR_ANYBODY


def _in_place_of(
    whole: Reading[P], sure: Sequence[Reading[P]], pieces: Sequence[Reading[P]]
) -> list[Reading[P]]:
    """Let the wishes of the pieces stand for a greeting, a name, or for nothing understood."""
    rest = [piece for piece in pieces if piece not in sure]
    known = all(piece.intent in _GIVE_WAY and piece.confidence >= LEAST for piece in rest)
    if not sure or (whole.intent in (None, FALLBACK_INTENT) and len(sure) < 2 and not known):
        return [whole]
    found = _strongest_other(sure[0], sure[1:])
    return _ordered([sure[0], found]) if found else [sure[0]]


def _is_sure(piece: Reading[P]) -> bool:
    matter = _MATTER.get(piece.intent or "")
    if matter is None or piece.confidence < LEAST or piece.lead < LEAST_LEAD:
        return False
    return bool(_NAMES[matter].search(_folded(piece.text)))


def _bears_out(piece: Reading[P], whole: Reading[P]) -> bool:
    return same_matter(piece.intent, whole.intent) and piece.confidence >= BORNE_OUT


def same_matter(one: str | None, other: str | None) -> bool:
    """Say whether one answer serves both intents."""
    return one == other or (_matter(one) is not None and _matter(one) == _matter(other))


def _matter(intent: str | None) -> str | None:
    return _MATTER.get(intent or "") or _AKIN.get(intent or "")


def _strongest_other(first: Reading[P], sure: Sequence[Reading[P]]) -> Reading[P] | None:
    others = [piece for piece in sure if not same_matter(piece.intent, first.intent)]
    if first.intent in _ANSWERS:
        others = [piece for piece in others if _MATTER[piece.intent or ""] in _TOLD]
    return max(others, key=lambda piece: piece.confidence, default=None)


def _ordered(both: list[Reading[P]]) -> list[Reading[P]]:
    """Tell first what is told; what leaves a question open comes last."""
    return sorted(both, key=lambda one: _order(one.intent))


def _order(intent: str | None) -> int:
    matter = _MATTER.get(intent or "")
    return _MATTERS[matter][0] if matter else 0


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
