"""A receipt that somebody sent, and the payment that it claims; a person decides, or the bank."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum


class ClaimState(str, Enum):
    """What was made of a receipt."""

    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


@dataclass(frozen=True)
class ReceiptClaim:
    """A claim: a file that says that something was paid. It proves nothing; the bank's word does.

    Attributes:
        person_id: who had proved who they are when they sent it.
        charge_id: the one open charge that fits, if just one does.
        decided_by: the user who confirmed or refused it; `note` is theirs.
    """

    id: str
    media_id: str
    conversation_id: str
    state: ClaimState
    claimed_at: datetime
    person_id: str | None = None
    charge_id: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    note: str | None = field(default=None, repr=False)
