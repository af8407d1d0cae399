"""Hears who asks why they have to say who they are: "pra que vc quer meu cpf??".

A classifier takes it for a request about personal data, or for anything else with a CPF in it. It
is a question about the assistant's own question, so it is read by words: one that asks for a
reason, and one that names what is asked for. Who speaks of what was done with their data, or of
their listing at a bureau, means something else.
"""

from __future__ import annotations

import re
import unicodedata

_REASON = re.compile(
    r"\b(pra que|para que|pra q|para q|p que|p q|por ?que|porq|pq|por causa de que|qual o motivo|"
    r"qual a razao|qual a necessidade|motivo|finalidade|serve|precisa mesmo|preciso mesmo|"
    r"tem necessidade|necessario|tenho que|tenho q|sou obrigad[oa] a|"
    r"(?:o que|oq|o q|que) (?:vc|vcs|voce|voces)? ?(?:vai|vao) fazer com)\b"
)
_ASKED = re.compile(
    r"\b(cpf|nascimento|nasci|documentos?|identidade|meus? dados?|dados pessoais|"
    r"(?:meus|esses|os|tres|3|dos) (?:numeros|digitos)|ess[ea]s? (?:informac\w+|perguntas?)|"
    r"confirmar quem|confirmar com quem|me identificar|minha data)\b"
)
_ELSE = re.compile(
    r"\b(serasa|spc|score|sujo|negativad\w*|restric\w*|consta|bloquead\w*|apag\w+|exclu\w+|delet\w+|"
    r"lgpd|vend\w+|vaz\w+|compartilh\w+|guard\w+|cadastro|usou|usaram|clonar\w*|roub\w+|golpe|"
    r"conseguiu|conseguiram|pegou|pegaram|boleto|contrato|protest\w+|recibo|nota)\b"
)
# Grave or plain enough by themselves: what else was said beside the question goes first.
_KEEP = frozenset(
    {"life_risk", "claim_fraud", "debtor_deceased", "wrong_person", "third_party", "stop_contact"}
    | {"threaten_legal", "request_human", "suspect_scam"}
)


def asks_why(text: str, intent: str | None) -> bool:
    """Say whether a text, understood as an intent, asks why the person's identity is wanted."""
    if intent in _KEEP:
        return False
    words = _folded(text)
    return bool(_REASON.search(words) and _ASKED.search(words)) and not _ELSE.search(words)


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return re.sub(r"[^\w]+", " ", plain)
