"""Finds numbers that are no value of anybody's: hours, protocols, articles of law, houses, links.

They are claimed with an empty entity, so that no later reader takes them for money.
"""

from __future__ import annotations

from collections.abc import Iterator

from quita.domain.reading.message import Finding, Message
from quita.domain.reading.numbers import Number
from quita.domain.reading.tokens import Kind, is_digits
from quita.domain.reading.vocabulary import words

# "Protocolo 2026081145", "art. 18", "casa 12": the number names a thing.
_NAMED = words(
    """protocolo processo pedido nota nf codigo cep agencia ag apto apartamento ap casa lote quadra
    artigo art lei bo boletim rg cnpj cpf placa banco final nis pis matricula inscricao km sala
    andar bloco conjunto br ddd ramal onibus linha erro score pontuacao capitulo"""
)
_LINKS = words("n no numero num º : - . e eh # de ta")
_SCORES = words("score scor escore iscore pontuacao")
_SCORE_REACH = 6  # tokens
_STREETS = words("""rua av avenida travessa alameda estrada rodovia sqn sqs qi bairro praca""")
_HOURS = words("h hs hrs hr horas hora min minutos minuto hras")
_MONEY = words("reais real conto pila mil % x vezes")
_HYPHENATED = frozenset({(9, 2), (5, 3), (5, 4), (4, 4)})  # CPF, CEP, phones
_LONGEST_SUM = 7  # digits without separators; more is an identifier


def read(message: Message) -> Iterator[Finding]:
    """Find the numbers to be left alone."""
    for place in message.places():
        if message.word(place) in ("http", "https", "www"):
            yield Finding("", "", place, _end_of_link(message, place))
            continue
        end = _end_of_digits(message, place) if message.kind(place) is Kind.NUMBER else 0
        number = message.number(place) if not end else None
        if number and (_is_named(message, number) or _is_house(message, number)):
            end = _end_of_series(message, number.last)
        if end:
            yield Finding("", "", place, end)


def _end_of_digits(message: Message, place: int) -> int:
    """Give the place after digits that are noise by their own look, 0 where they are not."""
    typed, after = message.word(place), message.word(place + 1)
    if typed in ("0800", "0300"):
        return _end_of_group(message, place)
    if message.word(place - 1) == "$":
        return 0
    if after in _HOURS:
        end = place + 2
        minutes = message.glued(end) and message.kind(end) is Kind.NUMBER
        return end + 1 if minutes else end
    if after == ":" and is_digits(message.word(place + 2)) and message.glued(place + 2):
        return place + 3
    if message.word(place - 1) == "as" and is_digits(typed) and int(typed[:3]) <= 24:
        return place + 1 if message.stops(place + 1) or after in ("da", "em", "ou") else 0
    return _end_of_identifier(message, place)


def _end_of_identifier(message: Message, place: int) -> int:
    typed, after = message.word(place), message.word(place + 1)
    if after == "-" and message.glued(place + 2):
        head, tail = typed.replace(".", ""), message.word(place + 2)
        shape = (len(head), len(tail))
        if is_digits(head + tail) and (shape in _HYPHENATED or (shape[0] > 3 and shape[1] < 3)):
            return place + 3
    if typed.count(".") == 2 and len(typed) == 11 and len(after) == 2 and is_digits(after):
        return place + 2  # a CPF whose check digits do not hold
    if is_digits(typed) and (len(typed) > _LONGEST_SUM or (typed[0] == "0" and len(typed) > 2)):
        return place + 1
    return 0


def _is_named(message: Message, number: Number) -> bool:
    before = number.first - 1
    while number.first - before < 4 and message.word(before) in _LINKS:
        before -= 1
    links = message.words(before + 1, number.first)
    if links[:2] in (["n", "º"], ["n", "."], ["n", "o"]):
        return True
    if message.word(number.last) in _MONEY or links[-1:] == ["de"]:
        return False  # "processo de 500 reais"
    if message.says(number.first - 2, "comeca", "com"):
        return True
    return message.word(before) in _NAMED or _is_score(message, number)


def _is_score(message: Message, number: Number) -> bool:
    """Say whether a credit score is told: "meu score caiu pra 210"."""
    lead = message.words(number.first - _SCORE_REACH, number.first)
    return not _SCORES.isdisjoint(lead) and message.word(number.first - 1) != "$"


def _is_house(message: Message, number: Number) -> bool:
    """Say whether a number follows a street's name: "rua das Flores, 123"."""
    lead = message.words(number.first - 6, number.first)
    return bool(_STREETS & set(lead)) and message.word(number.last) not in _MONEY


def _end_of_group(message: Message, place: int) -> int:
    while message.kind(place) is Kind.NUMBER or message.word(place) == "-":
        place += 1
    return place


def _end_of_series(message: Message, end: int) -> int:
    while message.word(end) in ("/", "-", ".") and message.kind(end + 1) is Kind.NUMBER:
        end += 2
    return end


def _end_of_link(message: Message, place: int) -> int:
    end = place + 1
    while message.glued(end):
        end += 1
    return end
