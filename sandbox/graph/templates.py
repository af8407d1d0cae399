"""The business's approved templates: which exist, and how one reads when filled in."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from sandbox.graph.errors import GraphError

_SLOT = re.compile(r"\{\{\s*(\w+)\s*\}\}")


class Templates:
    """Reads the file at each use, so that a template can be added while running."""

    def __init__(self, file: Path | None) -> None:
        """Take the JSON list, or None to accept every template."""
        self._file = file

    def check(self, template: dict[str, Any]) -> None:
        """Check that a template exists and gets as many parameters as it asks for.

        Raises:
            GraphError: 132001 for an unknown name or language, 132000 for a wrong count.
        """
        if self._file is None:
            return
        found = self._find(template)
        if found is None:
            name, code = template["name"], template["language"]["code"]
            raise GraphError(132001, f"template name ({name}) does not exist in {code}")
        wanted = len(set(_SLOT.findall(found["body"])))
        given = len(_parameters(template))
        if wanted != given:
            raise GraphError(
                132000,
                f"body: number of localizable_params ({given}) does not match the expected"
                f" number of params ({wanted})",
            )

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


def _parameters(template: dict[str, Any]) -> list[tuple[str, str]]:
    """Give the name (or nothing) and text of each parameter of the body."""
    for component in template.get("components", []):
        if component["type"] == "body":
            return [
                (one.get("parameter_name", ""), one.get("text", ""))
                for one in component.get("parameters", [])
            ]
    return []
