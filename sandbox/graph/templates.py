"""The business's approved templates: which exist, and how one reads when filled in."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from sandbox.graph.errors import GraphError
from sandbox.graph.template_schema import WRONG_FORMAT

BODY = 1024  # characters, filled in
_SLOT = re.compile(r"\{\{\s*(\w+)\s*\}\}")


class Templates:
    """Reads the file at each use, so that a template can be added while running."""

    def __init__(self, file: Path | None) -> None:
        """Take the JSON list, or None to accept every template."""
        self._file = file

    def check(self, template: dict[str, Any]) -> None:
        """Check that a template exists and gets what it asks for, and nothing else.

        Raises:
            GraphError: 132001 for an unknown name or language, 132000 for a wrong count, 132005
                for a text too long once it is filled in, 131009 for a button that it has not,
                132012 for one of another kind.
        """
        if self._file is None:
            return
        found = self._find(template)
        if found is None:
            name, code = template["name"], template["language"]["code"]
            raise GraphError(132001, f"template name ({name}) does not exist in {code}")
        _count("header", len(_parameters(template, "header")), 0)
        wanted = len(set(_SLOT.findall(found["body"])))
        _count("body", len(_parameters(template)), wanted)
        if len(self.render(template)[0]) > BODY:
            raise GraphError(132005, f"body: the filled text has over {BODY} characters")
        for button in (c for c in template.get("components", []) if c["type"] == "button"):
            index = int(button["index"])
            if index >= len(found.get("buttons", [])):
                raise GraphError(131009, f"buttons: the template has no button at index {index}")
            if button["sub_type"] != "quick_reply":
                kind = button["sub_type"].upper()
                mismatch = f"Format mismatch, expected QUICK_REPLY, received {kind}"
                raise GraphError(WRONG_FORMAT, f"buttons: {mismatch}")

    def render(self, template: dict[str, Any]) -> tuple[str, list[str]]:
        """Give a template's text, and the labels of its quick replies."""
        found = self._find(template)
        values = _parameters(template)
        if found is None:
            return "\n".join([f"[{template['name']}]", *(text for _, text in values)]), []
        filled: dict[str, str] = {}
        for number, (name, value) in enumerate(values, start=1):
            filled[name or str(number)] = value
        text = _SLOT.sub(lambda slot: filled.get(slot[1], slot[0]), found["body"])
        return text, list(found.get("buttons", []))

    def quick_replies(self, template: dict[str, Any]) -> list[str]:
        """Give what a template's quick replies say when they are tapped, as far as it was given."""
        return [
            str(component["parameters"][0]["payload"])
            for component in template.get("components", [])
            if component["type"] == "button" and component.get("sub_type") == "quick_reply"
        ]

    def _find(self, template: dict[str, Any]) -> dict[str, Any] | None:
        if self._file is None or not self._file.exists():
            return None
        for entry in json.loads(self._file.read_text(encoding="utf-8")):
            same = entry["name"] == template["name"]
            if same and entry["language"] == template["language"]["code"]:
                return dict(entry)
        return None


def _count(part: str, given: int, wanted: int) -> None:
    if given != wanted:
        raise GraphError(
            132000,
            f"{part}: number of localizable_params ({given}) does not match the expected"
            f" number of params ({wanted})",
        )


def _parameters(template: dict[str, Any], part: str = "body") -> list[tuple[str, str]]:
    """Give the name (or nothing) and text of each parameter of the body or the header."""
    for component in template.get("components", []):
        if component["type"] == part:
            return [
                (one.get("parameter_name", ""), one.get("text", ""))
                for one in component.get("parameters", [])
            ]
    return []
