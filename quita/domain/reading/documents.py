"""Reads CPFs, and the parts of one that people give to identify themselves."""

from __future__ import annotations

from collections.abc import Iterator

from quita.domain import phone
from quita.domain.identity import valid_cpf
from quita.domain.reading.contacts import PHONE_SHAPES, PHONE_WORDS
from quita.domain.reading.digit_runs import Group, read_runs, windows
from quita.domain.reading.message import Finding, Message
from quita.domain.reading.vocabulary import words

CPF_FRAGMENT = "cpf_fragment"  # also what the assistant asks by
_CPF_LENGTH = 11
_FRAGMENT_LENGTHS = range(3, 7)
_NOUNS = words("cpf cpfs documento")
# Said of a stretch of digits; the second kind of other things too.
_DIGIT_PARTS = words(
    "primeiros iniciais ultimos digitos algarismos comecinho finalzinho finzinho comecam numeros"
)
_PARTS = _DIGIT_PARTS | words(
    "primeiro inicio comeco comeca comecando final finais ultimo termina terminam meio antes"
)
_LINKS = words("sao e eh : numeros digitos numero")
# Their digits are not a CPF's.
_OTHERS = words(
    """cartao celular telefone fone zap whats whatsapp conta contrato protocolo boleto barras
    agencia rg cep pedido linha nis pis placa"""
)
_SUMS = words(
    """parcela parcelas boleto valor entrada pagamento prestacao mes divida multa juros desconto
    salario reais dia"""
)
_UNITS = words("reais conto contos pila pilas mil $ % x vezes dias meses anos parcelas")
# Around the question for a part of a CPF these still speak of money: "só pago uns 150 por mês".
_PAYING = words("pago paga pagar pagaria pagando dou dar uns umas ate consigo tenho parcela")
_MONEY_AFTER = words("mes mensais mensal entrada reais conto pila cada parcela parcelas vezes")
_FAR = words("/ , : ;")  # signs that no CPF is written with
_REACH = 12  # tokens before a fragment in which it may be announced
_NEAR = 8


def read_cpf(message: Message) -> Iterator[Finding]:
    """Find CPFs whose check digits hold."""
    for run in read_runs(message):
        for groups in windows(run, _CPF_LENGTH):
            digits = "".join(group.digits for group in groups)
            if valid_cpf(digits) and not _is_phone(message, groups, digits):
                yield Finding("cpf", digits, groups[0].first, groups[-1].last)


def _is_phone(message: Message, groups: list[Group], digits: str) -> bool:
    """Say whether digits that happen to check as a CPF are a phone's: announced or grouped so."""
    lead = set(message.words(groups[0].first - 4, groups[0].first))
    if lead & _NOUNS or phone.canonical(digits) is None:
        return False
    grouped = len(groups) > 1 and tuple(len(group.digits) for group in groups) in PHONE_SHAPES
    return grouped or not PHONE_WORDS.isdisjoint(lead)


def read_fragment(message: Message) -> Iterator[Finding]:
    """Find three to six digits that are given as a part of a CPF.

    One or two digits of an announced part are kept from other readers.
    """
    for run in read_runs(message):
        if not _FAR.isdisjoint(message.words(run[0].first, run[-1].last)):
            run = run[:1]
        digits, first, last = "".join(group.digits for group in run), run[0].first, run[-1].last
        if len(digits) > max(_FRAGMENT_LENGTHS) or message.word(last) in _UNITS:
            continue
        announced = _is_announced(message, first, last)
        if len(digits) < min(_FRAGMENT_LENGTHS):
            if announced:
                yield Finding("", "", first, last)
        elif announced or _is_answer(message, first, last) or _is_alone(message, run, digits):
            yield Finding(CPF_FRAGMENT, digits, first, last)


def _is_announced(message: Message, first: int, last: int) -> bool:
    lead, near = set(message.words(first - _REACH, first)), message.words(first - _NEAR, first)
    if lead & _OTHERS or message.word(first - 1) == "$":
        return False
    after = set(message.words(last, last + _NEAR))
    if lead & _NOUNS:
        return bool(lead & _PARTS or after & _DIGIT_PARTS or "cpf" in near[-3:])
    if not _SUMS.isdisjoint(near):
        return False
    if after & _NOUNS and (
        after & _PARTS or _begins_or_ends(message, first) or message.word(first - 1) in _PARTS
    ):
        return True
    linked = message.word(first - 1) in _LINKS and not _PARTS.isdisjoint(near)
    return linked or not _DIGIT_PARTS.isdisjoint(near) or bool(after & words("primeiros iniciais"))


def _begins_or_ends(message: Message, first: int) -> bool:
    """Say whether "começa com" or "termina com" stands right before."""
    verb = message.word(first - 2)
    return message.word(first - 1) in ("com", "em") and verb.startswith(("com", "cmo", "term"))


def _is_answer(message: Message, first: int, last: int) -> bool:
    """Say whether digits answer the question for a part, rather than tell what can be paid."""
    if message.asked != CPF_FRAGMENT or message.word(first - 1) == "$":
        return False
    paying = not _PAYING.isdisjoint(message.words(first - 3, first))
    return not paying and _MONEY_AFTER.isdisjoint(message.words(last, last + 3))


def _is_alone(message: Message, run: list[Group], digits: str) -> bool:
    """Take a bare "052" for what it can only be: no sum, choice or count begins with zero."""
    whole = run[0].first == 0 and run[-1].last == len(message)
    return whole and len(digits) == min(_FRAGMENT_LENGTHS) and digits[0] == "0"
