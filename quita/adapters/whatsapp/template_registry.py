"""Our templates, from `templates/*.yml`, beside what Meta last said of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from quita.domain.errors import Misconfigured, NotAllowed, NotFound
from quita.domain.records import Payload
from quita.domain.templates import Category, Place, Template, check_usable
from quita.domain.window import TEMPLATE
from quita.services.ports import UnitOfWork

_KEYS = {"name", "language", "category", "approved", "body", "variables", "buttons"}


class TemplateRegistry:
    """Fulfils the ports TemplateRegistry and FilledTemplates, and what sending asks of them."""

    def __init__(self, folder: Path, approved: Iterable[str] = ()) -> None:
        """Take where the files are; they are read when the first template is asked for.

        Args:
            approved: names that this installation says Meta approved, beside those of the files.
        """
        self._folder, self._approved = folder, frozenset(approved)

    def get(self, name: str) -> Template:
        """Give a template.

        Raises:
            NotFound: there is none of that name.
            Misconfigured: the files break a rule.
        """
        if name not in self._templates:
            raise NotFound(f"no template {name}")
        return self._templates[name]

    def all(self) -> list[Template]:
        """Give every template by name."""
        return [self._templates[name] for name in sorted(self._templates)]

    def usable(self, tx: UnitOfWork, name: str) -> bool:
        """Say whether a template was approved and is not paused."""
        try:
            self.check(tx, name)
        except NotAllowed:
            return False
        return True

    def check(self, tx: UnitOfWork, name: str) -> None:
        """Let a template be sent.

        Raises:
            NotAllowed: there is none of that name, or it may not be sent now.
        """
        template = self._templates.get(name)
        if template is None:
            raise NotAllowed(f"there is no template {name}")
        check_usable(template, tx.templates.of(template.name, template.language))

    def filled(
        self, tx: UnitOfWork, name: str, values: Mapping[str, str], presses: Sequence[str]
    ) -> Payload | None:
        """Give a template, its buttons saying `presses` in order; None where it may not be sent.

        Raises:
            InvalidInput: its values do not fit.
        """
        if not self.usable(tx, name):
            return None
        template = self.get(name)
        text, parameters = template.fill(values)
        pairs = zip(presses, template.buttons, strict=True)
        return {
            "kind": TEMPLATE,
            "text": text,
            "name": name,
            "language": template.language,
            "parameters": parameters,
            "buttons": [{"id": press, "title": title} for press, title in pairs],
        }

    @cached_property
    def _templates(self) -> dict[str, Template]:
        found = read_templates(self._folder)
        return {
            name: replace(template, approved=template.approved or name in self._approved)
            for name, template in found.items()
        }


def read_templates(folder: Path) -> dict[str, Template]:
    """Read every template of a folder.

    Raises:
        Misconfigured: naming the file, the template and the rule that it breaks.
    """
    found: dict[str, Template] = {}
    for path in sorted(folder.glob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")) or []:
            template = _template(entry, path.name)
            problems = template.problems()
            if template.name in found:
                problems.append("there are two of this name")
            if problems:
                raise Misconfigured(f"{path.name}: {template.name}: {'; '.join(problems)}")
            found[template.name] = template
    return found


def _template(entry: Mapping[str, Any], file: str) -> Template:
    try:
        if unknown := set(entry) - _KEYS:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        return Template(
            name=str(entry["name"]),
            language=str(entry["language"]),
            category=Category(entry["category"]),
            body=str(entry["body"]).strip(),
            places=tuple(Place(**place) for place in entry.get("variables") or ()),
            buttons=tuple(map(str, entry.get("buttons") or ())),
            approved=bool(entry.get("approved", False)),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Misconfigured(f"{file}: not a template: {error}") from error
