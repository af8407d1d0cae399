"""Which message templates may be sent: those that the company says Meta approved."""

from __future__ import annotations

from collections.abc import Iterable


class ApprovedTemplates:
    """Fulfils the port TemplateRegistry."""

    def __init__(self, names: Iterable[str]) -> None:
        """Take the names."""
        self._names = frozenset(names)

    def usable(self, name: str) -> bool:
        """Say whether a template was approved."""
        return name in self._names
