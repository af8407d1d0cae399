"""Reads into how many instalments somebody would split, and percentages.

"10x", "em dez vezes", "12 parcelas", "dividir por 3", "seis veis" are plans. "Já paguei duas
vezes" and "5x o meu salário" are not.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from quita.domain.reading.message import Finding, Message
from quita.domain.reading.numbers import Number
from quita.domain.reading.tense import Tense, is_participle, tense_of

_MOST = 360
_LEAST_EACH = 20  # reais an instalment, where no currency is named
_PARCELS = frozenset(
    """parcela parcelas prestacao prestacoes mensalidade mensalidades parcelinhas cotas""".split()
)
# What half of is a percentage.
_SUMS = frozenset(
    """que valor divida dividas total preco parcela parcelas prestacao salario renda aposentadoria
    pensao beneficio desconto juros multa entrada conta contas boleto fatura saldo pagamento oferta
    proposta debito debitos""".split()
)
_TIMES = frozenset({"vezes", "vez"})
_SPLIT_STEMS = ("parcel", "divid", "divis", "reparcel", "repart", "fatia")
_SPLIT = frozenset({"dividi", "divide", "racha", "rachar", "quebra", "financiar"})
# "Three times" of an event or a multiple, not of a plan.
_MULTIPLES = frozenset(
    """o a mais maior menos ao esse essa isso meu minha um uma mesma mesmo""".split()
)
_OFTEN_UNITS = frozenset({"dia", "semana", "mes", "ano", "hora"})
# Instalments of a plan that exists: paid, missed or left.
_STATES = ("atras", "vencid", "pendent", "restant", "paga", "abert", "que")
_COUNTED_OFF = frozenset(
    """falta faltam faltando faltava faltavam resta restam sobram devo devendo passar atrasar perder
    pular adiantar paguei pagou pagamos pagaram quitei atrasei perdi pulei furei venceu venceram
    deixei vencimento atraso ultimas primeiras""".split()
)
_AGREED = frozenset(
    """fechei fechou fechamos fiz fez fizemos combinei combinamos parcelei dividi comprei negociei
    ficou acertei aceitei era foi""".split()
)
_TERMS = frozenset(
    {"de", "sem", "fixas", "iguais", "fixo", "com", "no", "com", "para", "pfv", "da"}
)


def read_percent(message: Message) -> Iterator[Finding]:
    """Find percentages: "50%", "trinta por cento", "metade"."""
    for place in message.places():
        if message.word(place) == "metade" and not _is_half_of_a_thing(message, place + 1):
            yield Finding("percent", "50", place, place + 1)
            continue
        number = message.number(place)
        if number is None:
            continue
        end = _after_percent_sign(message, number.last)
        if end:
            yield Finding("percent", _plain(number.value), place, end)
        elif _shares_percent(message, number):
            yield Finding("percent", _plain(number.value), place, number.last)


def _is_half_of_a_thing(message: Message, place: int) -> bool:
    """Tell half of a street from half of a sum: "metade da rua", "metade do valor"."""
    if message.word(place) not in ("do", "da", "de", "dos", "das"):
        return False
    return _SUMS.isdisjoint(message.words(place + 1, place + 3))


def _after_percent_sign(message: Message, place: int) -> int:
    if message.word(place) == "%":
        return place + 1
    if message.word(place) in ("porcento", "pct"):
        return place + 1
    # "Em 10 por cento e vinte" is ten of 120.
    spoken = message.says(place, "por", "cento")
    sum_of_money = message.word(place + 2) == "e" and message.number(place + 3) is not None
    return place + 2 if spoken and not sum_of_money else 0


def _shares_percent(message: Message, number: Number) -> bool:
    """Say whether the 50 of "50 a 60%" or "50 ou 60%" is a percentage too."""
    if message.word(number.last) not in ("a", "ou", "e", "/", "-"):
        return False
    second = message.number(number.last + 1)
    return second is not None and bool(_after_percent_sign(message, second.last))


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_installments(message: Message) -> Iterator[Finding]:
    """Find the counts of instalments."""
    for place in message.places():
        if message.word(place) == "x" and _count(message, place + 1):
            number = message.number(place + 1)
            if number and message.glued(place + 1):
                yield Finding("installments", str(number.whole), place, number.last)
                continue
        number = message.number(place)
        if number is None or number.scaled or number.slang or not _count(message, place):
            continue
        end = _end_of_plan(message, number)
        if end:
            yield Finding("installments", str(number.whole), place, end)


def _count(message: Message, place: int) -> int | None:
    number = message.number(place)
    whole = number.whole if number else None
    return whole if whole is not None and 1 <= whole <= _MOST else None


def _end_of_plan(message: Message, number: Number) -> int:
    """Give the place after a plan that begins with this number, 0 where it is none."""
    end = number.last
    unit = message.word(end)
    if unit in ("x", "xis") or (message.glued(end) and unit.startswith("x") and len(unit) < 6):
        return 0 if _means_often(message, number.first, end + 1, certain=True) else end + 1
    if unit in _PARCELS and number.whole != 1:
        return 0 if _is_counted_off(message, number.first, end + 1) else end + 1
    if unit in _TIMES and number.whole != 1:
        factor = message.number(end + 1)
        if factor is not None and factor.value < _LEAST_EACH:
            return 0  # arithmetic
        return 0 if _means_often(message, number.first, end + 1, certain=False) else end + 1
    if unit in ("meses", "mes") and _is_term(message, number.first):
        return end + 1
    if _splits_before(message, number.first) and _ends_or_goes_on(message, end):
        return end
    if _is_bare_series(message, number) and not _is_counted_off(message, number.first, end):
        return end
    return 0


def _is_term(message: Message, first: int) -> bool:
    """Say whether months are the length of a plan: "parcelar em 12 meses", "a de oito meses"."""
    picked = message.word(first - 1) == "de" and message.word(first - 2) in (
        *("a", "aquela", "essa", "opcao", "acordo", "plano", "parcelamento"),
    )
    return picked or _splits_before(message, first)


def _is_counted_off(message: Message, first: int, after: int) -> bool:
    """Tell "paguei 3 parcelas" and "2 parcelas atrasadas" from a plan of that many."""
    if message.word(first - 1) in ("em", "por", "ate", "para"):
        return False
    if message.word(after).startswith(_STATES) or message.says(after, "em"):
        return True
    lead = message.words(first - 3, first)
    return not _COUNTED_OFF.isdisjoint(lead)


def _means_often(message: Message, first: int, after: int, *, certain: bool) -> bool:
    """Tell "paid three times" and "five times my wage" from a plan of that many payments."""
    follow = message.word(after)
    if follow in _MULTIPLES and not (follow in ("o", "a") and _splits_before(message, first)):
        return True
    if follow in ("por", "na", "no", "ao") and message.word(after + 1) in _OFTEN_UNITS:
        return message.word(after + 1) != "mes" or not certain
    lead = message.word(first - 1)
    if lead in ("em", "de", "por", "ate", "para") and message.word(first - 2) != "mais":
        return False
    if message.number(after + 1 if follow == "de" else after) or follow in _TERMS:
        return False
    if lead in ("ja", "outras", "foram") or is_participle(lead):
        return True
    past = [word for word in message.words(first - 4, first) if tense_of(word) is Tense.PAST]
    if past:
        return _AGREED.isdisjoint(past)
    if certain:
        return False
    return not (_splits_before(message, first) or _is_whole_message(message, first, after))


def _is_whole_message(message: Message, first: int, after: int) -> bool:
    return first < 3 and len(message) - after < 3


def _splits_before(message: Message, first: int) -> bool:
    """Say whether a word of splitting leads to this place: "dividir por", "parcela em"."""
    place = first - 1
    linked = False
    while first - place < 7 and not message.stops(place):
        word = message.word(place)
        if word.startswith(_SPLIT_STEMS) or word in _SPLIT:
            return linked or (place == first - 1 and word not in _PARCELS)
        linked = linked or word in ("em", "por", "ate")
        if word == "e" or message.kind(place) is None:
            return False
        place -= 1
    return False


def _ends_or_goes_on(message: Message, end: int) -> bool:
    """Say whether a number without a unit may be a count: nothing that it counts follows."""
    return message.stops(end) or message.word(end) in (
        *(
            "de",
            "para",
            "ou",
            "e",
            "sem",
            "com",
            "no",
            "que",
            "pfv",
            "ai",
            "mesmo",
            "por",
            "a",
            "da",
        ),
    )


def _is_bare_series(message: Message, number: Number) -> bool:
    """Take "10 de 150" for ten instalments of 150."""
    if message.word(number.last) != "de" or message.word(number.first - 1) in ("dia", "$", "de"):
        return False
    each = message.number(number.last + 1)
    return (
        each is not None
        and 2 <= number.value <= 99
        and number.value < each.value
        and each.value >= _LEAST_EACH
        and not (each.whole is not None and 1950 <= each.whole <= 2100 and not each.scaled)
    )
