"""Reads single cells of a portfolio file: text, dates, reais, percentages, documents, phones.

Every reader takes a stripped cell that is not empty and raises InvalidInput with a reason in
Portuguese, which the company's operator reads. A reason never quotes personal data.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from stdnum.br import cnpj as cnpj_number

from quita.domain.debt import LegalStatus
from quita.domain.errors import InvalidAmount, InvalidInput
from quita.domain.identity import valid_cpf
from quita.domain.money import CENT, parse_amount
from quita.domain.phone import canonical

MAX_TEXT = 200  # characters
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_BRAZILIAN_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_AMOUNT = re.compile(r"(R\$\s*)?[0-9.,]+")
_PERCENT = re.compile(r"([0-9]{1,3}([.,][0-9]{1,4})?)\s*%?")
_WHOLE = re.compile(r"[0-9]{1,4}")
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s.,;]+")
_LIKE_CNPJ = re.compile(r"[0-9A-Za-z]{12}[0-9]{2}")
_ABROAD = re.compile(r"\+|00")


def text(raw: str) -> str:
    """Read a short text, its white space made single."""
    value = " ".join(raw.split())
    if "\ufffd" in value or not value.isprintable():
        raise InvalidInput("tem letras estragadas; salve o arquivo de novo em UTF-8")
    if len(value) > MAX_TEXT:
        raise InvalidInput(f"tem {len(value)} letras; o máximo é {MAX_TEXT}")
    return value


def name(raw: str) -> str:
    """Read a person's name."""
    value = text(raw)
    if not any(letter.isalpha() for letter in value):
        raise InvalidInput("não parece um nome")
    return value


def day(raw: str) -> date:
    """Read a date: 2026-03-31 or 31/03/2026."""
    iso, brazilian = _ISO_DATE.fullmatch(raw), _BRAZILIAN_DATE.fullmatch(raw)
    if iso is not None:
        parts = iso.groups()
    elif brazilian is not None:
        parts = brazilian.groups()[::-1]
    else:
        raise InvalidInput("não é uma data; escreva 2026-03-31 ou 31/03/2026")
    year, month, day_of_month = (int(part) for part in parts)
    try:
        return date(year, month, day_of_month)
    except ValueError:
        raise InvalidInput("essa data não existe no calendário") from None


def amount(raw: str) -> Decimal:
    """Read reais, zero included: 1234.56, 1.234,56 or R$ 1.234,56."""
    if _AMOUNT.fullmatch(raw) is None:
        raise InvalidInput("não é um valor em reais; escreva 1234.56 ou 1.234,56")
    try:
        return parse_amount(raw)
    except InvalidAmount:
        raise InvalidInput(
            "não é um valor em reais com até dois decimais e abaixo de dez bilhões"
        ) from None


def positive_amount(raw: str) -> Decimal:
    """Read reais above zero."""
    value = amount(raw)
    if value == 0:
        raise InvalidInput("precisa ser maior que zero")
    return value


def signed_amount(raw: str) -> Decimal:
    """Read reais that may be negative (an index such as IGP-M falls in some years)."""
    return -amount(raw[1:].lstrip()) if raw.startswith("-") else amount(raw)


def least_amount(raw: str) -> Decimal:
    """Read the least that an installment may be, in reais; 0 means no minimum: one cent."""
    return max(CENT, amount(raw))


def percent(raw: str) -> Decimal:
    """Read a percentage: 40, 2,5 or 2.5%; a dot is never a thousands separator here."""
    match = _PERCENT.fullmatch(raw)
    if match is None:
        raise InvalidInput("não é uma porcentagem; escreva 40 ou 2,5")
    return Decimal(match.group(1).replace(",", "."))


def whole(raw: str) -> int:
    """Read a whole number of at most four digits."""
    if _WHOLE.fullmatch(raw) is None:
        raise InvalidInput("não é um número inteiro")
    return int(raw)


def cpf(raw: str) -> str:
    """Read a CPF, with or without its signs, as eleven digits."""
    bare = re.sub(r"[\s./-]", "", raw)
    if _LIKE_CNPJ.fullmatch(bare):
        raise InvalidInput("é um CNPJ; empresa como devedora não é aceita, só pessoa física")
    if not re.fullmatch(r"[0-9]+", bare):
        raise InvalidInput("não é um CPF")
    if len(bare) < 11:
        raise InvalidInput(
            f"tem {len(bare)} algarismos e um CPF tem 11; a planilha tirou os zeros da esquerda?"
        )
    if not valid_cpf(bare):
        raise InvalidInput("não é um CPF; confira os dígitos")
    return bare


def cnpj(raw: str) -> str:
    """Read a CNPJ, with or without its signs, as fourteen digits or letters.

    Letters come with the numbers issued from July 2026 on (IN RFB 2.229/2024).
    """
    bare = cnpj_number.compact(raw)
    if bare.isascii() and cnpj_number.is_valid(bare):
        return bare
    if re.fullmatch(r"[0-9]{11,13}", bare):
        raise InvalidInput(
            f"tem {len(bare)} algarismos e um CNPJ tem 14; a planilha tirou os zeros da esquerda?"
        )
    raise InvalidInput("não é um CNPJ; confira os dígitos")


def phones(raw: str) -> tuple[str, ...]:
    """Read phones separated by `|`, in E.164, each once; Brazilian ones need their area code."""
    found: dict[str, None] = {}
    for place, part in enumerate(raw.split("|"), start=1):
        bare = part.strip()
        if not bare:
            continue
        number = canonical(bare)
        if number is None or not (number.startswith("+55") or _ABROAD.match(bare)):
            raise InvalidInput(
                f"o {place}º telefone não existe; escreva com DDD, e com + se for de outro país"
            )
        found[number] = None
    return tuple(found)


def email(raw: str) -> str:
    """Read an e-mail address in lower case."""
    if len(raw) > MAX_TEXT or _EMAIL.fullmatch(raw) is None:
        raise InvalidInput("não é um endereço de e-mail")
    return raw.lower()


def legal_status(raw: str) -> LegalStatus:
    """Read none, protested or lawsuit."""
    try:
        return LegalStatus(raw.lower())
    except ValueError:
        raise InvalidInput("precisa ser none, protested ou lawsuit") from None
