"""Pix BR Codes, built: static ones for a key, dynamic ones for a bank's URL, recurrences.

As Bacen's "Manual de Padrões para Iniciação do Pix" profiles EMV QRCPS-MPM, and strict: what is
built here every bank reads.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from quita.domain.emv import crc16, field
from quita.domain.errors import InvalidBrCode
from quita.domain.pix import GUI, MAX_CITY, MAX_NAME, NO_TXID, STATIC_TXID, URL
from quita.domain.pix_keys import MAX_KEY, key_kind

MAX_TEMPLATE = 99
MAX_KEY_AND_TEXT = 73  # what 26-01 and 26-02 may hold together within MAX_TEMPLATE
_AMOUNT = re.compile(r"\d{1,10}\.\d{2}", re.ASCII)
_SAFE = re.compile(r"[^A-Z0-9 $%*+\-./:]")


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
    recurrence_url: str | None = None,
) -> str:
    """Build a static code for a key, composite where it also asks for a recurrence.

    Args:
        amount: in reais, positive, or None to let the payer fill it in.
        txid: letters and digits, 25 at most, or `***`.
        text: shown to the payer; cut at 73 - len(key) characters.

    Raises:
        InvalidBrCode: a part is too long, empty or of the wrong alphabet, or the key is none.
    """
    if key_kind(key) is None:
        raise InvalidBrCode(f"no Pix key, or one of more than {MAX_KEY} characters")
    if txid != NO_TXID and not STATIC_TXID.fullmatch(txid):
        raise InvalidBrCode("a static txid has 1 to 25 letters and digits, or is ***")
    account = field("00", GUI) + field("01", key)
    shown = plain(text, max(0, MAX_KEY_AND_TEXT - len(key)))
    if shown:
        account += field("02", shown)
    body = "" if amount is None else field("54", _amount_text(amount))
    recurrence = "" if recurrence_url is None else _recurrence(recurrence_url)
    return _assemble("", account, body, merchant_name, merchant_city, txid, recurrence)


def build_dynamic(
    url: str, merchant_name: str, merchant_city: str, *, recurrence_url: str | None = None
) -> str:
    """Build a dynamic, single-use code for the payload URL that a bank gave (without https://).

    With a recurrence's URL the code is composite: paying it also authorises the recurrence (Pix
    Automático, journeys 3 and 4).

    Raises:
        InvalidBrCode: a URL is empty, longer than 77 characters or carries its scheme.
    """
    account = field("00", GUI) + field("25", _checked_url(url))
    recurrence = "" if recurrence_url is None else _recurrence(recurrence_url)
    return _assemble(
        field("01", "12"), account, "", merchant_name, merchant_city, NO_TXID, recurrence
    )


def build_recurrence(recurrence_url: str, merchant_name: str, merchant_city: str) -> str:
    """Build a code that only authorises a recurrence (Pix Automático, journey 2).

    Raises:
        InvalidBrCode: the URL is empty, longer than 77 characters or carries its scheme.
    """
    account, recurrence = field("00", GUI), _recurrence(recurrence_url)
    return _assemble("", account, "", merchant_name, merchant_city, NO_TXID, recurrence)


def _checked_url(url: str) -> str:
    if not URL.fullmatch(url) or "://" in url:
        raise InvalidBrCode("the payload URL has 1 to 77 characters and no scheme")
    return url


def _recurrence(url: str) -> str:
    return field("80", field("00", GUI) + field("25", _checked_url(url)))


def _assemble(
    initiation: str,
    account: str,
    amount: str,
    name: str,
    city: str,
    txid: str,
    recurrence: str = "",
) -> str:
    if len(account) > MAX_TEMPLATE:
        raise InvalidBrCode("the account block is longer than 99 characters")
    merchant, place = plain(name, MAX_NAME), plain(city, MAX_CITY)
    if not merchant or not place:
        raise InvalidBrCode("the receiver needs a name and a city")
    code = (
        field("00", "01")
        + initiation
        + field("26", account)
        + field("52", "0000")
        + field("53", "986")
        + amount
        + field("58", "BR")
        + field("59", merchant)
        + field("60", place)
        + field("62", field("05", txid))
        + recurrence
        + "6304"
    )
    return code + crc16(code)


def _amount_text(amount: Decimal) -> str:
    text = f"{amount:.2f}"
    if not _AMOUNT.fullmatch(text) or Decimal(text) != amount or not amount:
        raise InvalidBrCode("the amount must be positive, in cents, below ten billion")
    return text
