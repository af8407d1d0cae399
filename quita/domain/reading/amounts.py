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
from quita.domain.reading.tokens import Kind

ASKED = frozenset({"amount_monthly", "amount_down"})
_CURRENCY = frozenset(
    """reais real conto contos pila pilas pau paus mango mangos prata pratas rs pilinha merreis
    contao dilma temers reaiszinhos""".split()
)
_CENTS = frozenset({"centavos", "centavo", "cents"})
_ODD_CENTS = frozenset({90, 99})  # how prices end: "oitenta e nove e noventa"
_FROM = Decimal(20)  # reais; below, a bare number is a count or a choice
_YEARS = range(1950, 2051)
# Words before a bare number that make it a sum, also a small or odd one.
_SUM_BEFORE = frozenset(
    """pago pagar pagava pagaria paguei pagando dou dar darei posso consigo tenho devo devendo dever
    era foi virou veio deu custa custou valor valia ganho recebo sobra sobram sobrou fecho fechar
    entrada parcela parcelas mais ate uns umas uma quase apenas so somente minimo maximo ofereco
    oferece oferto entrego deposito guardei separar juntar junto junta cobram cobrando cobrou total
    salario renda aposentadoria pensao beneficio divida desconto juros multa taxa mensais libero
    arrumo arrumar emprestou pediu pedem quer querem proposta gasto""".split()
)
# After a bare number these say that it is a sum, or at least no count.
_SUM_AFTER = frozenset(
    """por e ou a o ao de da do em no na para pra que se so mas com sem ja agora hoje amanha eu vc
    vcs voce voces ta tá entao pq porque ate mais cada todo toda todos mensais mensal reais pix
    boleto dinheiro cash avista serve aceita pode da dá pago fecho posso consigo como quando dia
    ai aqui la limpo limpos liquido direto certinho certo pfv porfavor ne mesmo né viu visse tche
    obrigado nao sim hein tambem vira dia fim semana mes depois""".split()
)
_COUNTED = frozenset(
    """anos ano dias dia meses mes semanas horas hora minutos filhos filho pessoas vezes vez
    parcelas boletos contas lojas cobrancas mensagens ligacoes digitos numeros primeiros ultimos
    graus metros km kg mg quilos litros empresas bancos credores cartoes dividas ml pontos""".split()
)
_YEAR_BEFORE = frozenset({"em", "de", "desde", "ano", "do", "la", "entre", "ate"})
_MULTIPLIED = frozenset({"salario", "salarios", "minimo"})


def read(message: Message) -> Iterator[Finding]:
    """Find the sums of a message."""
    for place in message.places():
        number = message.number(place)
        if number is None:
            continue
        found = _with_currency(message, number) or _bare(message, number)
        if found is not None:
            yield found


def _finding(value: Decimal, first: int, last: int) -> Finding | None:
    if not 0 < value <= MAX_AMOUNT:
        return None
    return Finding("amount", f"{cents(value):.2f}", first, last)


def _with_currency(message: Message, number: Number) -> Finding | None:
    first, last, value = number.first, number.last, number.value
    if message.word(last) in _CENTS:
        return _finding(value / 100, first, last + 1)
    before = _currency_before(message, first)
    after = message.word(last) in _CURRENCY or message.word(last) == "$"
    if message.says(last, "r", "$"):
        after, last = True, last + 1
    if before is None and not after:
        return None
    if before is not None:
        first = before
    if after:
        last += 1
    if message.says(last, "de", "reais"):
        last += 2
    more = _cents_after(message, last, explicit=after)
    if more is not None and number.whole is not None:
        value, last = value + Decimal(more[0]) / 100, more[1]
    return _finding(value, first, last)


def _currency_before(message: Message, first: int) -> int | None:
    """Give the place where "R$", "RS" or "$" begins before a number, None where there is none."""
    lead = message.word(first - 1)
    if lead == "$":
        return first - 2 if message.word(first - 2) in ("r", "us") else first - 1
    # "Rs" is also how laughter is written: only what touches the number is money.
    if lead in ("rs", "r", "brl") and message.tokens[first - 1].typed in ("rs", "r", "brl"):
        return first - 1 if message.glued(first) or lead == "brl" or lead == "rs" else None
    return None


def _cents_after(message: Message, place: int, *, explicit: bool) -> tuple[int, int] | None:
    """Read "e quarenta (centavos)" after reais: the cents and the place after them."""
    if message.word(place) not in ("e", "com"):
        return None
    number = message.number(place + 1)
    if number is None or number.whole is None or not 1 <= number.whole <= 99:
        return None
    if message.word(number.last) in _CENTS:
        return number.whole, number.last + 1
    odd = explicit and message.word(place) == "e" and number.whole >= 10
    return (number.whole, number.last) if odd and message.stops(number.last) else None


def _bare(message: Message, number: Number) -> Finding | None:
    """Read a sum that no currency goes with, or leave the number alone."""
    if number.slang:
        return _finding(number.value, number.first, number.last)
    priced = _price(message, number)
    if priced is not None:
        return priced
    if _counts_something(message, number) or _is_year(message, number):
        return None
    asked = message.asked in ASKED
    lead = _lead(message, number.first)
    if number.value < _FROM and not number.has_cents and not asked:
        return None
    certain = number.has_cents or number.scaled or lead in _SUM_BEFORE or asked
    if certain or message.stops(number.last) or message.word(number.last) in _SUM_AFTER:
        return _finding(number.value, number.first, number.last)
    return None


def _price(message: Message, number: Number) -> Finding | None:
    """Read "89 e 90" and "oitenta e nove e noventa" as prices are said."""
    if number.whole is None or number.whole % 10 == 0 or message.word(number.last) != "e":
        return None
    fraction = message.number(number.last + 1)
    if fraction is None or fraction.whole not in _ODD_CENTS or fraction.scaled:
        return None
    if message.word(number.first - 1) == "entre" or _counts_something(message, fraction):
        return None
    return _finding(number.value + fraction.value / 100, number.first, fraction.last)


def _lead(message: Message, first: int) -> str:
    place = first - 1
    while first - place < 4 and message.word(place) in (
        "de",
        "a",
        "por",
        "em",
        "o",
        "com",
        "e",
        "no",
    ):
        place -= 1
    return message.word(place)


def _counts_something(message: Message, number: Number) -> bool:
    after = message.word(number.last)
    if after in _COUNTED or after in _MULTIPLIED or message.word(number.last) == "%":
        return True
    if message.kind(number.last) is not Kind.WORD or after in _SUM_AFTER:
        return False
    plural = len(after) > 3 and after.endswith("s") and not message.stops(number.last)
    return plural and not number.has_cents


def _is_year(message: Message, number: Number) -> bool:
    if (
        number.whole not in _YEARS
        or number.scaled
        or "." in number.numeral
        or "," in number.numeral
    ):
        return False
    return message.word(number.first - 1) not in _SUM_BEFORE
