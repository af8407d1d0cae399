"""Tells whether a day named in a message is behind or ahead, by the verbs around it.

"Paguei dia 10" is the past tenth and "pago dia 10" the coming one. The nearest verb of the same
clause decides, the one before the day first; then the clauses before; then those after.
"""

from __future__ import annotations

import re
from enum import Enum

from quita.domain.reading.message import Message
from quita.domain.reading.tokens import Kind


class Tense(Enum):
    """Where a day lies, seen from the day the message was sent on."""

    PAST = "past"
    AHEAD = "ahead"


_PAST = frozenset(
    [
        "fui",
        "foi",
        "fomos",
        "foram",
        "fiz",
        "fez",
        "fizemos",
        "fizeram",
        "dei",
        "deu",
        "demos",
        "deram",
        "tive",
        "teve",
        "tivemos",
        "tiveram",
        "pus",
        "pos",
        "puseram",
        "vim",
        "veio",
        "vieram",
        "disse",
        "disseram",
        "trouxe",
        "pude",
        "quis",
        "soube",
        "estive",
        "esteve",
        "era",
        "eram",
        "tinha",
        "tava",
        "estava",
        "tavam",
        "estavam",
        "vi",
        "li",
        "desde",
        "passado",
        "passada",
        "passados",
        "passadas",
        "retrasado",
        "retrasada",
        "ultimo",
        "ultima",
        "botei",
        "caiu",
        "saiu",
        "faleceu",
        "morreu",
        "feito",
        "feita",
    ]
)
_AHEAD = frozenset(
    [
        "vou",
        "vai",
        "vamos",
        "vao",
        "pago",
        "pagamos",
        "recebo",
        "recebe",
        "recebemos",
        "cai",
        "caem",
        "sai",
        "saem",
        "vence",
        "vencem",
        "venço",
        "posso",
        "pode",
        "podem",
        "consigo",
        "quero",
        "quer",
        "queria",
        "queremos",
        "tenho",
        "tem",
        "acerto",
        "quito",
        "quita",
        "resolvo",
        "resolve",
        "deposito",
        "transfiro",
        "passo",
        "passa",
        "mando",
        "manda",
        "faco",
        "faz",
        "fazemos",
        "libera",
        "entra",
        "entram",
        "chega",
        "chegam",
        "volto",
        "volta",
        "vem",
        "retorno",
        "ligo",
        "dou",
        "boto",
        "joga",
        "muda",
        "mude",
        "troca",
        "marca",
        "preciso",
        "consiga",
        "for",
        "tiver",
        "der",
        "posso",
        "poderia",
        "podemos",
        "gostaria",
        "irei",
        "vira",
        "sera",
        "estarei",
        "pagarei",
        "proximo",
        "proxima",
        "acho",
        "marque",
        "agendei",
        "marquei",
        "agendado",
        "marcado",
        "previsto",
        "prevista",
        "programado",
        "combinado",
        "comeca",
    ]
)
# They look like verbs and are not, or say nothing of time.
_NEITHER = frozenset(
    [
        "ou",
        "sou",
        "vou",
        "dou",
        "estou",
        "tou",
        "to",
        "eu",
        "meu",
        "seu",
        "teu",
        "deus",
        "ceu",
        "museu",
        "pneu",
        "ateu",
        "viu",
        "lei",
        "rei",
        "sei",
        "hei",
        "frei",
        "aqui",
        "ali",
        "ai",
        "oi",
        "pai",
        "juri",
        "taxi",
        "guri",
        "davi",
        "levi",
        "mei",
        "pei",
        "obrigado",
        "obrigada",
        "sabado",
        "feriado",
        "mercado",
        "estado",
        "advogado",
        "errado",
        "errada",
        "atrasado",
        "atrasada",
        "parado",
        "parada",
        "desempregado",
        "desempregada",
        "lado",
        "cuidado",
        "dado",
        "dados",
        "resultado",
        "recado",
        "marido",
        "pedido",
        "sentido",
        "partido",
        "ouvido",
        "grupo",
        "abi",
        "ademi",
        "primeirou",
        "talvez",
        "lugar",
        "popular",
        "particular",
        "celular",
        "familiar",
        "militar",
        "ter",
        "ser",
        "mulher",
        "qualquer",
        "qual",
        "sequer",
        "bar",
        "mar",
        "lar",
        "ar",
        "par",
        "dolar",
        "hospital",
        "junior",
        "senhor",
    ]
)
# Stems in -r: their -ei is a past, not the future of an infinitive ("tirei" against "pagarei").
_R_STEMS = frozenset(
    [
        "parei",
        "tirei",
        "virei",
        "retirei",
        "separei",
        "comparei",
        "esperei",
        "preparei",
        "reparei",
        "liberei",
        "superei",
        "alterei",
        "considerei",
        "recuperei",
        "operei",
        "gerei",
        "melhorei",
        "demorei",
        "morei",
    ]
)
# After these an infinitive lies ahead: "combinei de pagar sexta".
_SAYING = frozenset(
    [
        "combinei",
        "combinamos",
        "prometi",
        "prometemos",
        "fiquei",
        "ficou",
        "ficamos",
        "falei",
        "falou",
        "disse",
        "pedi",
        "pediu",
        "resolvi",
        "decidi",
        "deixei",
        "deixou",
    ]
)
_PAST_NOUNS = frozenset(
    [
        "compra",
        "compras",
        "comprovante",
        "recibo",
        "contrato",
        "acordo",
        "falecimento",
        "obito",
        "cancelamento",
        "deposito",
        "transferencia",
        "assalto",
        "roubo",
        "bo",
    ]
)
_TOWARDS = frozenset({"para", "ate"})
_FILLERS = frozenset({"o", "a", "dia", "proximo", "proxima", "no", "na", "de", "esse", "essa"})
_CLAUSES = frozenset({"e", "mas", "porem", "entao", "que", "porque", "pq", "quando", "qdo", "so"})
_I_PAST = re.compile(r"[a-z]{2,}[bcdfglmnprstv]i")
_REACH = 14  # tokens looked at on either side; keeps long messages linear


