"""What was said, newest first and never more than asked for, however long it goes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from quita.domain.handoff_records import Callback
from quita.domain.records import InboundMessage, OutboxMessage
from quita.domain.timeline import Mark
from quita.services.ports.sms import SmsMessage


class Timeline(Protocol):
    """Pages of logs: the newest entries before a mark (None: of all), newest first."""

    def heard(
        self, conversation_ids: Sequence[str], before: Mark | None, limit: int
    ) -> list[tuple[Mark, InboundMessage]]: ...

    def said(
        self, conversation_ids: Sequence[str], before: Mark | None, limit: int
    ) -> list[tuple[Mark, OutboxMessage]]: ...

    def texted(
        self, person_id: str, before: Mark | None, limit: int
    ) -> list[tuple[Mark, SmsMessage]]:
        """Give the SMS that carried this person's links."""

    def promised(
        self, conversation_ids: Sequence[str], until: datetime, before: Mark | None, limit: int
    ) -> list[tuple[Mark, Callback]]:
        """Give the hours that were promised and have come by a moment."""
