"""What of a free text must not be said before identity is proven: amounts and creditors."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_AMOUNT = re.compile(
    r"r\$\s*\d"  # R$ 100
    r"|\d[\d.]*,\d{2}\b"  # 1.234,56
    r"|\b\d[\d.]*\s*(?:mil\s+)?(?:reais|real|conto|contos|pila|pilas)\b"
    r"|\b\d[\d.]*\s*mil\b"
)
_DROPPED = {"sa", "ltda", "banco", "loja", "lojas", "de", "do", "da", "dos", "das", "e", "me"}


def amounts_in(text: str) -> list[str]:
    """Give what reads like a sum of money.

    >>> amounts_in("São R$ 120, ou 3x de 45,90")
    ['r$ 1', '45,90']
    """
    return _AMOUNT.findall(_plain(text))


def creditors_in(text: str, names: Iterable[str]) -> list[str]:
    """Give the creditors that a text names, be it by the word that makes them known.

    >>> creditors_in("é da loja do povo?", ["Loja do Povo S.A."])
    ['Loja do Povo S.A.']
    """
    said = set(_words(text))
    found = []
    for name in names:
        telling = [word for word in _words(name) if word not in _DROPPED and len(word) > 2]
        if telling and all(word in said for word in telling):
            found.append(name)
    return found


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", _plain(text).replace(".", ""))


def _plain(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter))
