"""What travels between the protocol and its clients."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

CONNECT_SECONDS = 3.0
READ_SECONDS = 10.0
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


T = TypeVar("T")
Exchange = Generator[HttpRequest, HttpResponse, T]
"""A call: it yields requests, is sent their answers, and returns what they mean."""
