"""Reads the ways of paying that a message names, in the spellings people use.

Every mention of boleto and Pix counts. Cartão counts as a way of paying, not as the origin of the
debt ("fatura do cartão", "clonaram meu cartão"); débito not as a debt; dinheiro only as cash ("em
dinheiro", "dinheiro vivo"). A lottery shop is a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from quita.domain.reading.message import Finding, Message
from quita.domain.reading.tense import Tense, tense_of

_PIX = re.compile(
    r"pi[xks]+e?s?|pi(?:x|ks|cs|qs)[iezu]?n?h?o?s?|pics|piques?|piquis|piquiz|pyx|picx"
)
_BOLETO = re.compile(
    r"b[ou]l+[ei]t(?:o|u|os|us|ao|aum|inho|inhos|inhu|im)|boelto|bolteo|bloeto|boleo|bolto"
)
_NOT_BOLETO = frozenset({"boletim", "bolitim"})  # a police report
_TRANSFER = frozenset({"transferencia", "transferencias", "ted", "tranferencia", "transferenca"})
_CARD = frozenset({"cartao", "cartoes", "cartaum", "cartaozinho", "kartao", "cartau", "catao"})
_CREDIT, _DEBIT = "credito", "debito"
_CASH = frozenset({"dinheiro", "cash", "grana"})
_PAYING = frozenset(
    """aceita aceitam aceitao pagar pago paga pagando paguei pagou pagamento passa passar passo
    parcela parcelar parcelo parcelado serve recebe recebem recusado recusada recusou negado
    maquininha bandeira forma formas acertar quitar debito boleto pix voltou passei link""".split()
)
_ORIGIN = frozenset(
    """divida dividas fatura faturas conta compra compras comprei comprou comprado cobranca gastei
    gastou clonaram clonado clonada clonou clonar cronaro roubaram roubado furtado usou usaram usar
    fez fiz fizeram tirou tiraram abriram bloqueou bloquearam cancelei cancelado nunca jamais tive
    emitido emitiram solicitei contratei estourado origem deve devo devendo pegaram pegou golpista
    anuidade era outro outros""".split()
)
_IN = frozenset({"no", "com", "pelo", "via", "por", "em", "nu", "ou", "so"})
_REACH = 8
_LONGEST = 16  # letters; no name of a way to pay is longer


def read(message: Message) -> Iterator[Finding]:
    """Find the ways of paying."""
    for place in message.places():
        word = message.word(place)
        if word in _CARD or word in (_CREDIT, _DEBIT):
            found = _card(message, place)
        elif word in _CASH or word in ("especie", "especies"):
            found = _cash(message, place)
        else:
            method = _plain(word)
            found = Finding("payment_method", method, place, place + 1) if method else None
        if found is not None:
            yield found


def _plain(word: str) -> str:
    """Name the way of paying that a word always means, or nothing."""
    if len(word) > _LONGEST:
        return ""
    if _PIX.fullmatch(word):
        return "pix"
    if _BOLETO.fullmatch(word) and word not in _NOT_BOLETO:
        return "boleto"
    return "transferencia" if word in _TRANSFER else ""


def _card(message: Message, place: int) -> Finding | None:
    """Read "no cartão", "cartão de crédito", "débito automático", "no débito"."""
    word, last = message.word(place), place + 1
    if word in _CARD and message.word(last) == "de" and message.word(last + 1) in (_CREDIT, _DEBIT):
        word, last = message.word(last + 1), last + 2
        if word == _DEBIT:
            return Finding("payment_method", "debito", place, last)
        return (
            Finding("payment_method", "cartao", place, last)
            if _pays(message, place, last)
            else None
        )
    if word == _DEBIT:
        return _debit(message, place)
    if word == _CREDIT:
        lead = message.word(place - 1)
        coupled = _DEBIT in (message.word(place - 2), message.word(place + 2))
        named = lead in ("no", "via", "aceita", "aceitam", "so") or coupled
        return Finding("payment_method", "cartao", place, last) if named else None
    return Finding("payment_method", "cartao", place, last) if _pays(message, place, last) else None


def _debit(message: Message, place: int) -> Finding | None:
    if message.word(place + 1) == "automatico":
        return Finding("payment_method", "debito", place, place + 2)
    if message.says(place + 1, "em", "conta"):
        return Finding("payment_method", "debito", place, place + 3)
    coupled = _CREDIT in (message.word(place - 2), message.word(place + 2))
    named = coupled or message.word(place - 1) in ("no", "via", "aceita", "aceitam", "pelo")
    return Finding("payment_method", "debito", place, place + 1) if named else None


def _pays(message: Message, first: int, last: int) -> bool:
    """Say whether a card is spoken of as a way to pay, not as what was bought with."""
    around = set(message.words(first - _REACH, first)) | set(message.words(last, last + _REACH))
    if around & _ORIGIN:
        return False
    if len(message) - (last - first) <= 2:
        return True
    lead = message.word(first - 1)
    if lead in ("do", "da") and message.word(first - 2) not in ("limite", "mulher", "pagou"):
        return bool({"paguei", "pagou", "pagar"} & around)
    third_party = any(tense_of(word) is Tense.PAST for word in message.words(first - 3, first))
    return bool(around & _PAYING) or (lead in _IN and not third_party)


def _cash(message: Message, place: int) -> Finding | None:
    word, lead = message.word(place), message.word(place - 1)
    if word.startswith("especie"):
        return Finding("payment_method", "dinheiro", place, place + 1) if lead == "em" else None
    if word == "dinheiro" and message.word(place + 1) in ("vivo", "fisico"):
        return Finding("payment_method", "dinheiro", place, place + 2)
    if word == "dinheiro" and message.says(place + 1, "em", "especie"):
        return Finding("payment_method", "dinheiro", place, place + 3)
    if lead == "em" or (lead in ("no", "com", "aceita", "aceitam", "ou") and word == "dinheiro"):
        return Finding("payment_method", "dinheiro", place, place + 1)
    hand = message.says(place + 1, "na", "mao") and lead == "so"
    return Finding("payment_method", "dinheiro", place, place + 3) if hand else None
