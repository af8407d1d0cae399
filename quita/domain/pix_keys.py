"""Pix keys: which of the five kinds a text is, as Bacen's DICT writes them."""

from __future__ import annotations

import re
from typing import Literal

MAX_KEY = 77

KeyKind = Literal["CPF", "CNPJ", "EMAIL", "PHONE", "EVP"]

# API Pix 2.9 and DICT: letters in a CNPJ since July 2026; e-mails and random keys in lower case.
_KINDS: tuple[tuple[KeyKind, re.Pattern[str]], ...] = (
    ("CPF", re.compile(r"[0-9]{11}")),
    ("CNPJ", re.compile(r"[0-9A-Z]{12}[0-9]{2}")),
    ("PHONE", re.compile(r"\+55[1-9][0-9][0-9]{8,9}")),
    ("EVP", re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")),
    ("EMAIL", re.compile(r"[a-z0-9.!#$&'*+/=?^_`{|}~-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*")),
)


def key_kind(key: str) -> KeyKind | None:
    """Name the kind of a key, or give None for what no bank registers as one.

    >>> key_kind("+5551987654321"), key_kind("12ABC34501DE35"), key_kind("Loja@exemplo.com")
    ('PHONE', 'CNPJ', None)
    """
    if len(key) > MAX_KEY:
        return None
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(key)), None)
