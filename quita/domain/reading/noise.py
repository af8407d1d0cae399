"""Finds numbers that are no value of anybody's: hours, protocols, articles of law, ages, links.

They are claimed with an empty entity, so that no later reader takes them for money.
"""

from __future__ import annotations

from collections.abc import Iterator

from quita.domain.reading.message import Finding, Message
from quita.domain.reading.tokens import Kind, is_digits

# "Protocolo 2026081145", "art. 18", "casa 12": the number names a thing.
_NAMED = frozenset(
    """protocolo processo pedido nota nf codigo cep agencia ag apto apartamento ap casa lote quadra
    artigo art lei bo boletim rg cnpj cpf placa banco final nis pis matricula inscricao km sala
    andar bloco conjunto sku versao nire oab canal br""".split()
)
_LINKS = frozenset(
    {"n", "nº", "no", "numero", "num", "º", ":", "-", ".", "é", "e", "eh", "#", "de"}
)
_STREETS = frozenset({"rua", "av", "avenida", "travessa", "alameda", "estrada", "rodovia", "r"})
_HOURS = frozenset({"h", "hs", "hrs", "hr", "horas", "hora", "min", "minutos", "minuto", "hras"})
_HYPHENATED = frozenset({(9, 2), (5, 3), (5, 4), (4, 4)})
_LONGEST_SUM = 7  # digits without separators; more is an identifier


def read(message: Message) -> Iterator[Finding]:
    """Find the numbers to be left alone."""
    for place in message.places():
        if message.kind(place) is Kind.NUMBER:
            end = _end_of_noise(message, place)
            if end:
                yield Finding("", "", place, end)
        elif message.word(place) in ("http", "https", "www"):
            yield Finding("", "", place, _end_of_link(message, place))


def _end_of_noise(message: Message, place: int) -> int:
    """Give the place after a number that is noise, 0 where it is none."""
    typed, after = message.word(place), message.word(place + 1)
    if message.word(place - 1) == "$":
        return 0
    if after in _HOURS:
        end = place + 2
        glued_minutes = message.glued(end) and message.kind(end) is Kind.NUMBER
        return end + 1 if glued_minutes else end
    if after == ":" and is_digits(message.word(place + 2)) and message.glued(place + 2):
        return place + 3
    if message.word(place - 1) == "as" and is_digits(typed) and int(typed[:3]) <= 24:
        return place + 1 if message.stops(place + 1) or after in ("da", "em", "ou") else 0
    digits = typed.replace(".", "").replace(",", "")
    if is_digits(typed) and len(digits) > _LONGEST_SUM:
        return place + 1
    if typed.startswith("0") and is_digits(typed) and len(typed) > 2:
        return place + 1
    if _is_hyphenated(message, place):
        return place + 3
    if _is_named(message, place) or _is_house(message, place):
        end = place + 1
        while message.word(end) in ("/", "-", ".") and message.kind(end + 1) is Kind.NUMBER:
            end += 2
        return end
    return 0


def _is_hyphenated(message: Message, place: int) -> bool:
    """Say whether a CPF, a CEP, a phone without area code or an account begins here."""
    if message.word(place + 1) != "-" or not message.glued(place + 2):
        return False
    head, tail = message.word(place).replace(".", ""), message.word(place + 2)
    shape = (len(head), len(tail))
    return is_digits(head + tail) and (shape in _HYPHENATED or (len(head) > 3 and len(tail) < 3))


def _is_named(message: Message, place: int) -> bool:
    before = place - 1
    while place - before < 4 and message.word(before) in _LINKS:
        before -= 1
    if message.word(before) == "n" and message.word(before + 1) in ("º", "o"):
        return True
    if before < place - 1 and message.word(place - 1) == "de":
        return False  # "processo de 500 reais"
    return message.word(before) in _NAMED


def _is_house(message: Message, place: int) -> bool:
    """Say whether a number follows a street's name: "rua das Flores, 123"."""
    lead = message.words(place - 6, place)
    return bool(_STREETS & set(lead)) and message.word(place - 1) in (",", "numero", "n", "º")


def _end_of_link(message: Message, place: int) -> int:
    end = place + 1
    while message.glued(end):
        end += 1
    return end
