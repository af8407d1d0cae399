"""What the messages of a turn say: their words, the button that was pressed, a wish to go back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quita.domain.links import without_reference
from quita.domain.media import SPOKEN
from quita.domain.records import InboundMessage

BACK_TO_BOT = "/back_to_bot"
_BACK_TO_BOT_WORDS = re.compile(r"\bvolta\w*\s+(ao|a|o|para\s+o|pro|pra\s+o)\s+rob[oôó]\b", re.I)
_NOT_BACK_WORDS = re.compile(r"\b(n[aã]o|nunca)\s+(\w+\s+){0,2}volta", re.I)
_SLASHES = re.compile(r"\A[\s/]+")
SILENT_KINDS = {"reaction", "revoke"}
_REPLACING = {"edit", "revoke"}


def turn_text(messages: Sequence[InboundMessage]) -> str | None:
    """Give the words of a turn, a line a message; a pressed button speaks by its id.

    None where nobody wrote a word. Only a press may begin with a slash: typed text never does, so
    that nobody can type a command.
    """
    pressed = next((m.payload_id for m in reversed(messages) if m.payload_id), None)
    if pressed and pressed.startswith("/"):
        return pressed
    gone = _taken_back(messages)  # that is not what they say
    standing = [m for m in messages if m.external_id not in gone and m.kind not in SILENT_KINDS]
    written = [m.text for m in standing if m.text]
    lines = [_SLASHES.sub("", without_reference(text)).rstrip() for text in written]
    return "\n".join(line for line in lines if line) or None


def holds_unheard(messages: Sequence[InboundMessage]) -> bool:
    """Say whether a voice note of the turn, not taken back, was written down by nobody."""
    gone = _taken_back(messages)
    return any(m.kind in SPOKEN and not m.text and m.external_id not in gone for m in messages)


def _taken_back(messages: Sequence[InboundMessage]) -> set[str | None]:
    """Give the ids of what was taken back, or written anew, within the turn."""
    return {m.about for m in messages if m.kind in _REPLACING}


def wants_bot_back(text: str) -> bool:
    """Say whether a waiting person asks in words to go on with the bot."""
    return bool(_BACK_TO_BOT_WORDS.search(text)) and not _NOT_BACK_WORDS.search(text)
