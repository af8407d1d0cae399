"""What sending asks of the database: numbers of ours, paces, templates, who can be reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from quita.domain.conversation import Channel
from quita.domain.number_health import BusinessNumber, Quality, Tally
from quita.domain.pace import Bucket
from quita.domain.records import OutboxMessage
from quita.domain.templates import TemplateStatus

if TYPE_CHECKING:  # it holds these ports, so neither can import the other when it runs
    from quita.services.ports.unit_of_work import UnitOfWork


class LastLook(Protocol):
    """Whether a message that the company started may still leave."""

    def lets_go(self, tx: UnitOfWork, message: OutboxMessage) -> bool:
        """Let a claimed message leave; else it was put off or given up."""


class Numbers(Protocol):
    """Our WhatsApp numbers, and which conversation is held on which."""

    def ensure(self, number_id: str, now: datetime) -> BusinessNumber:
        """Give a number, known from now on."""

    def all(self) -> list[BusinessNumber]: ...

    def assign(self, conversation_id: str, number_id: str) -> None: ...

    def held_on(self, conversation_id: str) -> str | None:
        """Give the number that a conversation is held on; None before its first message."""

    def stop(
        self, number_id: str, code: int | None, reason: str, now: datetime, probe_at: datetime
    ) -> bool:
        """Stop a number; True where it was not stopped before."""

    def probe(self, number_id: str, now: datetime, next_at: datetime) -> bool:
        """Take the one message that may try a stopped number; False where another has it."""

    def resume(self, number_id: str) -> bool:
        """Let a number send again; True where it was stopped."""

    def restrict(self, number_id: str, until: datetime | None) -> None:
        """Let a number start nothing until then; None lifts it."""

    def told(
        self, number_id: str, now: datetime, *,
        quality: Quality | None = None, tier: str | None = None, display: str | None = None,
        at: datetime | None = None,
    ) -> bool:  # fmt: skip
        """Note what Meta says of a number; None leaves what was known.

        Args:
            at: when it was said, where that was not just now in answer to a question. Where
                something is known that was said later, nothing changes, and this gives False.
        """

    def status_came(self, number_id: str, now: datetime) -> None:
        """Note that Meta's web hooks about a number arrive."""

    def tallies(self, since: datetime, now: datetime) -> Mapping[tuple[str, str | None], Tally]:
        """Count what became of messages sent since a moment, by number and template's name."""

    def started(self, since: datetime, number_id: str | None = None) -> int:
        """Count the people to whom a number, or any, sent a template since a moment."""

    def started_with(self, address_id: str, since: datetime) -> set[str]:
        """Give the numbers that sent a person a template since a moment."""


class Slots(Protocol):
    """Paces that all processes share."""

    def take(
        self, buckets: Sequence[tuple[str, Bucket]], now: datetime, patience: timedelta
    ) -> timedelta:
        """Give how long to wait; where it is no longer than the patience, every bucket is charged.

        The order of the buckets must be the same for everybody.
        """

    def forget(self, before: datetime) -> int:
        """Delete buckets that have been full for long."""


class TemplateStatuses(Protocol):
    """What Meta says of our templates."""

    def of(self, name: str, language: str) -> TemplateStatus | None: ...

    def all(self) -> list[TemplateStatus]: ...

    def told(self, status: TemplateStatus) -> None:
        """Note the parts that it tells; one older than what is known changes nothing."""


class Reach(Protocol):
    """Who cannot be reached by a channel."""

    def lost(self, address_id: str, channel: Channel, code: int, at: datetime) -> bool:
        """Note it; True where it was not known."""

    def is_lost(self, address_id: str, channel: Channel) -> bool:
        """Say whether nothing reaches an address, in any form, and nobody wrote from it since."""
