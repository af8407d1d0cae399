"""Makes *bold* and _italic_ show as meant on a phone. Pure.

WhatsApp, "How to format your messages": one asterisk on each side, none of them beside a letter or
a space within, and never over the end of a line. A Pix code may hold `***` of its own: what stands
beside a letter or digit is no formatting and stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_DOUBLE = re.compile(r"(?<![\w*])\*\*(?=[^\s*])([^*\n]+?)(?<=\S)\*\*(?![\w*])")
_ACROSS_LINES = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]*?\n[^*]*?)(?<=[^\s*])\*(?![\w*])")
_PADDED = re.compile(r"(?<![\w*])\*[ \t]*([^\s*](?:[^*\n]*[^\s*])?)[ \t]*\*(?![\w*])")
_OPENING = re.compile(r"(?<![\w*])\*(?=[^\s*])")
_CLOSING = re.compile(r"(?<=[^\s*])\*(?![\w*])")


def formatted(text: str) -> str:
    """Writes bold as WhatsApp has it: Markdown's `**`, spaces within and several lines too."""
    text = _DOUBLE.sub(r"*\1*", text)
    text = _ACROSS_LINES.sub(lambda found: _line_by_line(found[1]), text)
    return _PADDED.sub(r"*\1*", text)


def plain(title: str) -> str:
    """Takes bold out of a button's or row's title, which shows the asterisks."""
    return _PADDED.sub(r"\1", _DOUBLE.sub(r"\1", title))


def balanced(pieces: Sequence[str]) -> list[str]:
    """Closes bold at the end of each piece that a cut left open, and opens it in the next one.

    A piece grows by two characters at most.
    """
    found, open_from_before = [], False
    for piece in pieces:
        whole = f"*{piece}" if open_from_before else piece
        last_line = whole.rpartition("\n")[2]
        # An asterisk that closes is no opening one, though a full stop may stand before it.
        closed = len(_CLOSING.findall(last_line))
        open_from_before = len(_OPENING.findall(_PADDED.sub("", last_line))) > 0 and closed == len(
            _PADDED.findall(last_line)
        )
        found.append(f"{whole}*" if open_from_before else whole)
    return found


def _line_by_line(inside: str) -> str:
    return "\n".join(f"*{line.strip()}*" if line.strip() else "" for line in inside.split("\n"))
