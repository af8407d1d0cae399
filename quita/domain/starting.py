"""Messages that the company starts: what must still hold as they leave, and how long they may wait.

Decided when they are queued, they may leave hours later: a number was stopped, Meta was away.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from quita.domain.contact_policy import Purpose


@dataclass(frozen=True)
class Started:
    """What the contact governor is asked about a message once more, as it leaves.

    Attributes:
        key: under which it counts for the caps.
        people: all who must be free to be written to; it counts for the first.
        address_id: where; the one that a yes was said at, where one is needed.
        debts: ids of what it is about.
        heeds_desk: whether a person of the team who has the conversation holds it back.
        proven: whether its words are for nobody but the first of the people, identity proven.
        last_at: from when on it makes sense no more; None: as long as the channel takes it.
        reminder_id: the reminder that it is, which ends with the payment.
    """

    key: str
    purpose: Purpose
    people: tuple[str, ...]
    address_id: str
    debts: tuple[str, ...] = ()
    heeds_desk: bool = True
    proven: bool = False
    last_at: datetime | None = None
    reminder_id: str | None = None
