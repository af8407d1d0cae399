"""Pix BR Codes: the text that a bank app scans or takes by copy and paste.

EMV QRCPS-MPM as Bacen's "Manual de Padrões para Iniciação do Pix" profiles it. Hand-written
because the public libraries fail on it (unpadded CRC, accents, dynamic codes).
"""

from __future__ import annotations

import binascii
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from quita.domain.errors import InvalidBrCode

GUI = "br.gov.bcb.pix"
MAX_LENGTH = 512
MAX_TEMPLATE = 99
MAX_NAME, MAX_CITY = 25, 15
MAX_KEY_AND_TEXT = 73  # what 26-01 and 26-02 may hold together within MAX_TEMPLATE
NO_TXID = "***"
STATIC_TXID = re.compile(r"[A-Za-z0-9]{1,25}")
CHARGE_TXID = re.compile(r"[a-zA-Z0-9]{26,35}")  # cob, cobv, cobr (API Pix 2.9)
_AMOUNT = re.compile(r"\d{1,10}\.\d{2}", re.ASCII)
_READ_AMOUNT = re.compile(r"\d{1,10}(\.\d{1,2})?", re.ASCII)
_TOKEN = re.compile(r"[!-~]{1,77}")  # a key or a URL: visible ASCII without spaces
_SAFE = re.compile(r"[^A-Z0-9 $%*+\-./:]")

Kind = Literal["static", "dynamic", "composite_static", "composite_dynamic", "recurrence"]


@dataclass(frozen=True)
class BrCode:
    """What a BR Code says.

    Attributes:
        kind: static (a key), dynamic (a URL), either with a recurrence (composite), recurrence.
        amount: in reais, or None where the payer or the URL decides (whatever field 54 says).
    """

    kind: Kind
    key: str | None
    url: str | None
    recurrence_url: str | None
    amount: Decimal | None
    merchant_name: str
    merchant_city: str
    txid: str


def crc16(text: str) -> str:
    """Give the CRC-16/CCITT-FALSE of a text as four upper-case hex digits.

    >>> crc16("123456789")
    '29B1'
    """
    return f"{binascii.crc_hqx(text.encode('utf-8'), 0xFFFF):04X}"


def plain(text: str, limit: int) -> str:
    """Fold a text into what strict payers read: A-Z, digits and a few signs, cut at the limit.

    >>> plain("Credora São João & Cia", 25)
    'CREDORA SAO JOAO CIA'
    """
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(_SAFE.sub(" ", ascii_text.upper()).split())[:limit].rstrip()


def build_static(
    key: str,
    merchant_name: str,
    merchant_city: str,
    *,
    amount: Decimal | None = None,
    txid: str = NO_TXID,
    text: str = "",
) -> str:
    """Build a static code for a key.

    Args:
        amount: in reais, positive, or None to let the payer fill it in.
        txid: letters and digits, 25 at most, or `***`.
        text: shown to the payer; cut at 73 - len(key) characters.

    Raises:
        InvalidBrCode: a part is too long, empty or of the wrong alphabet.
    """
    if not _TOKEN.fullmatch(key):
        raise InvalidBrCode("the key must have 1 to 77 characters and no space")
    if txid != NO_TXID and not STATIC_TXID.fullmatch(txid):
        raise InvalidBrCode("a static txid has 1 to 25 letters and digits, or is ***")
    account = _field("00", GUI) + _field("01", key)
    shown = plain(text, max(0, MAX_KEY_AND_TEXT - len(key)))
    if shown:
        account += _field("02", shown)
    body = "" if amount is None else _field("54", _amount_text(amount))
    return _assemble("", account, body, merchant_name, merchant_city, txid)


def build_dynamic(url: str, merchant_name: str, merchant_city: str) -> str:
    """Build a dynamic, single-use code for the payload URL that a bank gave (without https://).

    Raises:
        InvalidBrCode: the URL is empty, longer than 77 characters or carries its scheme.
    """
    if not _TOKEN.fullmatch(url) or "://" in url:
        raise InvalidBrCode("the payload URL has 1 to 77 characters and no scheme")
    account = _field("00", GUI) + _field("25", url)
    return _assemble(_field("01", "12"), account, "", merchant_name, merchant_city, NO_TXID)


