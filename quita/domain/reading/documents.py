"""Reads what identifies or reaches a person: CPF, a part of it, phone, e-mail."""

from __future__ import annotations

from collections.abc import Iterator

from quita.domain import phone
from quita.domain.identity import valid_cpf
from quita.domain.reading.digit_runs import Group, read_runs, windows
from quita.domain.reading.message import Finding, Message
from quita.domain.reading.tokens import Kind

CPF_FRAGMENT = "cpf_fragment"  # also what the assistant asks by
_CPF_LENGTH = frozenset({11})
_FRAGMENT_LENGTHS = range(3, 7)
_NOUNS = frozenset({"cpf", "cpfs", "documento"})
_PARTS = frozenset(
    """primeiros primeiro primeiras iniciais inicio comeco comeca comecam comecando final finais
    ultimos ultimo termina terminam terminando meio digitos digito numeros""".split()
)
# Their digits are not a CPF's.
_OTHERS = frozenset(
    """cartao celular telefone fone zap whats whatsapp conta contrato protocolo boleto barras agencia
    rg cep pedido linha nis pis placa""".split()
)
_MONEY = frozenset({"reais", "conto", "contos", "pila", "pilas", "$", "%", "x", "vezes", "dias"})
_REACH = 12  # tokens before a fragment in which it may be announced
_ADDRESS = 24  # tokens on either side of an address's @
_ADDRESS_SIGNS = ("_", "-", "+", ".")
_DICTATED = {"arroba": "@", "ponto": ".", "underline": "_", "underlaine": "_"}
_PHONE_WORDS = frozenset(
    """telefone tel fone celular cel zap zapzap whats whatsapp wpp numero contato liga ligar
    chama""".split()
)
# How a phone with its area code is grouped; the country code may stand before.
_SHAPES = frozenset(
    {(2, 5, 4), (2, 4, 4), (2, 1, 4, 4), (2, 9), (2, 8), (11,), (10,), (2, 1, 8), (3, 5, 4), (3, 9)}
    | {(7, 4), (6, 4), (3, 4, 4), (2, 3, 3, 3), (12,), (13,), (2, 3, 2, 2), (2, 5, 2, 2)}
)
_COUNTRY = "55"
_NO_PHONE_BEFORE = frozenset(
    """protocolo contrato pedido codigo processo conta agencia cnpj rg nis pis nota boleto cpf
    documento""".split()
)


def read_email(message: Message) -> Iterator[Finding]:
    """Find e-mail addresses, also dictated ("ana arroba gmail ponto com")."""
    for place in message.places():
        if message.word(place) in ("@", "arroba"):
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
    typed = message.text[message.tokens[first].start : message.tokens[last - 1].end].lower()
    pieces = typed.split()
    address = (
        "".join(_DICTATED.get(piece, piece) for piece in pieces) if dictated else "".join(pieces)
    )
    name, _, host = address.partition("@")
    domain, _, ending = host.rpartition(".")
    return Finding("email", address, first, last) if name and domain and ending else None


def _joined(message: Message, joint: int, dictated: bool) -> bool:
    """Say whether the tokens on both sides of a joint belong to one address."""
    if message.glued(joint):
        return True
    sides = {message.word(joint - 1), message.word(joint)}
    return bool(sides & (_DICTATED.keys() if dictated else {"@"}))


def _fits(message: Message, place: int) -> bool:
    kind = message.kind(place)
    return kind in (Kind.WORD, Kind.NUMBER) or message.word(place) in _ADDRESS_SIGNS


def read_cpf(message: Message) -> Iterator[Finding]:
    """Find CPFs whose check digits hold."""
    for run in read_runs(message):
        for digits, first, last in windows(run, _CPF_LENGTH):
            if valid_cpf(digits) and not _is_announced_phone(message, first, digits):
                yield Finding("cpf", digits, first, last)


def _is_announced_phone(message: Message, first: int, digits: str) -> bool:
    lead = message.words(first - 4, first)
    return (
        any(word in _PHONE_WORDS for word in lead)
        and not _NOUNS & set(lead)
        and bool(digits[2] == "9" and phone.canonical(digits))
    )


def read_phone(message: Message) -> Iterator[Finding]:
    """Find Brazilian phones with their area code, and others that begin with a plus."""
    for run in read_runs(message):
        for start in range(len(run)):
            found = _phone_at(message, run, start)
            if found is not None:
                yield found


def _phone_at(message: Message, run: list[Group], start: int) -> Finding | None:
    if _NO_PHONE_BEFORE & set(message.words(run[start].first - 3, run[start].first)):
        return None
    for end in range(min(len(run), start + 6), start, -1):
        groups = run[start:end]
        digits = "".join(group.digits for group in groups)
        first = (
            groups[0].first - 1
            if message.word(groups[0].first - 1) in ("+", "(")
            else groups[0].first
        )
        if message.word(first - 1) == "+":
            first -= 1
        if not 10 <= len(digits) <= 14 or not _phone_like(message, groups, first):
            continue
        number = phone.canonical("+" + digits if message.word(first) == "+" else digits)
        if number is not None and (number.startswith("+55") or message.word(first) == "+"):
            return Finding("phone", number, first, groups[-1].last)
    return None


def _phone_like(message: Message, groups: list[Group], first: int) -> bool:
    if all(group.spoken for group in groups) or any(group.spoken for group in groups):
        return bool(_PHONE_WORDS & set(message.words(groups[0].first - 6, groups[0].first)))
    shape = tuple(len(group.digits) for group in groups)
    if message.word(first) == "+":
        return True
    return shape in _SHAPES or (groups[0].digits == _COUNTRY and shape[1:] in _SHAPES)


def read_fragment(message: Message) -> Iterator[Finding]:
    """Find three to six digits that are given as a part of a CPF."""
    for run in read_runs(message):
        if any(sign in message.words(run[0].first, run[-1].last) for sign in ("/", ",", ":")):
            run = run[:1]
        digits = "".join(group.digits for group in run)
        if len(digits) not in _FRAGMENT_LENGTHS:
            run = run[:1]
            digits = run[0].digits
        if len(digits) not in _FRAGMENT_LENGTHS or message.word(run[-1].last) in _MONEY:
            continue
        if (
            message.asked == CPF_FRAGMENT
            or _is_announced(message, run[0].first)
            or _is_alone(message, run, digits)
        ):
            yield Finding(CPF_FRAGMENT, digits, run[0].first, run[-1].last)


def _is_announced(message: Message, first: int) -> bool:
    lead = set(message.words(first - _REACH, first))
    if lead & _OTHERS or message.word(first - 1) == "$":
        return False
    near = message.words(first - 6, first)
    return bool(lead & _NOUNS and (lead & _PARTS or "cpf" in near[-3:])) or bool(
        set(near) & {"primeiros", "primeiro", "ultimos", "iniciais"}
        and set(near) & {"sao", "e", "eh", "digitos", "numeros", ":"}
    )


def _is_alone(message: Message, run: list[Group], digits: str) -> bool:
    """Take a bare "052" for what it can only be: no sum, choice or count begins with zero."""
    return (
        len(digits) == 3 and digits[0] == "0" and run[0].first == 0 and run[-1].last == len(message)
    )
