"""Tells whether a day named in a message is behind or ahead, by the words around it.

"Paguei dia 10" is the past tenth and "pago dia 10" the coming one. A preposition decides first
("para sexta", "desde segunda"), then the nearest verb of the same clause, the one before the day
first; then the clauses before and after, of another sentence only where this one is short.
"""

from __future__ import annotations

import re
from enum import Enum

from quita.domain.reading.message import Message
from quita.domain.reading.tokens import Kind
from quita.domain.reading.vocabulary import words


class Tense(Enum):
    """Where a day lies, seen from the day the message was sent on."""

    PAST = "past"
    AHEAD = "ahead"


_PAST = words(
    """fui foi fomos foram fiz fez fizemos fizeram dei deu demos deram tive teve tivemos tiveram
    pus pos puseram vim veio vieram disse disseram trouxe pude quis soube estive esteve era eram
    tinha tava estava tavam estavam vi li desde passado passada passados passadas retrasado
    retrasada ultimo ultima"""
)
_AHEAD = words(
    """vou vai vamos vao pago pagamos recebo recebe recebemos cai caem sai saem vence vencem
    vencendo vencimento posso pode podem podemos poderia consigo consiga quero quer queria queremos
    gostaria tenho tem acerto quito quita resolvo resolve deposito deposita transfiro passo passa
    mando manda faco faz fazemos libera entra entram entrego chega chegam volto volta vem venho
    retorno ligo liga ligue dou boto bota joga muda mude troca marca marque preciso for tiver der
    irei vira sera estarei proximo proxima acho agendei marquei agendado marcado marcada previsto
    prevista programado combinado comeca comeco termina vejo falo fala converso conversamos saio
    viajo procuro procura chama chame chamem espero aguardo abre fecha processa compensa atualiza
    busco agora agr"""
)
# What somebody set lies ahead: "vocês colocaram dia 28", "mudaram para o dia 5".
SETTING = words(
    """colocou colocaram botou botaram puseram marcou marcaram mudou mudaram trocou trocaram
    alterou alteraram remarcou adiou agendou jogou inventou inventaram"""
)
# They look like verbs and are not, or say nothing of time.
_NEITHER = words(
    """ou sou dou estou tou eu meu seu teu deus ceu museu pneu ateu viu lei rei sei hei frei aqui
    pai juri taxi guri davi levi obrigado obrigada sabado feriado mercado estado advogado
    errado errada atrasado atrasada parado parada desempregado desempregada lado cuidado dado
    dados resultado recado marido errei enganei confundi digitei corrigi pedido sentido
    partido ouvido talvez lugar popular particular celular familiar militar mulher qualquer
    sequer dolar hospital senhor"""
)
# Stems in -r: their -ei is a past, not the future of an infinitive ("tirei" against "pagarei").
_R_STEMS = words(
    """parei tirei virei retirei separei comparei esperei preparei reparei liberei superei alterei
    considerei recuperei operei gerei melhorei demorei morei"""
)
# After these an infinitive lies ahead: "combinei de pagar sexta".
_SAYING = words(
    """combinei combinamos prometi prometemos fiquei ficou ficamos falei falou disse pedi pediu
    resolvi decidi"""
)
_PAST_NOUNS = words(
    """compra compras comprovante recibo contrato acordo falecimento obito cancelamento deposito
    transferencia assalto roubo bo pagamento data"""
)
_PAID_AFTER = words("foi ta esta sido tinha foram estao boleto parcela fatura conta prestacao")
_SPOKEN_INFINITIVES = ("á", "ê", "í")
_TOWARDS = words("para ate")
_FILLERS = words("o a dia proximo proxima no na em de do da esse essa")
_CLAUSES = words("e mas porem entao que porque pq quando qdo so")
_I_PAST = re.compile(r"[a-z]{2,}(?:[bcdfglmnprstv]|[gq]u)i")
_SHORT_SENTENCE = 5  # tokens
_REACH = 14  # tokens looked at on either side; keeps long messages linear


def tense_of(word: str) -> Tense | None:
    """Tell the tense of a folded word, None where it tells none.

    >>> tense_of("paguei"), tense_of("pagarei"), tense_of("boleto")
    (<Tense.PAST: 'past'>, <Tense.AHEAD: 'ahead'>, None)
    """
    if word in _AHEAD or word in SETTING or _as_written(word) in _AHEAD:
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


def _as_written(word: str) -> str:
    """Undo the sound of a last letter: "pagu" is pago, "podi" is pode."""
    return word[:-1] + {"u": "o", "i": "e"}.get(word[-1:], word[-1:])


def is_participle(word: str) -> bool:
    """Say whether a word is like "vencida", "efetuado", "recusados"."""
    endings = ("ado", "ada", "ido", "ida", "ados", "adas", "idos", "idas")
    plain = word not in _AHEAD and word not in _NEITHER
    return word in ("feito", "feita") or (len(word) > 5 and plain and word.endswith(endings))


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
    if lead == "desde" or (is_participle(lead) and not _is_passive_present(message, before)):
        return Tense.PAST
    start, end = _clause_start(message, first), _clause_end(message, last)
    found = _backwards(message, start, first) or _forwards(message, last, end)
    if found is not None:
        return found
    if lead in _PAST_NOUNS and message.word(before - 1) not in _TOWARDS:
        return Tense.PAST
    if "so" in message.words(first - 2, first):
        return Tense.AHEAD  # "ou só segunda?"
    return _from_other_clauses(message, start, end)


def _is_passive_present(message: Message, place: int) -> bool:
    """Say whether "é" or "será" stands before a participle: "é depositado no dia 4"."""
    return place > 0 and message.typed(place - 1) in ("é", "eh", "sera", "será", "ser")


def _from_other_clauses(message: Message, start: int, end: int) -> Tense | None:
    short = end - start <= _SHORT_SENTENCE
    first, last = start, end
    while first > max(0, start - _REACH) and (short or not _ends_sentence(message, first - 1)):
        first -= 1
    while last < min(len(message), end + _REACH) and (short or not _ends_sentence(message, last)):
        last += 1
    return _backwards(message, first, start) or _forwards(message, end, last)


def _ends_sentence(message: Message, place: int) -> bool:
    return message.word(place) in (".", "!", "?")


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
    return message.word(place) in _CLAUSES or message.kind(place) is Kind.SIGN


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
        if _is_infinitive(message, place):
            if message.word(place - 1) == "para":
                return Tense.AHEAD
            infinitive = True
    return Tense.AHEAD if infinitive else None


def _forwards(message: Message, start: int, end: int) -> Tense | None:
    for place in range(start, end):
        tense = _tense_at(message, place)
        if tense is not None:
            return tense
    return None


def _tense_at(message: Message, place: int) -> Tense | None:
    word = message.word(place)
    if word in ("pago", "paga", "pagos", "pagas") and message.word(place - 1) in _PAID_AFTER:
        return Tense.PAST
    return tense_of(word)


def _is_infinitive(message: Message, place: int) -> bool:
    """Know "pagar", and "pagá" as it is spoken."""
    word = message.word(place)
    if len(word) < 4 or word in _NEITHER:
        return False
    return word.endswith(("ar", "er", "ir")) or message.typed(place).endswith(_SPOKEN_INFINITIVES)
