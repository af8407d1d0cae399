"""What is remembered of handoffs, promised hours, turns and dossiers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from quita.domain.dossier import Sealing
from quita.domain.handoff_records import Callback, CallbackState, Ending, Handoff, TurnNote


class Handoffs(Protocol):
    """Handoffs; a conversation has one that runs at most."""

    def add(self, handoff: Handoff) -> None: ...

    def running(self, conversation_id: str) -> Handoff | None: ...

    def of_conversation(self, conversation_id: str) -> list[Handoff]:
        """Give all of them, oldest first."""

    def waiting(self, queue: str | None = None) -> list[Handoff]:
        """Give those that nobody has taken, as they stand in the queue."""

    def raise_to(self, handoff: Handoff) -> None:
        """Give it another queue, reason, rule, priority and context."""

    def accept(self, handoff_id: str, agent_id: str, at: datetime) -> None: ...

    def end(self, handoff_id: str, how: Ending, at: datetime) -> None: ...

    def times_out(self, handoff_id: str, at: datetime | None) -> None:
        """Say when the person is to be told that it takes longer."""

    def timed_out(self, handoff_id: str, at: datetime) -> None: ...

    def overdue(self, now: datetime, limit: int) -> list[Handoff]:
        """Give those that wait past their time and whose people have not been told."""

    def last_waits(self, queue: str, since: datetime, limit: int) -> list[timedelta]:
        """Give how long the last ones of a queue waited for a person, the latest first."""

    def carried(self, conversation_id: str, turn_id: str) -> Handoff | None:
        """Give the last one that was handed back, to the first turn that asks and to no other."""


class Callbacks(Protocol):
    """Hours at which people were promised an answer; one a conversation."""

    def promise(self, callback: Callback) -> None:
        """Insert; an hour promised before is withdrawn."""

    def expected(self, conversation_id: str) -> Callback | None:
        """Give the hour that still holds."""

    def due(self, now: datetime, limit: int) -> list[Callback]:
        """Give those promised whose hour has come."""

    def all_expected(self) -> list[Callback]:
        """Give all that still hold, the soonest first."""

    def of_conversation(self, conversation_id: str) -> list[Callback]: ...

    def settle(self, conversation_id: str, state: CallbackState) -> None:
        """Move the hour that still holds on, where there is one."""


class TurnNotes(Protocol):
    """Why turns went as they did."""

    def write(self, note: TurnNote) -> None:
        """Insert; the errors of earlier attempts are kept."""

    def failed(self, turn_id: str, conversation_id: str, error: str, at: datetime) -> None:
        """Note that an attempt failed."""

    def of_conversation(self, conversation_id: str) -> list[TurnNote]:
        """Give them oldest first."""

    def recent_intents(self, conversation_id: str, count: int) -> tuple[str, ...]:
        """Give the intents of the last turns, oldest first."""


class Dossiers(Protocol):
    """The chain of dossiers that were made."""

    def head(self) -> str:
        """Give the last seal, locked until the transaction ends; the first link has its own."""

    def add(self, sealing: Sealing) -> None:
        """Insert; Conflict where another one got there first."""

    def chain(self) -> Sequence[Sealing]:
        """Give all of them, oldest first."""
