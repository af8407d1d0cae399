"""Fits choices into WhatsApp's buttons and lists.

Buttons while there are three at most, else lists of ten rows. What does not fit (a long, empty
or repeated title, a long description, an id that Meta refuses) is written out in the text as a
numbered line, and the number goes before each shortened title, so that everything can be read,
and pressed where an id allows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from quita.adapters.whatsapp import limits
from quita.adapters.whatsapp.formatting import plain
from quita.adapters.whatsapp.text import one_line, shorten, units


@dataclass(frozen=True)
class Option:
    """One choice, cleaned."""

    id: str
    title: str
    description: str = ""


@dataclass(frozen=True)
class Choices:
    """Choices that fit.

    Attributes:
        written: lines for the text, or nothing where every title fits.
        menus: `interactive` objects without their body, in order; none where no id can be used.
    """

    written: str
    menus: list[dict[str, Any]]


def as_option(item_id: str, title: str, description: str = "") -> Option:
    """Cleans what the payload gives; the id stays as it is, for it must come back unchanged."""
    return Option(item_id, plain(one_line(title)), plain(one_line(description)))


def fit(options: list[Option], menu_label: str | None, default_label: str) -> Choices:
    """Fits options: as a list where there is a menu_label or where they are more than three."""
    as_list = menu_label is not None or len(options) > limits.BUTTONS
    pressable = _pressable(options, limits.ROW_ID if as_list else limits.BUTTON_ID)
    title_limit = limits.ROW_TITLE if as_list else limits.BUTTON_TITLE
    numbered = len(pressable) < len(options) or not _all_fit(options, title_limit)
    if as_list:
        label = shorten(one_line(menu_label or "") or default_label, limits.LIST_BUTTON)
        menus = [
            _list(label, [_row(number, option, numbered) for number, option in chunk])
            for chunk in _chunks(pressable, limits.LIST_ROWS)
        ]
    else:
        menus = [_buttons(pressable, numbered)] if pressable else []
    return Choices(_written(options) if numbered else "", menus)


def _pressable(options: list[Option], id_limit: int) -> list[tuple[int, Option]]:
    """Options whose id Meta takes (a repeated one only once), with their numbers from 1."""
    found: dict[str, tuple[int, Option]] = {}
    for number, option in enumerate(options, start=1):
        usable = option.id == option.id.strip() and option.id.isprintable()
        if option.id and usable and units(option.id) <= id_limit:
            found.setdefault(option.id, (number, option))
    return list(found.values())


def _all_fit(options: list[Option], title_limit: int) -> bool:
    titles = {option.title.casefold() for option in options}
    return len(titles) == len(options) and all(
        0 < units(option.title) <= title_limit
        and units(option.description) <= limits.ROW_DESCRIPTION
        for option in options
    )


def _written(options: list[Option]) -> str:
    return "\n".join(
        f"{number}. " + " - ".join(filter(None, (option.title, option.description)))
        for number, option in enumerate(options, start=1)
    )


def _title(number: int, option: Option, numbered: bool, limit: int) -> str:
    return shorten(f"{number}. {option.title}".strip(), limit) if numbered else option.title


def _buttons(pressable: list[tuple[int, Option]], numbered: bool) -> dict[str, Any]:
    replies = [
        {"id": option.id, "title": _title(number, option, numbered, limits.BUTTON_TITLE)}
        for number, option in pressable
    ]
    return {
        "type": "button",
        "action": {"buttons": [{"type": "reply", "reply": reply} for reply in replies]},
    }


def _row(number: int, option: Option, numbered: bool) -> dict[str, str]:
    row = {"id": option.id, "title": _title(number, option, numbered, limits.ROW_TITLE)}
    cut_title = option.title if row["title"].endswith("…") else ""
    description = shorten(option.description or cut_title, limits.ROW_DESCRIPTION)
    return {**row, "description": description} if description else row


def _list(label: str, rows: list[dict[str, str]]) -> dict[str, Any]:
    return {"type": "list", "action": {"button": label, "sections": [{"rows": rows}]}}


def _chunks(pressable: list[tuple[int, Option]], size: int) -> list[list[tuple[int, Option]]]:
    return [pressable[start : start + size] for start in range(0, len(pressable), size)]
