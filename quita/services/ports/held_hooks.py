"""Web hooks that were acknowledged as they came, and are still to be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class HeldHook:
    """A body as it was posted, and how often reading it failed."""

    seq: int
    body: bytes
    tries: int


class HeldHooks(Protocol):
    """A queue: first come, first read."""

    def add(self, bodies: Sequence[bytes], at: datetime) -> None:
        """Keep bodies in the order given."""

    def due(self, now: datetime, limit: int) -> list[HeldHook]:
        """Give the first of those whose time has come; nobody else gets them in the meantime."""

    def any(self) -> bool:
        """Say whether there are some, due or not."""

    def unread_since(self) -> datetime | None:
        """Say when the first one came that nobody has tried to read; None where all were."""

    def drop(self, seqs: Sequence[int]) -> None: ...

    def failed(self, seq: int, again: datetime) -> None:
        """Count a failure, and say when it is read again."""
