"""Reads into how many instalments somebody would split.

"10x", "em dez vezes", "12 parcelas", "dividir por 3", "seis veis", "10 de 150" are plans. "Já
paguei duas vezes", "5x o meu salário", "parcela 3" and "faltam duas parcelas" are not.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from quita.domain.reading.message import Finding, Message
from quita.domain.reading.numbers import Number
from quita.domain.reading.tense import SETTING, Tense, is_participle, tense_of
from quita.domain.reading.vocabulary import words

INSTALLMENTS = "installments"  # also what the assistant asks by
MOST = 360
_REACH = 6  # tokens between a word of splitting and the count
_MOST_BARE = 99  # without "vezes" or "parcelas" behind it
_LEAST_EACH = Decimal(20)  # reais an instalment, where no currency is named
_PARCELS = words("parcela parcelas prestacao prestacoes mensalidade mensalidades cotas")
_SPLIT_STEMS = ("parcel", "divid", "divis", "reparcel", "repart", "racha")
_INTO = words("em por ate com")
_PAYING = words("pagar pago pagando fazer faz faco quitar quito acertar")
_PICKED = words("a aquela essa opcao acordo plano parcelamento")
# "Three times" of an event or a multiple, not of a plan.
_MULTIPLES = words("o a mais maior menos ao esse essa isso meu minha um uma mesma mesmo")
_OFTEN_UNITS = words("dia semana mes ano hora")
_AGREED = words(
    """fechei fechou fechamos fiz fez fizemos combinei combinamos parcelei dividi comprei negociei
    ficou acertei aceitei era"""
)
_THOSE = words("das dessas essas nessas nas dos desses esses nesses")  # a plan spoken of
_STRONG_TERMS = words("fixas iguais fixo mensais")
_WITHOUT = words("juros entrada acrescimo jurus")
_WEAK_TERMS = words("de com no na para pfv da por pelo")
# Instalments of a plan that exists: paid, missed or left.
_STATES = ("atras", "vencid", "pendent", "restant", "paga", "abert")
_COUNTED_OFF = words(
    """falta faltam faltando faltava faltavam resta restam sobram devo devendo passar atrasar perder
    pular adiantar paguei pagou pagamos pagaram quitei atrasei perdi pulei furei venceu venceram
    deixei vencimento atraso ultimas primeiras"""
)
_GOES_ON = words("de para ou e sem com no que pfv ai mesmo por a da")


def read(message: Message) -> Iterator[Finding]:
    """Find the counts of instalments."""
    for place in message.places():
        # "x10" is typed for "10x".
        start = place + 1 if message.word(place) == "x" and message.glued(place + 1) else place
        number = message.number(start)
        if number is None or not _is_count(number):
            continue
        end = number.last if start > place else _end_of_plan(message, number)
        if end:
            yield Finding(INSTALLMENTS, str(number.whole), place, end)


def _is_count(number: Number) -> bool:
    if number.scaled or number.slang or number.has_cents or number.whole is None:
        return False
    return 1 <= number.whole <= MOST


def _end_of_plan(message: Message, number: Number) -> int:
    """Give the place after a plan that begins with this number, 0 where it is none."""
    first, end = number.first, _after_repetition(message, number)
    unit = message.word(end)
    if _is_times_sign(message, end):
        return 0 if _means_often(message, first, end + 1, sign=True) else end + 1
    if unit in _PARCELS:
        told = number.whole == 1 or _is_counted_off(message, first, end + 1)
        return 0 if told else end + 1
    if unit in ("vezes", "vez") and number.whole != 1:
        arithmetic = message.number(end + 1)
        if arithmetic is not None and arithmetic.value < _LEAST_EACH:
            return 0
        return 0 if _means_often(message, first, end + 1, sign=False) else end + 1
    if unit in ("meses", "mes"):
        return end + 1 if _is_term(message, first) else 0
    if message.word(0) == "em" and first == 1 and message.stops(end) and len(message) - end < 2:
        return end  # "em 10?"
    if number.value <= _MOST_BARE and _splits_before(message, first):
        return end if message.stops(end) or unit in _GOES_ON else 0
    if number.value <= _MOST_BARE and _pays_in(message, first) and message.stops(end):
        return end
    if _is_bare_series(message, number) and not _is_counted_off(message, first, end):
        return end
    return end if _shares_unit(message, number) else 0


def _after_repetition(message: Message, number: Number) -> int:
    """Give the place after "10 (dez)", as contracts write numbers twice."""
    again = message.number(number.last + 1) if message.word(number.last) == "(" else None
    same = again is not None and again.value == number.value and message.word(again.last) == ")"
    return again.last + 1 if again is not None and same else number.last


def _pays_in(message: Message, first: int) -> bool:
    """Say whether "faz em", "pagar em" leads to this place."""
    lead = message.words(first - 3, first - 1)
    return message.word(first - 1) == "em" and not _PAYING.isdisjoint(lead)


def _is_times_sign(message: Message, place: int) -> bool:
    """Say whether "x" stands here, perhaps with a word glued to it ("10xde 150")."""
    unit = message.word(place)
    glued = message.glued(place) and unit in ("xde", "xsem", "xno", "xs")
    return unit in ("x", "xis") or glued


def _is_term(message: Message, first: int) -> bool:
    """Say whether months are the length of a plan: "parcelar em 12 meses", "a de oito meses"."""
    lead = message.word(first - 1)
    picked = lead == "de" and message.word(first - 2) in _PICKED
    paid = lead == "em" and not _PAYING.isdisjoint(message.words(first - 4, first))
    return picked or paid or _splits_before(message, first)


def _shares_unit(message: Message, number: Number) -> bool:
    """Say whether the 6 of "6 ou 10x" is a plan like the second."""
    if message.word(number.last) not in ("ou", "/", ","):
        return False
    second = message.number(number.last + 1)
    if second is None or not _is_count(second) or second.value <= number.value:
        return False
    unit = message.word(second.last)
    if unit == "meses":
        return _is_term(message, number.first)
    return unit in ("vezes", "x") or unit in _PARCELS


def _is_counted_off(message: Message, first: int, after: int) -> bool:
    """Tell "paguei 3 parcelas" and "2 parcelas atrasadas" from a plan of that many."""
    if message.word(first - 1) in ("em", "por", "ate", "para"):
        return False
    if message.word(after).startswith(_STATES) or message.says(after, "em", "atraso"):
        return True
    return not _COUNTED_OFF.isdisjoint(message.words(first - 3, first))


def _means_often(message: Message, first: int, after: int, *, sign: bool) -> bool:
    """Tell "paid three times" and "five times my wage" from a plan of that many payments."""
    before = first - 2 if message.word(first - 1) in ("umas", "uns") else first - 1
    follow, lead = message.word(after), message.word(before)
    article = follow in ("o", "a")
    from_a_day = message.says(after, "a", "partir") or message.says(after, "a", "comecar")
    if follow in _MULTIPLES and not (from_a_day or (article and _splits_before(message, first))):
        return True
    if follow in ("por", "na", "no", "ao") and message.word(after + 1) in _OFTEN_UNITS:
        return True
    if lead in ("em", "de", "por", "ate", "para"):
        return False
    if lead in _THOSE:
        return False
    if message.number(after + 1 if follow == "de" else after) or follow in _STRONG_TERMS:
        return False
    if follow == "sem" and message.word(after + 1) in _WITHOUT:
        return False
    if "ja" in message.words(first - 3, first) or lead == "outras" or is_participle(lead):
        return True
    told = message.words(first - 4, first)
    past = [word for word in told if word in SETTING or tense_of(word) is Tense.PAST]
    if past:
        return _AGREED.isdisjoint(past)
    if sign or follow in _WEAK_TERMS:
        return False
    alone = _is_whole_message(message, first, after) or _is_whole_clause(message, first, after)
    return not (alone or _splits_before(message, first))


def _is_whole_message(message: Message, first: int, after: int) -> bool:
    return first < 3 and len(message) - after < 3


def _is_whole_clause(message: Message, first: int, after: int) -> bool:
    """Say whether nothing else stands between two signs: "não, 6 vezes, não 10"."""
    return message.stops(after) and (message.stops(first) or message.stops(first - 1))


def _splits_before(message: Message, first: int) -> bool:
    """Say whether a word of splitting leads to this place: "dividir por", "parcelar isso em"."""
    linked = False
    for place in range(first - 1, message.phrase_start(first, _REACH) - 1, -1):
        word = message.word(place)
        if word in ("e", "entrada", "mas"):
            return False
        if word.startswith(_SPLIT_STEMS):
            return linked or (place == first - 1 and word not in _PARCELS)
        linked = linked or word in _INTO
    return False


def _is_bare_series(message: Message, number: Number) -> bool:
    """Take "10 de 150" for ten instalments of 150."""
    if message.word(number.last) != "de" or message.word(number.first - 1) in ("dia", "$", "de"):
        return False
    each = message.number(number.last + 1)
    if each is None or not 2 <= number.value <= 99 or each.value < max(number.value, _LEAST_EACH):
        return False
    return each.scaled or each.has_cents or not 1950 <= each.value <= 2100
