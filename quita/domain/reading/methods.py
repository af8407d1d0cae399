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
from quita.domain.reading.vocabulary import words

_PIX = re.compile(
    r"pi(?:x|ks|cs|qs|xs|cks)(?:[iezu]|inho|zinho|zim)?s?|pi(?:qu|c|k|ch)[ie][szx]|pyx"
)
_BOLETO = re.compile(
    r"b[ou]l+[ei]t(?:o|u|os|us|ao|aum|inho|inhos|inhu)|boelto|bolteo|bloeto|bolto|bolet|bol+etu"
)
_TRANSFER = words("transferencia transferencias ted tranferencia transferenca transf")
_CARD = words("cartao cartoes cartaum cartaozinho cartazinho kartao cartau cartam")
_CREDIT, _DEBIT = "credito", "debito"
_LONGEST = 16  # letters; no name of a way to pay is longer
_PAYING = words(
    """aceita aceitam aceitas pagar pago paga pagando paguei pagou pagamento passar passo passei
    passa parcela parcelar parcelo parcelado serve recebe recebem recusado recusada recusou
    maquininha bandeira forma formas acertar quitar debito boleto pix voltou link dividir"""
)
# Done with or to the card that made the debt.
_MISUSED = words(
    """comprei comprou comprado gastei gastou clonaram clonado clonada clonou clonar roubaram
    roubado furtado usou usaram usar fez fiz fizeram tirou tiraram abriram bloqueou bloquearam
    cancelei cancelado nunca jamais tive emitido emitiram solicitei contratei estourado origem devo
    deve devendo dever pegaram pegou golpista anuidade outro outros consignado emprestimo agiota
    financeira credores crediario"""
)
_DEBTS = words("divida dividas fatura faturas compra compras cobranca")
_IN = words("no com pelo via por em nu")
_SETTLES = words("pagar pago paguei pagando quitar acertar negociar renegociar parcelar dividir")
_OWN = words("o a meu minha seu sua um uma esse este aquele")
_NAMED = words("no via aceita aceitam pelo so de")
_REACH = 8


def read(message: Message) -> Iterator[Finding]:
    """Find the ways of paying."""
    for place in message.places():
        word = message.word(place)
        if word in _CARD or word in (_CREDIT, _DEBIT):
            found = _card(message, place)
        elif word in ("dinheiro", "dinheirinho", "cash", "especie"):
            found = _cash(message, place)
        else:
            found = _method(_plain(word), place, place + 1)
        if found is not None:
            yield found


def _method(value: str, first: int, last: int) -> Finding | None:
    return Finding("payment_method", value, first, last) if value else None


def _plain(word: str) -> str:
    """Name the way of paying that a word always means, or nothing."""
    if len(word) > _LONGEST:
        return ""
    if _PIX.fullmatch(word):
        return "pix"
    if _BOLETO.fullmatch(word):
        return "boleto"
    return "transferencia" if word in _TRANSFER else ""


def _card(message: Message, place: int) -> Finding | None:
    """Read "no cartão", "cartão de crédito", "débito automático", "no débito"."""
    word, last = message.word(place), place + 1
    if word == _DEBIT:
        return _debit(message, place)
    if word == _CREDIT:
        coupled = _DEBIT in (message.word(place - 2), message.word(place + 2))
        named = coupled or message.word(place - 1) in _NAMED - {"de"}
        return _method("cartao" if named else "", place, last)
    if message.word(last) == "de" and message.word(last + 1) in (_CREDIT, _DEBIT):
        last += 2
    if message.word(last - 1) == _DEBIT:
        return _method("debito", place, last)
    return _method("cartao" if _pays(message, place, last) else "", place, last)


def _debit(message: Message, place: int) -> Finding | None:
    if message.word(place + 1) == "automatico":
        return _method("debito", place, place + 2)
    if message.says(place + 1, "em", "conta"):
        return _method("debito", place, place + 3)
    coupled = _CREDIT in (message.word(place - 2), message.word(place + 2))
    named = coupled or message.word(place - 1) in _NAMED - {"de"}
    owned = message.word(place + 1) in ("do", "da", "de", "dele", "dela")
    return _method("debito" if named and not owned else "", place, place + 1)


def _pays(message: Message, first: int, last: int) -> bool:
    """Say whether a card is spoken of as a way to pay, not as what was bought with."""
    around = set(message.words(first - _REACH, first)) | set(message.words(last, last + _REACH))
    if around & _MISUSED or _MISUSED & set(message.words(first - 2 * _REACH, first)):
        return False
    before = first - 1
    while message.word(before) in _OWN:
        before -= 1
    lead = message.word(before)
    if lead in _SETTLES:
        return False  # "quero quitar meu cartão"
    if lead in ("do", "da", "de"):
        paid = {"paguei", "pagou", "pagar"} & around
        return bool(paid) or (message.word(before - 1) == "limite" and bool(around & _PAYING))
    if not any(word.isalpha() for word in around - {lead}):
        return True
    if lead in _IN:
        told = any(tense_of(word) is Tense.PAST for word in message.words(before - 3, before))
        return bool(around & _PAYING) or not told
    return bool(around & _PAYING) and around.isdisjoint(_DEBTS)


def _cash(message: Message, place: int) -> Finding | None:
    word, lead = message.word(place), message.word(place - 1)
    if word in ("especie", "cash"):
        return _method("dinheiro" if lead == "em" or word == "cash" else "", place, place + 1)
    if message.word(place + 1) in ("vivo", "fisico"):
        return _method("dinheiro", place, place + 2)
    if message.says(place + 1, "em", "especie"):
        return _method("dinheiro", place, place + 3)
    if lead == "so" and message.says(place + 1, "na", "mao"):
        return _method("dinheiro", place, place + 3)
    named = lead in ("em", "no", "com", "aceita", "aceitam", "ou")
    return _method("dinheiro" if named else "", place, place + 1)
