"""Reads the values of Bacen's API Pix from JSON that may hold anything; every reader is total."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

_AMOUNT = re.compile(r"[0-9]{1,10}\.[0-9]{2}")
_END_TO_END_ID = re.compile(r"[a-zA-Z0-9]{32}")
_TXID = re.compile(r"[a-zA-Z0-9]{1,35}")
_INSTANT = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(?:([Zz])|([+-]\d\d):?(\d\d))",
    re.ASCII,
)


def text(tree: Any, *path: str) -> str:
    """Follow keys to a string; empty where there is none."""
    for key in path:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree.strip() if isinstance(tree, str) else ""


def amount(tree: Any, *path: str) -> Decimal | None:
    """Read reais, written as Bacen does: digits, a point, two decimals."""
    written = text(tree, *path)
    return Decimal(written) if _AMOUNT.fullmatch(written) else None


def end_to_end_id(tree: Any) -> str | None:
    """Read `endToEndId`: 32 letters and digits."""
    written = text(tree, "endToEndId")
    return written if _END_TO_END_ID.fullmatch(written) else None


def txid(tree: Any) -> str | None:
    """Read `txid`: 1 to 35 letters and digits (a static code's may be shorter than a charge's)."""
    written = text(tree, "txid")
    return written if _TXID.fullmatch(written) else None


def instant(tree: Any, *path: str) -> datetime | None:
    """Read an RFC 3339 moment, in UTC; without an offset it is none.

    Hand-written: Python 3.10 reads neither `Z` nor fractions of other than 3 or 6 digits.
    """
    match = _INSTANT.fullmatch(text(tree, *path))
    if match is None:
        return None
    day, time, fraction, utc, hours, minutes = match.groups()
    offset = "+00:00" if utc else f"{hours}:{minutes}"
    micros = (fraction or "0")[:6].ljust(6, "0")
    try:
        return datetime.fromisoformat(f"{day}T{time}.{micros}{offset}").astimezone(timezone.utc)
    except (ValueError, OverflowError):
        return None
