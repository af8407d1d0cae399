"""When a message that may have arrived may be sent again: only after its status had its chance.

Meta has no idempotency key. What a dead process or a timeout left in doubt is settled by the
status web hook that echoes our id; silence counts as "never sent" only while others' statuses come.
"""

from __future__ import annotations

from datetime import datetime, timedelta

STATUS_WITHIN = timedelta(seconds=30)
"""How long a status takes to come, where web hooks arrive at all."""

AT_MOST = timedelta(minutes=3)
"""With no web hook of anything, nobody may be there to tell: longer, and not for ever."""

MARGIN = timedelta(seconds=5)
"""Statuses are not ordered: one of this much after the sending shows that ours would be here."""

LOOK_AGAIN = timedelta(seconds=15)

READ_SOON = timedelta(seconds=5)
"""How long to leave web hooks that came and were not read yet: the status may be one of them."""


def sends_again_at(
    sending_at: datetime, heard_at: datetime | None, now: datetime, *, unread: bool = False
) -> datetime:
    """Give when to send again: now or before where it may be done now.

    Args:
        sending_at: when it last left, or was about to.
        heard_at: when Meta last told of any message of this number.
        unread: whether web hooks came that nobody has read.
    """
    if unread:
        return max(sending_at + STATUS_WITHIN, now + READ_SOON)
    soon, late = sending_at + STATUS_WITHIN, sending_at + AT_MOST
    heard = heard_at is not None and heard_at >= sending_at + MARGIN
    if heard or now >= late:
        return soon if heard else late
    return max(soon, min(late, now + LOOK_AGAIN))
