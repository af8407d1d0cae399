"""A phone's screen: what stands there to be pressed, and its bubbles as lines of a transcript."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from quita.cli.dialogues.told import Line
from quita.cli.whole.phone import TEMPLATE_BUTTON, Choice, Said

PRESSED = ("button_reply", TEMPLATE_BUTTON)
Pressable = tuple[Said, Choice]


def find(title: str, on_screen: Sequence[Pressable]) -> Pressable | None:
    """Find what a writer calls by a title: as it is written, else nearly, else within it.

    Case, accents and a leading number ("1. À vista") are what writers get wrong.
    """
    wanted = _plain(title)
    for fits in (
        lambda choice: choice.title == title,
        lambda choice: _plain(choice.title) == wanted,
        lambda choice: wanted in _plain(choice.title),
        lambda choice: wanted in _plain(choice.description),
    ):
        found = next((pair for pair in on_screen if fits(pair[1])), None)
        if found is not None:
            return found
    return None


def line_of(said: Said) -> Line:
    """Give a bubble of the assistant as a line."""
    buttons = tuple(one.title for one in said.choices if one.kind in PRESSED)
    rows = tuple(
        f"{one.title} - {one.description}" if one.description else one.title
        for one in said.choices
        if one.kind == "list_reply"
    )
    return Line("assistant", said.text, said.kind, buttons, rows, said.file)


def _plain(title: str) -> str:
    letters = unicodedata.normalize("NFKD", title.casefold())
    bare = "".join(one for one in letters if not unicodedata.combining(one))
    return re.sub(r"^\d+\.\s*", "", bare).strip()
