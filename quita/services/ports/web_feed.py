"""What a browser is to see, read without keeping anybody from writing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from quita.domain.records import Payload


@dataclass(frozen=True)
class Shown:
    """One message on a browser's screen.

    Attributes:
        seq: of the outbox, by which a stream resumes; 0 of what the person wrote.
        author: person, bot, system or agent:<id>; `name` an agent's.
        chosen: the id of the button or row that was pressed.
    """

    id: str
    seq: int
    author: str
    at: datetime
    payload: Payload
    name: str | None = None
    state: str = ""
    chosen: str | None = None


@dataclass(frozen=True)
class Held:
    """Who answers a browser's conversation, where that is not the bot."""

    owner: str
    agent: str | None = None


class WebFeed(Protocol):
    """Reads for browsers."""

    def after(self, address_id: str, seq: int) -> list[Shown]:
        """Give what was sent to an address past a number, in order."""

    def history(self, address_id: str, limit: int) -> list[Shown]:
        """Give the newest messages of both sides, oldest first."""

    def newest(self, since: int) -> tuple[int, Mapping[str, int]]:
        """Give the newest number of all, and that of each address written to past `since`."""

    def held(self) -> Mapping[str, Held]:
        """Give who answers, by address, where somebody waits for a person or has one."""

    def sent_to(self, address_id: str, message_ids: Iterable[str]) -> list[Shown]:
        """Give those of the messages that were sent to this address."""
