"""How long an SMS is: GSM-7 where its alphabet suffices, else UCS-2; in one part or several.

Source: 3GPP TS 23.038, 6.2.1 (the default alphabet and its extension) and TS 23.040, 9.2.3.24.1
(a part of several gives up 6 bytes to its header).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

_BASIC = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = set("\f^{}\\[~]|€")  # two septets each
GSM7, UCS2 = "gsm7", "ucs2"
_ONE = {GSM7: 160, UCS2: 70}
_EACH_OF_SEVERAL = {GSM7: 153, UCS2: 67}
_LIKE = str.maketrans({"–": "-", "—": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "…": "...",
                       "ç": "c", "º": "o", "ª": "a", "\u00a0": " "})  # fmt: skip
_BOLD = re.compile(r"\*([^*\n]+)\*")


class SmsReason(str, Enum):
    """Why an SMS is sent."""

    STARTED = "started"  # the company writes first
    AGENT = "agent"  # it does so too, by a person of the team who knows the conversation
    REQUESTED = "requested"  # the person asked for it
    ANSWER = "answer"  # to what the person wrote by SMS


@dataclass(frozen=True)
class SmsLength:
    """How a text travels.

    Attributes:
        units: septets of GSM-7, or 16-bit units of UCS-2.
        parts: messages that are paid for.
        left: units that still fit into the last part.
    """

    encoding: str
    units: int
    parts: int
    left: int


def measure(text: str) -> SmsLength:
    """Measure a text.

    >>> measure("ola").parts, measure("olá").encoding
    (1, 'ucs2')
    """
    weights = [_weight(one) for one in text]
    if None in weights:
        return _measured(UCS2, [len(one.encode("utf-16-be")) // 2 for one in text])
    return _measured(GSM7, [weight for weight in weights if weight is not None])


def plain(text: str) -> str:
    """Write a text in GSM-7, leaving out accents that it lacks: UCS-2 takes less than half.

    >>> plain("Recuperação de Crédito")
    'Recuperacao de Crédito'
    """
    return "".join(_plain(one) for one in text.translate(_LIKE))


def words_of(payload: Mapping[str, Any]) -> str:
    """Write a message in words alone, its choices by their numbers, its files by their addresses.

    >>> words_of({"text": "*Oi*", "buttons": [{"id": "/a", "title": "Sim"}]})
    'Oi\\n1) Sim'
    """
    said = str(payload.get("text") or payload.get("caption") or "")
    options = [*(payload.get("buttons") or ()), *(payload.get("rows") or ())]
    listed = [f"{number}) {one['title']}" for number, one in enumerate(options, 1)]
    address = payload.get("link") or payload.get("url") or payload.get("code")
    lines = [_BOLD.sub(r"\1", said), *listed, *([str(address)] if address else [])]
    return "\n".join(line for line in lines if line)


def _measured(encoding: str, weights: list[int]) -> SmsLength:
    units = sum(weights)
    if units <= _ONE[encoding]:
        return SmsLength(encoding, units, 1 if units else 0, _ONE[encoding] - units)
    room, parts, used = _EACH_OF_SEVERAL[encoding], 1, 0
    for weight in weights:  # what takes two units is never cut in two
        if used + weight > room:
            parts, used = parts + 1, 0
        used += weight
    return SmsLength(encoding, units, parts, room - used)


def _weight(one: str) -> int | None:
    if one in _BASIC:
        return 1
    return 2 if one in _EXTENDED else None


def _plain(one: str) -> str:
    if _weight(one) is not None:
        return one
    bare = unicodedata.normalize("NFKD", one)
    return "".join(part for part in bare if _weight(part) is not None) or "?"
