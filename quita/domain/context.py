"""Reads an answer by what was asked last: "10", "6 vezes", "melhor dia 10", "esse valor".

A classifier sees a message alone; the assistant knows its own question. Where a message holds a
value that answers it, and nothing that says otherwise, the question decides what is meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quita.domain.handoff import FALLBACK_INTENT
from quita.domain.reading.vocabulary import words

# Understood of a message alone, these are no more than a guess where a question stands open.
_GUESSES = frozenset(
    {FALLBACK_INTENT, "affirm", "deny", "choose_option", "counter_offer", "ask_installments"}
    | {"promise_payment", "change_due_date", "inform_identity", "negotiate"}
)
# What each kind of value means as an answer, by the question (slot `expecting`); the first kind
# that is there decides.
_ANSWERS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "debt": (("option", "choose_option"),),
    "offer": (
        ("amount", "counter_offer"),
        ("installments", "ask_installments"),
        ("date", "counter_offer"),
        ("option", "choose_option"),
    ),
    "acceptance": (
        ("amount", "counter_offer"),
        ("installments", "ask_installments"),
        ("date", "counter_offer"),
        ("option", "choose_option"),
    ),
    "proposals": (("amount", "counter_offer"), ("installments", "ask_installments")),
    "amount": (("amount", "counter_offer"), ("installments", "ask_installments")),
    "date": (("date", "promise_payment"),),
    "promise": (("date", "promise_payment"), ("amount", "counter_offer")),
}
# After "I can show proposals": a yes that wants them, and no mere "blz".
_WANTS_TO_SEE = re.compile(
    r"\b(?:sim|quero|pode|mostra\w*|manda\w*|ver|vamos|bora|por favor|pfv)\b"
)
_POINTS = re.compile(
    r"\A\W*(?:e |eh |pode ser |quero |fico com |aceito |vou |gostei d|prefiro |serve |so )*"
    r"(?:n?ess[ea]|n?est[ea]|isso)(?: (?:valor|proposta|oferta|opcao|plano|parcela|ai|mesm[oa]|"
    r"numero|conta|divida))*(?: (?:ta|esta) bom)?\W*\Z"
)
_FILLERS = words(
    """a o as os e eh em de do da no na por para pra pro com um uma uns umas ate so mesmo ai ne
    entao sim nao ok certo quero queria gostaria posso pode podia ser seria consigo pago pagar
    pagaria dou dar tenho fica ficar fico melhor acho que eu me vou bom boa favor pfv obrigado
    obrigada reais real vezes vez x parcelas parcela dia mes todo cada mensal mensais prefiro
    escolho opcao numero quer dizer errei digo desculpa valor va moca moco sabe tipo talvez
    somente apenas comeca comecar muda mudar primeira vencimento seu sua minha meu isso"""
)
# After "shall I call a person": who wants to pay all the same is not asked again what they meant.
_WANTS_TO_PAY = re.compile(
    r"(?<!nao )\b(?:quero|queria|vou|preciso|posso|gostaria de) (?:\w+ )?"
    r"(?:pagar|quitar|acertar|resolver|negociar)\b"
)
# "Quero pagar à vista" asks for the cash price, however unsure the classifier was.
_AT_ONCE = re.compile(
    r"\b(?:tudo )?(?:a vista|avista|de uma (?:so )?vez(?: so)?|na lata)\b(?: tudo)?"
)
_NOT = re.compile(r"\b(?:nao|num|nunca|nem|sem)\b")
_TO_PAY = words(
    "quanto sai quitar quito acertar acerto pagamento divida conta debito tudo ja agora hoje logo"
)
_LEAST_COUNT, _MOST_COUNT = 2, 60
_DAY_ANSWERS = {"promise_payment", "change_due_date"}
Entities = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Heard:
    """What a message was understood as: its intent, and its values with their places."""

    intent: str | None
    entities: Entities


def in_context(heard: Heard, text: str, expecting: str, listed: int) -> Heard:
    """Read a message as the answer to a question, or leave it as it was heard.

    Args:
        heard: as understood without the question.
        text: as typed.
        expecting: what the question was about (slot `expecting`).
        listed: how many things stand to be chosen from.
    """
    if expecting == "human" and heard.intent == FALLBACK_INTENT:
        wants = _WANTS_TO_PAY.search(_folded(text))
        return Heard("negotiate", heard.entities) if wants else heard
    if heard.intent == FALLBACK_INTENT and _pays_at_once(text, heard.entities):
        return Heard("ask_discount", heard.entities)
    answers = _ANSWERS.get(expecting)
    if answers is None:
        return heard
    entities = _with_counts(heard.entities, listed) if expecting == "offer" else heard.entities
    kinds = {str(one["entity"]) for one in entities}
    bare = not _rest(text, entities)
    for kind, intent in answers:
        if kind in kinds and (bare or _is_guess(heard.intent, kind)):
            # How many and from when: only a counter-offer is read for both.
            both = intent == "ask_installments" and "date" in kinds
            return Heard("counter_offer" if both else intent, entities)
    if expecting == "promise" and heard.intent == "affirm" and _WANTS_TO_SEE.search(_folded(text)):
        return Heard("negotiate", entities)
    points = expecting in ("offer", "debt", "amount") and not kinds and "?" not in text
    if points and listed and _POINTS.match(_folded(text)):
        return Heard("choose_option", entities)
    return Heard(heard.intent, entities)


def _pays_at_once(text: str, entities: Entities) -> bool:
    """Say whether a message says that, and nothing else."""
    found = _AT_ONCE.search(_folded(text))
    if (
        found is None
        or _NOT.search(_folded(text))
        or any(one["entity"] == "amount" for one in entities)
    ):
        return False
    place = {"entity": "at once", "start": found.start(), "end": found.end()}
    left = _rest(_folded(text), [place])
    return all(word in _TO_PAY for word in left)


def _is_guess(intent: str | None, kind: str) -> bool:
    """Say whether what was understood may be overruled by a value of this kind."""
    if intent in _DAY_ANSWERS:
        return kind == "date"
    return intent is None or intent in _GUESSES


def _with_counts(entities: Entities, listed: int) -> Entities:
    """Take a number past the end of the list for a count: "10" of three offers is "10 vezes"."""
    return [
        {**one, "entity": "installments"}
        if one["entity"] == "option" and _is_count(str(one["value"]), listed)
        else one
        for one in entities
    ]


def _is_count(value: str, listed: int) -> bool:
    past = value.isdigit() and int(value) > max(listed, _LEAST_COUNT - 1)
    return bool(listed) and past and int(value) <= _MOST_COUNT


def _rest(text: str, entities: Entities) -> list[str]:
    """Give the words that are part of no value and say something."""
    left = list(text)
    for one in entities:
        left[int(one["start"]) : int(one["end"])] = " " * (int(one["end"]) - int(one["start"]))
    found = re.findall(r"[^\W\d_]+|\d+", _folded("".join(left)))
    return [word for word in found if word not in _FILLERS and not word.isdigit()]


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
