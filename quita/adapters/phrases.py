"""What the assistant says outside a dialogue: the same responses of domain/<topic>.yml as Rasa's.

A response without buttons is a text; with buttons it is buttons or, past three, a list. Where a
response has variants, the first is taken: what is said outside a dialogue is said one way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from quita.domain.errors import Misconfigured
from quita.domain.records import Payload

_PLACEHOLDER = re.compile(r"{(\w+)}")
MAX_BUTTONS = 3
LIST_BUTTON = "Ver opções"


class YamlPhrases:
    """The responses of a folder of domain files."""

    def __init__(self, folder: Path, company: Mapping[str, str]) -> None:
        """Read every `*.yml` of the folder; `company` fills placeholders common to all texts.

        Raises:
            Misconfigured: the folder holds no responses.
        """
        self._company = dict(company)
        self._responses: dict[str, dict[str, Any]] = {}
        for path in sorted(folder.glob("*.yml")):
            document = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
            for name, variants in (document.get("responses") or {}).items():
                self._responses[name] = variants[0]
        if not self._responses:
            raise Misconfigured(f"no responses in {folder}")

    def say(self, name: str, /, **values: str) -> Payload:
        """Give the outbound payload of a response.

        Raises:
            Misconfigured: no such response, or a placeholder without a value.
        """
        if name not in self._responses:
            raise Misconfigured(f"there is no response {name}")
        response = self._responses[name]
        known = {**self._company, **values}
        buttons = [(b["title"], b["payload"]) for b in response.get("buttons") or []]
        filled = [(fill(title, known), fill(payload, known)) for title, payload in buttons]
        return choice_payload(fill(response["text"], known), filled)

    def has(self, name: str) -> bool:
        """Say whether there is such a response."""
        return name in self._responses


def choice_payload(
    text: str, buttons: list[tuple[str, str]], list_button: str = LIST_BUTTON
) -> Payload:
    """Give a text, buttons or list payload for pairs of title and what a press says."""
    if not buttons:
        return {"kind": "text", "text": text.strip()}
    options = [{"id": payload, "title": title} for title, payload in buttons]
    if len(options) <= MAX_BUTTONS:
        return {"kind": "buttons", "text": text.strip(), "buttons": options}
    return {"kind": "list", "text": text.strip(), "button": list_button, "rows": options}


def fill(text: str, values: Mapping[str, str]) -> str:
    """Fill the placeholders of a text; a line that is one empty placeholder is left out.

    Raises:
        Misconfigured: a placeholder has no value.
    """

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in values:
            raise Misconfigured(f"placeholder {{{name}}} has no value")
        return str(values[name])

    lines = ((line, _PLACEHOLDER.sub(value, line)) for line in text.split("\n"))
    return "\n".join(filled for line, filled in lines if filled or not line)