def tense_of(word: str) -> Tense | None:
    """Tell the tense of a folded word, None where it tells none."""
    if word in _AHEAD:
        return Tense.AHEAD
    if word in _NEITHER:
        return None
    if word in _PAST or word in _R_STEMS:
        return Tense.PAST
    if len(word) < 4:
        return None
    if word.endswith(("arei", "erei", "irei", "aremos", "eremos", "iremos", "arao", "erao")):
        return Tense.AHEAD
    if word.endswith(("ei", "ou", "eu", "iu", "aram", "eram", "iram", "ava", "avam")):
        return Tense.PAST
    return Tense.PAST if _I_PAST.fullmatch(word) else None


def tense_around(message: Message, first: int, last: int) -> Tense | None:
    """Tell whether the day in the tokens from `first` to `last` is behind or ahead.

    None where no word around tells it.
    """
    before = first - 1
    while before >= 0 and first - before < 4 and message.word(before) in _FILLERS:
        before -= 1
    lead = message.word(before)
    if lead in _TOWARDS:
        return Tense.AHEAD
    if lead == "desde" or is_participle(lead) or message.word(first - 1) == "desde":
        return Tense.PAST
    found = _in_clauses(message, first, last)
    if found is None and lead in _PAST_NOUNS:
        return Tense.PAST
    return found


def _in_clauses(message: Message, first: int, last: int) -> Tense | None:
    start = _clause_start(message, first)
    end = _clause_end(message, last)
    # On the same side the word nearest to the day wins.
    return (
        _backwards(message, start, first)
        or _forwards(message, last, end)
        or _backwards(message, max(0, start - _REACH), start)
        or _forwards(message, end, min(len(message), end + _REACH))
    )


def _clause_start(message: Message, first: int) -> int:
    place = first
    while place > max(0, first - _REACH) and not _breaks(message, place - 1):
        place -= 1
    return place


def _clause_end(message: Message, last: int) -> int:
    place = last
    while place < min(len(message), last + _REACH) and not _breaks(message, place):
        place += 1
    return place


def _breaks(message: Message, place: int) -> bool:
    return message.word(place) in _CLAUSES or (
        message.stops(place) and message.kind(place) is not Kind.NUMBER
    )


def _backwards(message: Message, start: int, end: int) -> Tense | None:
    """Find the tense nearest to `end`; an infinitive takes that of the verb that governs it."""
    infinitive = False
    for place in range(end - 1, start - 1, -1):
        word = message.word(place)
        tense = _tense_at(message, place)
        if tense is Tense.PAST and infinitive and word in _SAYING:
            return Tense.AHEAD
        if tense is not None:
            return tense
        infinitive = infinitive or _is_infinitive(word)
    return Tense.AHEAD if infinitive else None


def _forwards(message: Message, start: int, end: int) -> Tense | None:
    for place in range(start, end):
        tense = _tense_at(message, place)
        if tense is not None:
            return tense
    return None


def _tense_at(message: Message, place: int) -> Tense | None:
    word = message.word(place)
    if word in ("pago", "paga") and message.word(place - 1) in (
        "foi",
        "ta",
        "esta",
        "sido",
        "tinha",
    ):
        return Tense.PAST
    return tense_of(word)


def _is_infinitive(word: str) -> bool:
    return len(word) > 3 and word.endswith(("ar", "er", "ir")) and word not in _NEITHER


def is_participle(word: str) -> bool:
    """Say whether a word right before a day is like "vencida", "efetuado", "feita"."""
    return (
        len(word) > 5
        and word.endswith(("ado", "ada", "ido", "ida", "ados", "adas", "idos", "idas"))
        and word not in _AHEAD
        and word not in _NEITHER
    )
