"""What travels between the protocol and its clients."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MAX_BYTES = 1024 * 1024
"""Of an answer; a charge is under 5 kB."""


@dataclass(frozen=True)
class HttpRequest:
    """A request to the bank. `repr` shows neither token nor debtor."""

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class HttpResponse:
    """The bank's answer; `repr` leaves its body out."""

    status: int
    body: bytes = field(default=b"", repr=False)

    def json_object(self) -> dict[str, Any] | None:
        """Read the body as a JSON object, or give None."""
        try:
            tree = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return tree if isinstance(tree, dict) else None