def parse(text: str) -> BrCode:
    """Read a BR Code and check it as a paying bank would.

    Raises:
        InvalidBrCode: length, structure, order, CRC or a field breaks the manual.
    """
    code = text.strip()
    if not 0 < len(code) <= MAX_LENGTH:
        raise InvalidBrCode("a code has 1 to 512 characters")
    if not code.isprintable():  # a control character, or half of a surrogate pair
        raise InvalidBrCode("a character that no code holds")
    if code[-8:-4] != "6304" or crc16(code[:-4]) != code[-4:]:
        raise InvalidBrCode("the check code (CRC) does not match")
    if code[:6] != "000201":
        raise InvalidBrCode("a code begins with 000201")
    fields = _split(code)
    if next(reversed(fields)) != "63":  # what looked like it was the end of another field
        raise InvalidBrCode("field 63 is not the last one")
    if fields.get("53") != "986" or fields.get("58") != "BR":
        raise InvalidBrCode("not a Brazilian code in reais")
    account = _pix_template(fields, range(26, 52))
    recurrence = _pix_template(fields, range(80, 100))
    key, url = account.get("01"), account.get("25")
    recurrence_url = recurrence.get("25")
    if key and url:
        raise InvalidBrCode("a code has a key or a URL, not both")
    kind: Kind
    if url:
        kind = "composite_dynamic" if recurrence_url else "dynamic"
    elif key:
        kind = "composite_static" if recurrence_url else "static"
    elif recurrence_url:
        kind = "recurrence"
    else:
        raise InvalidBrCode("neither key nor URL")
    return BrCode(
        kind=kind,
        key=key,
        url=url,
        recurrence_url=recurrence_url,
        amount=None if url else _parse_amount(fields.get("54")),
        merchant_name=_required(fields, "59"),
        merchant_city=_required(fields, "60"),
        txid=_required(_split(_required(fields, "62")), "05"),
    )


def _assemble(initiation: str, account: str, amount: str, name: str, city: str, txid: str) -> str:
    if len(account) > MAX_TEMPLATE:
        raise InvalidBrCode("the account block is longer than 99 characters")
    merchant, place = plain(name, MAX_NAME), plain(city, MAX_CITY)
    if not merchant or not place:
        raise InvalidBrCode("the receiver needs a name and a city")
    code = (
        _field("00", "01")
        + initiation
        + _field("26", account)
        + _field("52", "0000")
        + _field("53", "986")
        + amount
        + _field("58", "BR")
        + _field("59", merchant)
        + _field("60", place)
        + _field("62", _field("05", txid))
        + "6304"
    )
    return code + crc16(code)


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"


def _split(text: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    at = 0
    while at < len(text):
        tag, size = text[at : at + 2], text[at + 2 : at + 4]
        if not (tag.isascii() and tag.isdigit() and size.isascii() and size.isdigit()):
            raise InvalidBrCode("broken structure")
        value = text[at + 4 : at + 4 + int(size)]
        if len(tag) < 2 or len(size) < 2 or len(value) < int(size):
            raise InvalidBrCode("broken structure")
        if tag in fields:
            raise InvalidBrCode(f"field {tag} is repeated")
        fields[tag] = value
        at += 4 + int(size)
    return fields


def _pix_template(fields: dict[str, str], tags: range) -> dict[str, str]:
    for tag in tags:
        template = fields.get(f"{tag:02d}")
        if template and template[4:18].lower() == GUI:  # some banks write the GUI in capitals
            return _split(template)
    return {}


def _required(fields: dict[str, str], tag: str) -> str:
    try:
        return fields[tag]
    except KeyError:
        raise InvalidBrCode(f"field {tag} is missing") from None


def _amount_text(amount: Decimal) -> str:
    text = f"{amount:.2f}"
    if not _AMOUNT.fullmatch(text) or Decimal(text) != amount or not amount:
        raise InvalidBrCode("the amount must be positive, in cents, below ten billion")
    return text


def _parse_amount(text: str | None) -> Decimal | None:
    if text is None:
        return None
    if not _READ_AMOUNT.fullmatch(text):
        raise InvalidBrCode("the amount is not a number of reais")
    amount = Decimal(text)
    if not amount:
        raise InvalidBrCode("the amount is zero")
    return amount
