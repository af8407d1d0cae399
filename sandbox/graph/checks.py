"""Small rules that schemas are put together from; each names the field that breaks it.

Hand-written: a JSON-schema validator cannot give Meta's codes and wording.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from sandbox.graph.errors import GraphError

Rule = Callable[[object, str], None]

MISSING, WRONG, UNEXPECTED = 131008, 131009, 100


def refuse(path: str, what: str, code: int = WRONG) -> GraphError:
    """Make the error for a field."""
    return GraphError(code, f"Param {path} {what}")


def text(maximum: int, *, pattern: str | None = None, code: int = WRONG) -> Rule:
    """Ask for a string of 1 to `maximum` characters."""
    compiled = re.compile(pattern) if pattern else None

    def check(value: object, path: str) -> None:
        if not isinstance(value, str):
            raise refuse(path, "must be a string.", code)
        if not value.strip():
            raise refuse(path, "must not be empty. Min length: 1", code)
        if len(value) > maximum:
            raise refuse(path, f"must be at most {maximum} characters long.", code)
        if compiled and not compiled.fullmatch(value):
            raise refuse(path, "has an invalid format.", code)

    return check


def url(maximum: int = 2000) -> Rule:
    """Ask for an http or https address."""
    return text(maximum, pattern=r"https?://\S+")


def media(optional: Mapping[str, Rule] | None = None) -> Rule:
    """Ask for a file: by its id or by its address, never both."""
    shape = record({}, {"id": text(100), "link": url(), **(optional or {})})

    def check(value: object, path: str) -> None:
        shape(value, path)
        if isinstance(value, dict) and ("id" in value) == ("link" in value):
            raise GraphError(MISSING, f"Param {path} needs either id or link.")

    return check


def whole(minimum: int = 0) -> Rule:
    """Ask for a whole number."""

    def check(value: object, path: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or value < minimum:
            raise refuse(path, f"must be an integer of at least {minimum}.")

    return check


def flag(value: object, path: str) -> None:
    """Ask for true or false."""
    if not isinstance(value, bool):
        raise refuse(path, "must be a boolean.")


def choice(*allowed: object, code: int = WRONG) -> Rule:
    """Ask for one of some values."""

    def check(value: object, path: str) -> None:
        if value not in allowed:
            listed = ", ".join(str(one) for one in allowed)
            raise refuse(path, f"must be one of {{{listed}}}.", code)

    return check


def array(item: Rule, maximum: int, minimum: int = 1) -> Rule:
    """Ask for a list of so many items."""

    def check(value: object, path: str) -> None:
        if not isinstance(value, list):
            raise refuse(path, "must be an array.")
        if not minimum <= len(value) <= maximum:
            raise refuse(path, f"count invalid. Min allowed: {minimum}, Max allowed: {maximum}")
        for number, one in enumerate(value):
            item(one, f"{path}[{number}]")

    return check


def record(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    """Ask for an object with these fields and no others."""
    known = {**required, **(optional or {})}

    def check(value: object, path: str) -> None:
        if not isinstance(value, dict):
            raise refuse(path, "must be a JSON object.", UNEXPECTED)
        for key in required:
            if key not in value:
                raise GraphError(MISSING, f"Parameter '{join(path, key)}' is missing.")
        for key, one in value.items():
            if key not in known:
                raise GraphError(UNEXPECTED, f'Unexpected key "{key}" on param "{path}".')
            known[key](one, join(path, key))

    return check


def by_type(key: str, variants: Mapping[str, Rule], code: int = WRONG) -> Rule:
    """Ask for an object whose rule depends on one of its fields."""

    def check(value: object, path: str) -> None:
        if not isinstance(value, dict):
            raise refuse(path, "must be a JSON object.", UNEXPECTED)
        if key not in value:
            raise GraphError(MISSING, f"Parameter '{join(path, key)}' is missing.")
        choice(*variants, code=code)(value[key], join(path, key))
        variants[value[key]](value, path)

    return check


def join(path: str, key: str) -> str:
    """Name a field of an object as Meta does: `interactive['action']['button']`."""
    return f"{path}['{key}']" if path else key


def unique(values: list[str], path: str, what: str) -> None:
    """Ask that no value is repeated."""
    repeated = {value for value in values if values.count(value) > 1}
    if repeated:
        raise refuse(path, f"has duplicated {what}: {', '.join(sorted(repeated))}")
