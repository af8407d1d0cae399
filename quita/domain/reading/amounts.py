"""Reads sums in reais: "R$ 1.234,56", "150 conto", "mil e duzentos", "2k", "duzentão", "uns 300".

With a currency any number is a sum. Without, one of 20 reais or more is, unless it counts
something ("45 anos"), is a year, or belongs to a date, a document or a plan. What was asked last
lowers the bar: after "quanto por mês?" a bare "10" is ten reais.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from quita.domain.money import MAX_AMOUNT, cents
from quita.domain.reading.message import Finding, Message
from quita.domain.reading.numbers import Number
from quita.domain.reading.tense import is_participle, tense_of
from quita.domain.reading.tokens import Kind
from quita.domain.reading.vocabulary import words

ASKED = words("amount_monthly amount_down")
_CURRENCY = words(
    """reais real conto contos pila pilas pau paus mango mangos prata pratas rs merreis brl"""
)
_CENTS = words("centavos centavo")
_ODD_CENTS = (90, 99)  # how prices end: "oitenta e nove e noventa"
_FROM = Decimal(20)  # reais; below, a bare number is a count or a choice
_YEARS = range(1950, 2051)
_SPOKEN_YEARS = range(1950, 2036)
# Words before a bare number that make it a sum whatever follows.
_SUM_BEFORE = words(
    """pago pagar pagava pagaria paguei pagando dou dar darei posso consigo tenho devo devendo
    dever era foi virou veio deu custa custou valor valia ganho recebo sobra sobram sobrou fecho
    fechar entrada parcela parcelas mais uns umas quase apenas somente minimo maximo ofereco oferece
    entrego guardei separar juntar junto junta cobram cobrando cobrou total salario renda
    aposentadoria pensao beneficio divida desconto juros multa taxa mensais arrumo arrumar emprestou
    pediu pedem quer querem proposta gasto peguei vou pix deposito
    transferencia ted fatura mandei fiz depositei transferi"""
)
# After a bare number these say that no counted thing follows.
_SUM_AFTER = words(
    """por e ou a o ao de da do em no na para que se so mas com sem ja agora hoje amanha ontem
    anteontem eu vc vcs voce voces ta entao pq porque ate mais cada todo toda todos mensais
    mensal pix boleto dinheiro serve aceita pode pago fecho posso consigo como quando dia ai
    aqui la limpo limpos liquido direto certinho pfv ne mesmo viu visse tche obrigado nao sim
    hein tambem fim semana mes depois sozinho avista duma numa num"""
)
_COUNTED = words(
    """anos ano dias dia meses mes semanas horas hora minutos filhos filho pessoas vezes vez
    parcelas boletos contas lojas cobrancas mensagens ligacoes digitos numeros primeiros ultimos
    graus metros km kg mg quilos litros empresas bancos credores cartoes dividas ml pontos salario
    salarios minimo"""
)
_YEAR_BEFORE = words("em de desde ano do la entre ate mais vou")
_SKIPPED = words("de a por em o com e no")


def read(message: Message) -> Iterator[Finding]:
    """Find the sums of a message."""
    for place in message.places():
        number = message.number(place)
        if number is None:
            continue
        found = _with_currency(message, number) or _bare(message, number)
        # What is no sum is claimed too, or "dois mil e quinze" would give "mil e quinze".
        yield found or Finding("", "", number.first, number.last)


def _finding(value: Decimal, first: int, last: int) -> Finding | None:
    if not 0 < value <= MAX_AMOUNT:
        return None
    return Finding("amount", f"{cents(value):.2f}", first, last)


def _with_currency(message: Message, number: Number) -> Finding | None:
    first, last, value = number.first, number.last, number.value
    if last == first + 1 and message.word(first) in ("um", "uma"):
        return None  # "nem um centavo", "sem um real"
    if message.word(last) in _CENTS:
        return _finding(value / 100, first, last + 1)
    start, end = _currency_before(message, first), _currency_after(message, last)
    if start == first and end == last:
        return None
    more = _cents_after(message, end, named=end > last)
    if more is not None and number.whole is not None:
        value, end = value + Decimal(more[0]) / 100, more[1]
    return _finding(value, start, end)


def _currency_before(message: Message, first: int) -> int:
    """Give the place where "R$", "rs" or "$" begins before a number, its own where none does."""
    lead = message.word(first - 1)
    if lead == "$":
        return first - 2 if message.word(first - 2) in ("r", "us") else first - 1
    touching = lead in ("r", "s") and message.glued(first)
    return first - 1 if lead in ("rs", "brl") or touching else first


def _currency_after(message: Message, last: int) -> int:
    """Give the place after "reais", "conto", "R$" or "de reais", the same where none stands."""
    if message.says(last, "de", "reais") or message.says(last, "r", "$"):
        return last + 2
    return last + 1 if message.word(last) in _CURRENCY or message.word(last) == "$" else last


def _cents_after(message: Message, place: int, *, named: bool) -> tuple[int, int] | None:
    """Read "e quarenta (centavos)" after reais: the cents and the place after them."""
    if message.word(place) not in ("e", "com"):
        return None
    number = message.number(place + 1)
    if number is None or number.whole is None or not 1 <= number.whole <= 99:
        return None
    if message.word(number.last) in _CENTS:
        return number.whole, number.last + 1
    bare = message.word(place) == "e" and (
        (named and number.whole >= 10) or number.whole in _ODD_CENTS
    )
    return (number.whole, number.last) if bare and message.stops(number.last) else None


def _bare(message: Message, number: Number) -> Finding | None:
    """Read a sum that no currency goes with, or leave the number alone."""
    if number.slang:
        return _finding(number.value, number.first, number.last)
    priced = _price(message, number)
    if priced is not None:
        return priced
    if _is_no_sum(message, number):
        return None
    asked = message.asked in ASKED
    if number.value < _FROM and not number.has_cents and not asked:
        return None
    certain = number.has_cents or number.scaled or asked
    if certain or _lead(message, number.first) in _SUM_BEFORE or _nothing_follows(message, number):
        return _finding(number.value, number.first, number.last)
    return None


def _price(message: Message, number: Number) -> Finding | None:
    """Read "89 e 90" and "oitenta e nove e noventa" as prices are said."""
    if number.whole is None or number.whole % 10 == 0 or message.word(number.last) != "e":
        return None
    fraction = message.number(number.last + 1)
    if fraction is None or fraction.whole not in _ODD_CENTS or fraction.scaled:
        return None
    if message.word(number.first - 1) == "entre" or _counts(message, fraction):
        return None
    return _finding(number.value + fraction.value / 100, number.first, fraction.last)


def _is_no_sum(message: Message, number: Number) -> bool:
    if _counts(message, number) or _is_year(message, number):
        return True
    plain = not (number.scaled or number.has_cents)
    return plain and message.word(number.first - 1) in ("na", "no")  # "na 381" is a road


def _counts(message: Message, number: Number) -> bool:
    """Say whether the number counts what follows: "45 anos", "300 mensagens"."""
    if not message.free(number.last, number.last + 1):
        return False
    after = message.word(number.last)
    if after in _COUNTED or after == "%":
        return True
    if message.kind(number.last) is not Kind.WORD or after in _SUM_AFTER or number.has_cents:
        return False
    return len(after) > 3 and after.endswith("s") and not message.stops(number.last)


def _is_year(message: Message, number: Number) -> bool:
    if "." in number.numeral or "," in number.numeral:
        return False
    if number.scaled:  # "dois mil e vinte e um"
        return number.whole in _SPOKEN_YEARS and number.value % 100 != 0
    lead = message.word(number.first - 1)
    told = lead in _SUM_BEFORE or message.asked in ASKED
    return number.whole in _YEARS and (not told or lead in _YEAR_BEFORE)


def _lead(message: Message, first: int) -> str:
    place = first - 1
    while first - place < 4 and message.word(place) in _SKIPPED:
        place -= 1
    return message.word(place)


def _nothing_follows(message: Message, number: Number) -> bool:
    if not message.free(number.last, number.last + 1):
        return True  # a day, a count: what another reader took
    after = message.word(number.last)
    verb = tense_of(after) is not None or is_participle(after)
    return message.stops(number.last) or after in _SUM_AFTER or verb
