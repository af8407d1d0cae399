"""What somebody does in a turn of a dialogue file: writes, presses, sends a file, lets days pass.

`a ||| b` are messages typed within seconds; what stands in brackets is an act that is no text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from quita.domain.errors import InvalidDialogue


@dataclass(frozen=True)
class Write:
    """Types a text."""

    text: str


@dataclass(frozen=True)
class Press:
    """Presses a button or a list row."""

    title: str


@dataclass(frozen=True)
class Send:
    """Sends what is no text; `shows` is for the reader, for nobody else sees it."""

    kind: str
    shows: str
    caption: str = ""


@dataclass(frozen=True)
class Pass:
    """Lets time pass."""

    time: timedelta


@dataclass(frozen=True)
class Pay:
    """Pays the newest Pix code at the bank."""


@dataclass(frozen=True)
class GiveDigits:
    """Types the digits of the CPF that this conversation asks for."""


@dataclass(frozen=True)
class GiveBirth:
    """Types the birth date."""


@dataclass(frozen=True)
class OpenLink:
    """Opens the link of an SMS."""


Act = Write | Press | Send | Pass | Pay | GiveDigits | GiveBirth | OpenLink

MEDIA = {
    "audio": "audio",
    "image": "image",
    "document": "document",
    "sticker": "sticker",
    "location": "location",
    "contact": "contacts",
    "video": "unsupported",
}
CAPTIONED = ("image", "document")
PLAIN: dict[str, Act] = {
    "pays": Pay(),
    "gives cpf digits": GiveDigits(),
    "gives birth date": GiveBirth(),
    "opens link": OpenLink(),
}
UNITS = {"minute": 1, "hour": 60, "day": 24 * 60, "week": 7 * 24 * 60, "month": 30 * 24 * 60}
_BRACKET = re.compile(r"\[([^\[\]]*)\]\s*(.*)", re.DOTALL)
_AFTER = re.compile(rf"after (\d+|an?|one) ({'|'.join(UNITS)})s?")
_MEDIA = re.compile(rf"({'|'.join(MEDIA)})(?: \d+ ?s)?\s*(?::\s*(.*))?", re.DOTALL)
_PRESSES = re.compile(r"presses:\s*(.+)", re.DOTALL)


def read_acts(user: str) -> list[Act]:
    """Read the acts of one turn, in order.

    Raises:
        InvalidDialogue: nothing is done, or a bracket says what nobody can do.
    """
    acts = [act for part in user.split("|||") for act in _read_message(part.strip())]
    if not acts:
        raise InvalidDialogue("a turn in which nobody does anything")
    return acts


def _read_message(text: str) -> list[Act]:
    found = _BRACKET.match(text)
    if found is None:
        return [Write(text)] if text else []
    inside, rest = found.group(1).strip(), found.group(2)
    act = _read_bracket(inside)
    if isinstance(act, Send) and act.kind in CAPTIONED and rest and not rest.startswith("["):
        return [Send(act.kind, act.shows, rest)]
    return [act, *_read_message(rest)]


def _read_bracket(inside: str) -> Act:
    plain = PLAIN.get(inside.lower())
    if plain is not None:
        return plain
    if passed := _AFTER.fullmatch(inside.lower()):
        count = int(passed[1]) if passed[1].isdigit() else 1
        return Pass(timedelta(minutes=count * UNITS[passed[2]]))
    if pressed := _PRESSES.fullmatch(inside):
        return Press(pressed[1].strip())
    if sent := _MEDIA.fullmatch(inside):
        return Send(MEDIA[sent[1]], (sent[2] or "").strip())
    raise InvalidDialogue(f"[{inside}] is no act; see docs/dialogue-file.md")
