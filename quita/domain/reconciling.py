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

LONGEST_DOUBT = timedelta(minutes=15)
"""Each further time without an answer the wait doubles, up to this: an outage ends, a person who
may have had each of them must not be flooded, and the window ends it all."""

LOOK_AGAIN = timedelta(seconds=15)

READ_SOON = timedelta(seconds=5)
"""How long to leave web hooks that came and were not read yet: the status may be one of them."""


def sends_again_at(
    sending_at: datetime,
    heard_at: datetime | None,
    now: datetime,
    *,
    attempts: int = 1,
    unread: bool = False,
) -> datetime:
    """Give when to send again: now or before where it may be done now.

    Args:
        sending_at: when it last left, or was about to.
        heard_at: when Meta last told of any message of this number.
        attempts: how often it left and nobody knows whether it arrived.
        unread: whether web hooks came that nobody has read.
    """
    wait = min(STATUS_WITHIN * int(2 ** min(max(attempts - 1, 0), 5)), LONGEST_DOUBT)
    soon, late = sending_at + wait, sending_at + max(AT_MOST, wait)
    if unread:
        return max(soon, now + READ_SOON)
    heard = heard_at is not None and heard_at >= sending_at + MARGIN
    if heard or now >= late:
        return soon if heard else late
    return max(soon, min(late, now + LOOK_AGAIN))
