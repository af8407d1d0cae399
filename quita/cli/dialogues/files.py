"""Reads a dialogue file: YAML into dialogues, each with the reason why it cannot be played."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import yaml

from quita.cli.dialogues.acts import Act, read_acts
from quita.cli.dialogues.people import Invention, Somebody
from quita.domain.business_days import SAO_PAULO
from quita.domain.errors import InvalidDialogue

WHATSAPP, SMS_LINK = "whatsapp", "sms_link"
MORNING = time(10)  # of the day on which a dialogue begins


@dataclass(frozen=True)
class Turn:
    """What is done, as it is written and as it is played, and what a reader should find."""

    user: str
    acts: tuple[Act, ...]
    expect: tuple[str, ...]


@dataclass(frozen=True)
class Dialogue:
    """One conversation to play.

    Attributes:
        people: who is in the portfolio; the first is the one who writes.
        writes_from: the phone, in digits.
        begins: when it begins; None for now.
        refused: why it cannot be played; None if it can.
        notes: what the reader of its transcript should know.
    """

    id: str
    channel: str
    people: tuple[Somebody, ...] = ()
    writes_from: str = ""
    begins: datetime | None = None
    turns: tuple[Turn, ...] = ()
    refused: str | None = None
    notes: tuple[str, ...] = field(default=())


def read_file(path: Path) -> list[Dialogue]:
    """Read every dialogue of a file; what is wrong with one leaves the others playable.

    Raises:
        InvalidDialogue: the file as a whole: not there, no YAML, no list.
    """
    try:
        tree = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidDialogue(f"{path}: {error}") from None
    except yaml.YAMLError as error:
        raise InvalidDialogue(f"{path} is no YAML: {error}") from None
    if isinstance(tree, Mapping):
        tree = tree.get("dialogues")
    if not isinstance(tree, list) or not tree:
        raise InvalidDialogue(f"{path} is no list of dialogues")
    invention = Invention()
    return [_dialogue(entry, number, invention) for number, entry in enumerate(tree, 1)]


def _dialogue(entry: Any, number: int, invention: Invention) -> Dialogue:
    if not isinstance(entry, Mapping):
        return Dialogue(f"dialogue {number}", WHATSAPP, refused="it is no mapping")
    name, channel = str(entry.get("id") or f"dialogue {number}"), entry.get("channel", WHATSAPP)
    try:
        return _playable(entry, name, str(channel), invention)
    except InvalidDialogue as error:
        return Dialogue(name, str(channel), refused=str(error))


def _playable(entry: Mapping[str, Any], name: str, channel: str, invention: Invention) -> Dialogue:
    if channel not in (WHATSAPP, SMS_LINK):
        raise InvalidDialogue(f"the channel {channel!r} is neither whatsapp nor sms_link")
    turns = tuple(_turn(turn) for turn in _list(entry, "turns"))
    if not turns:
        raise InvalidDialogue("it has no turns")
    setup = entry.get("setup") or {}
    if not isinstance(setup, Mapping):
        raise InvalidDialogue("setup is no mapping")
    first = invention.somebody(setup)
    others = [invention.somebody(other, phones=first.phones) for other in _list(setup, "also")]
    people = (first, *others)
    notes = tuple(note for person in people for note in person.notes)
    if setup.get("notes"):
        notes = (str(setup["notes"]).strip(), *notes)
    begins = _begins(entry.get("date", setup.get("date")))
    writes_from = invention.phone(setup.get("writes_from")) or first.phones[0]
    return Dialogue(name, channel, people, writes_from, begins, turns, notes=notes)


def _turn(entry: Any) -> Turn:
    if isinstance(entry, str):
        entry = {"user": entry}
    if not isinstance(entry, Mapping) or entry.get("user") is None:
        raise InvalidDialogue("a turn without user")
    user, expect = str(entry["user"]).strip(), entry.get("expect") or ()
    lines = [expect] if isinstance(expect, str) else expect
    return Turn(user, tuple(read_acts(user)), tuple(str(line) for line in lines))


def _list(entry: Mapping[str, Any], name: str) -> list[Any]:
    found = entry.get(name) or []
    if not isinstance(found, list):
        raise InvalidDialogue(f"{name} is no list")
    return found


def _begins(given: Any) -> datetime | None:
    if given is None:
        return None
    try:
        moment = given if isinstance(given, date) else datetime.fromisoformat(str(given))
    except ValueError:
        raise InvalidDialogue(f"date: {given!r} is no ISO date") from None
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, MORNING)
    return moment if moment.tzinfo else moment.replace(tzinfo=SAO_PAULO)
