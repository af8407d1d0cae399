"""Reads where a person can be reached: e-mail and phone."""

from __future__ import annotations

from collections.abc import Iterator

from quita.domain import phone
from quita.domain.reading.digit_runs import Group, read_runs
from quita.domain.reading.message import Finding, Message
from quita.domain.reading.tokens import Kind
from quita.domain.reading.vocabulary import words

PHONE_WORDS = words(
    """telefone tel fone celular cel zap zapzap whats whatsapp wpp numero contato liga ligar ligue
    chama chame"""
)
_ADDRESS = 24  # tokens on either side of an address's @
_ADDRESS_SIGNS = ("_", "-", "+", ".")
_DICTATED = {"arroba": "@", "ponto": ".", "underline": "_", "underlaine": "_"}
_LENGTHS = range(10, 15)  # digits, from an area code and eight to a foreign number
_MOST_GROUPS = 14  # digits said one by one
_COUNTRY = "55"
# How a phone with its area code is grouped; the country code may stand before.
PHONE_SHAPES = frozenset(
    {(2, 5, 4), (2, 4, 4), (2, 1, 4, 4), (2, 9), (2, 8), (2, 1, 8), (3, 5, 4), (3, 9), (3, 4, 4)}
    | {(7, 4), (6, 4), (2, 3, 3, 3), (2, 3, 2, 2), (2, 5, 2, 2), (10,), (11,), (12,), (13,)}
)
# Their digits are no phone's.
_OTHERS = words(
    """protocolo contrato pedido codigo processo conta agencia cnpj rg nis pis nota boleto cpf
    documento"""
)
_CPF_WORDS = words("cpf documento nasci nascimento nascido nascida")


def read_email(message: Message) -> Iterator[Finding]:
    """Find e-mail addresses, also dictated ("ana arroba gmail ponto com")."""
    for place, token in enumerate(message.tokens):
        if token.text in ("@", "arroba"):
            found = _email_around(message, place)
            if found is not None:
                yield found


def _email_around(message: Message, at: int) -> Finding | None:
    dictated = message.word(at) == "arroba"
    first, last = at, at + 1
    while at - first < _ADDRESS and _joined(message, first, dictated) and _fits(message, first - 1):
        first -= 1
    while last - at < _ADDRESS and _joined(message, last, dictated) and _fits(message, last):
        last += 1
    while message.word(last - 1) in (*_ADDRESS_SIGNS, "ponto"):
        last -= 1
    pieces = message.text[message.tokens[first].start : message.tokens[last - 1].end].split()
    joined = (_DICTATED.get(piece.lower(), piece) if dictated else piece for piece in pieces)
    address = "".join(joined).lower()
    name, _, host = address.partition("@")
    domain, _, ending = host.rpartition(".")
    return Finding("email", address, first, last) if name and domain and ending else None


def _joined(message: Message, joint: int, dictated: bool) -> bool:
    """Say whether the tokens on both sides of a joint belong to one address."""
    if message.glued(joint):
        return True
    if 0 <= joint < len(message) and message.tokens[joint].line:
        return False
    sides = {message.word(joint - 1), message.word(joint)}
    return bool(sides & (_DICTATED.keys() if dictated else {"@"}))


def _fits(message: Message, place: int) -> bool:
    kind = message.kind(place)
    return kind in (Kind.WORD, Kind.NUMBER) or message.word(place) in _ADDRESS_SIGNS


def read_phone(message: Message) -> Iterator[Finding]:
    """Find Brazilian phones with their area code, and foreign ones that begin with a plus."""
    for run in read_runs(message):
        for start in range(len(run)):
            if start and run[start].spoken and run[start - 1].spoken:
                continue  # in the middle of what is being said
            found = _phone_at(message, run[start : start + _MOST_GROUPS])
            if found is not None:
                yield found


def _phone_at(message: Message, run: list[Group]) -> Finding | None:
    """Read the longest phone that begins with the first of these groups."""
    first = run[0].first
    if not _OTHERS.isdisjoint(message.words(first - 3, first)):
        return None
    if message.word(first - 1) == "(":
        first -= 1
    plus = message.word(first - 1) == "+"
    # Of digits said one by one none may be left over, or somebody else's phone comes out.
    least = len(run) - 1 if any(group.spoken for group in run) else 0
    for end in range(len(run), least, -1):
        digits = "".join(group.digits for group in run[:end])
        if len(digits) in _LENGTHS and _looks_like_one(message, run[:end], plus=plus):
            number = phone.canonical("+" + digits if plus else digits)
            if number is not None and (plus or number.startswith("+" + _COUNTRY)):
                return Finding("phone", number, first - plus, run[end - 1].last)
    return None


def _looks_like_one(message: Message, groups: list[Group], *, plus: bool) -> bool:
    if plus:
        return True
    if any(group.spoken for group in groups):
        first = groups[0].first
        return not PHONE_WORDS.isdisjoint(message.words(first - 6, first))
    shape = tuple(len(group.digits) for group in groups)
    if len(groups) == 1 and _may_be_a_cpf(message, groups[0].digits):
        return False
    return shape in PHONE_SHAPES or (groups[0].digits == _COUNTRY and shape[1:] in PHONE_SHAPES)


def _may_be_a_cpf(message: Message, digits: str) -> bool:
    """Say whether bare digits are rather a CPF with a slip: told so, or beginning with zero."""
    return digits[0] == "0" or not _CPF_WORDS.isdisjoint(message.vocabulary)
