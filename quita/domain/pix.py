"""Pix BR Codes, read: the text that a bank app scans or takes by copy and paste.

EMV QRCPS-MPM as Bacen's "Manual de Padrões para Iniciação do Pix" profiles it. Hand-written
because the public libraries fail on it (unpadded CRC, accents, dynamic codes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from quita.domain.emv import crc16, split
from quita.domain.errors import InvalidBrCode
from quita.domain.pix_keys import key_kind

GUI = "br.gov.bcb.pix"
MAX_LENGTH = 512
MAX_READ = 1024  # a longer text is no code, and not worth reading
MAX_NAME, MAX_CITY = 25, 15
NO_TXID = "***"
STATIC_TXID = re.compile(r"[A-Za-z0-9]{1,25}")
CHARGE_TXID = re.compile(r"[a-zA-Z0-9]{26,35}")  # cob, cobv, cobr (API Pix 2.9)
_READ_AMOUNT = re.compile(r"\d{1,10}(\.\d{1,2})?", re.ASCII)
URL = re.compile(r"[!-~]{1,77}")  # visible ASCII without spaces

Kind = Literal["static", "dynamic", "composite_static", "composite_dynamic", "recurrence", "other"]


@dataclass(frozen=True)
class BrCode:
    """What a BR Code says.

    Attributes:
        kind: static (a key), dynamic (a URL), either with a recurrence (composite), recurrence;
            other is a sound code of some other scheme, which no Pix can pay.
        url, recurrence_url: without `https://`.
        amount: in reais, or None where the payer or the URL decides (whatever field 54 says).
        deviations: rules that its writer broke and that lenient banks forgive: length, order,
            ascii, scheme (the name of Pix in capitals), name, city, key, url, txid, amount.
    """

    kind: Kind
    key: str | None
    url: str | None
    recurrence_url: str | None
    amount: Decimal | None
    merchant_name: str
    merchant_city: str
    txid: str
    deviations: tuple[str, ...] = ()


def parse(text: str) -> BrCode:
    """Read a BR Code as a lenient bank does; `deviations` tells what a strict one may refuse.

    Raises:
        InvalidBrCode: structure, CRC or a field that decides who gets what is broken.
    """
    code = text.strip()
    if not 0 < len(code) <= MAX_READ:
        raise InvalidBrCode(f"a code has 1 to {MAX_LENGTH} characters")
    if not code.isprintable():  # a control character, or half of a surrogate pair
        raise InvalidBrCode("a character that no code holds")
    if code[-8:-4] != "6304" or crc16(code[:-4]) != code[-4:]:
        raise InvalidBrCode("the check code (CRC) does not match")
    if code[:6] != "000201":
        raise InvalidBrCode("a code begins with 000201")
    fields = split(code)
    if next(reversed(fields)) != "63":  # what looked like it was the end of another field
        raise InvalidBrCode("field 63 is not the last one")
    if fields.get("53") != "986" or fields.get("58") != "BR":
        raise InvalidBrCode("not a Brazilian code in reais")
    account = _pix_template(fields, range(26, 52))
    recurrence = _pix_template(fields, range(80, 100))
    key, url = account.get("01"), account.get("25")
    kind = _kind(account, recurrence)
    read = BrCode(
        kind=kind,
        key=key,
        url=_bare(url),
        recurrence_url=_bare(recurrence.get("25")),
        amount=None if url else _parse_amount(fields.get("54")),
        merchant_name=_required(fields, "59"),
        merchant_city=_required(fields, "60"),
        txid=_required(split(_required(fields, "62")), "05"),
    )
    urls = [one for one in (url, recurrence.get("25")) if one]
    return replace(read, deviations=tuple(_deviations(code, fields, read, urls)))


def validate(text: str) -> BrCode:
    """Read a BR Code as the strictest bank does: every rule of the manual holds.

    Raises:
        InvalidBrCode: it cannot be read, is no Pix, or deviates.
    """
    code = parse(text)
    if code.kind == "other":
        raise InvalidBrCode("a code of another scheme than Pix")
    if code.deviations:
        raise InvalidBrCode(f"breaks the manual in: {', '.join(code.deviations)}")
    return code


def _kind(account: dict[str, str], recurrence: dict[str, str]) -> Kind:
    key, url, recurs = account.get("01"), account.get("25"), recurrence.get("25")
    if key and url:
        raise InvalidBrCode("a code has a key or a URL, not both")
    if url:
        return "composite_dynamic" if recurs else "dynamic"
    if key:
        return "composite_static" if recurs else "static"
    if recurs:
        return "recurrence"
    if account or recurrence:
        raise InvalidBrCode("neither key nor URL")
    return "other"


def _deviations(code: str, fields: dict[str, str], read: BrCode, urls: list[str]) -> Iterator[str]:
    if len(code) > MAX_LENGTH:
        yield "length"
    if list(fields)[:-1] != sorted(fields.keys() - {"63"}):
        yield "order"
    if not code.isascii():
        yield "ascii"
    if any(_is_pix(value) and value[4:18] != GUI for value in fields.values()):
        yield "scheme"
    if len(read.merchant_name) > MAX_NAME:
        yield "name"
    if len(read.merchant_city) > MAX_CITY:
        yield "city"
    if read.key and key_kind(read.key) is None:
        yield "key"
    if any(not URL.fullmatch(url) or "://" in url for url in urls):
        yield "url"
    if read.txid != NO_TXID and (read.url or not STATIC_TXID.fullmatch(read.txid)):
        yield "txid"
    if read.url and "54" in fields:
        yield "amount"


def _bare(url: str | None) -> str | None:
    return url.split("://", 1)[-1] if url else None


def _pix_template(fields: dict[str, str], tags: range) -> dict[str, str]:
    for tag in tags:
        template = fields.get(f"{tag:02d}", "")
        if _is_pix(template):
            return split(template)
    return {}


def _is_pix(template: str) -> bool:
    return template[4:18].lower() == GUI  # some banks write it in capitals


def _required(fields: dict[str, str], tag: str) -> str:
    try:
        return fields[tag]
    except KeyError:
        raise InvalidBrCode(f"field {tag} is missing") from None


def _parse_amount(text: str | None) -> Decimal | None:
    if text is None:
        return None
    if not _READ_AMOUNT.fullmatch(text):
        raise InvalidBrCode("the amount is not a number of reais")
    amount = Decimal(text)
    if not amount:
        raise InvalidBrCode("the amount is zero")
    return amount
