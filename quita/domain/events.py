"""Events that leave Quita: CloudEvents 1.0 documents, written with the change that they tell of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

SPEC_VERSION = "1.0"
HANDOFF_REQUESTED = "quita.handoff.requested.v1"
HANDOFF_ACCEPTED = "quita.handoff.accepted.v1"
HANDOFF_TRANSFERRED = "quita.handoff.transferred.v1"
HANDOFF_RETURNED = "quita.handoff.returned.v1"
HANDOFF_CLOSED = "quita.handoff.closed.v1"
MESSAGE_RECEIVED = "quita.message.received.v1"
AGREEMENT_CREATED = "quita.agreement.created.v1"
AGREEMENT_CHANGED = "quita.agreement.changed.v1"
AGREEMENT_BROKEN = "quita.agreement.broken.v1"
AGREEMENT_ENDED = "quita.agreement.ended.v1"
PAYMENT_CONFIRMED = "quita.payment.confirmed.v1"
PAYMENT_DIVERGED = "quita.payment.diverged.v1"
DELISTING_REQUESTED = "quita.delisting.requested.v1"
CONTACT_SUPPRESSED = "quita.contact.suppressed.v1"
CONTACT_UNREACHABLE = "quita.contact.unreachable.v1"
CHANNEL_STOPPED = "quita.channel.stopped.v1"
CHANNEL_RESUMED = "quita.channel.resumed.v1"
CHANNEL_WARNED = "quita.channel.warned.v1"


@dataclass(frozen=True)
class Event:
    """One event; `id` makes at-least-once delivery harmless to whoever remembers it."""

    id: str
    type: str
    subject: str
    at: datetime
    data: Mapping[str, Any]

    def cloud_event(self, source: str) -> dict[str, Any]:
        """Give the CloudEvents document; `source` is the public address of this company's Quita."""
        return {
            "specversion": SPEC_VERSION,
            "id": self.id,
            "source": source,
            "type": self.type,
            "subject": self.subject,
            "time": self.at.isoformat(),
            "datacontenttype": "application/json",
            "data": dict(self.data),
        }
