"""Reads JSON that may hold anything: every reader is total.

Hand-written rather than pydantic: one wrong field must cost that field, or at most that update,
never the batch, and the readers must not coerce (True is no 1).
"""

from __future__ import annotations

import json
import math
import re
from datetime import datetime, timezone
from typing import Any

from quita.adapters.whatsapp.text import clean
from quita.domain.errors import MalformedWebhook

MAX_DEPTH = 50
"""Meta nests about ten deep; what lies deeper than this is dropped."""

MAX_ID = 512
"""Characters of an id; Meta's own stay under 256."""

_MAX_DIGITS = 20
_SECONDS = re.compile(r"[0-9]{1,11}")
_LAST_SECOND = 253_402_300_799  # the end of the year 9999, the last that datetime holds


class Unreadable(Exception):
    """A field without which an update means nothing is missing or of the wrong type.

    Not of the QuitaError tree: it never leaves this package (it becomes an UnreadableUpdate).
    """


def load(raw_body: bytes) -> Any:
    """Parses JSON into values that are safe to store; raises MalformedWebhook.

    NaN, infinities and numbers of more than 20 digits, which no database takes, become None.
    """
    try:
        tree = json.loads(
            raw_body,
            parse_int=lambda digits: int(digits) if len(digits) <= _MAX_DIGITS else None,
            parse_float=_finite,
            parse_constant=lambda _: None,
        )
    except RecursionError:
        raise MalformedWebhook("nested too deeply") from None
    except ValueError:
        raise MalformedWebhook("not JSON") from None
    return _cleaned(tree, MAX_DEPTH)


def get(tree: Any, *path: str) -> Any:
    """Follows keys through objects; None where the path ends early."""
    for key in path:
        if not isinstance(tree, dict):
            return None
        tree = tree.get(key)
    return tree


def text(tree: Any, *path: str) -> str | None:
    """Reads a string, possibly empty."""
    value = get(tree, *path)
    return value if isinstance(value, str) else None


def identifier(tree: Any, *path: str) -> str | None:
    """Reads an id: a string with something in it and no more than MAX_ID, or an integer."""
    value = get(tree, *path)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or len(value) > MAX_ID:
        return None
    return value if value.strip() else None


def number(tree: Any, *path: str) -> int | None:
    """Reads an integer, also where it is written as a string."""
    written = identifier(tree, *path)
    return int(written) if written and re.fullmatch(r"-?[0-9]{1,18}", written) else None


def flag(tree: Any, *path: str) -> bool:
    """Reads true; anything else is False."""
    return get(tree, *path) is True


def mapping(tree: Any, *path: str) -> dict[str, Any] | None:
    """Reads an object."""
    value = get(tree, *path)
    return value if isinstance(value, dict) else None


def items(tree: Any, *path: str) -> list[Any]:
    """Reads a list; anything else is empty."""
    value = get(tree, *path)
    return value if isinstance(value, list) else []


def instant(tree: Any, *path: str) -> datetime | None:
    """Reads Unix seconds (Meta writes them as a string, sometimes as a number), in UTC."""
    written = identifier(tree, *path)
    if written is None or not _SECONDS.fullmatch(written) or int(written) > _LAST_SECOND:
        return None
    return datetime.fromtimestamp(int(written), tz=timezone.utc)


def required_text(tree: Any, *path: str) -> str:
    """Reads a string; raises Unreadable naming the path."""
    return _required(text(tree, *path), path)


def required_id(tree: Any, *path: str) -> str:
    """Reads an id; raises Unreadable naming the path."""
    return _required(identifier(tree, *path), path)


def required_instant(tree: Any, *path: str) -> datetime:
    """Reads Unix seconds; raises Unreadable naming the path."""
    value = instant(tree, *path)
    if value is None:
        raise Unreadable("no usable " + ".".join(path))
    return value


def _required(value: str | None, path: tuple[str, ...]) -> str:
    if value is None:
        raise Unreadable("no usable " + ".".join(path))
    return value


def _finite(digits: str) -> float | None:
    value = float(digits)
    return value if math.isfinite(value) else None


def _cleaned(tree: Any, depth: int) -> Any:
    if isinstance(tree, str):
        return clean(tree)
    if isinstance(tree, dict):
        if depth == 0:
            return None
        return {clean(key): _cleaned(value, depth - 1) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_cleaned(value, depth - 1) for value in tree] if depth else None
    return tree
