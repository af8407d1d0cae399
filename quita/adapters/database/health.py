"""What readiness asks of the database: does it answer, and is the outbox moving."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from quita.adapters.database.schema import conversations, outbox
from quita.domain.conversation import Channel

LATE = timedelta(seconds=60)


@dataclass(frozen=True)
class Lag:
    """Messages that should have left by now; `oldest` is the age of the first one."""

    count: int = 0
    oldest: timedelta = timedelta(0)


def outbox_lag(
    engine: Engine, now: datetime, channels: Collection[Channel] = tuple(Channel)
) -> Lag | None:
    """Count undelivered messages older than 60 seconds; None where the database does not answer.

    Args:
        channels: on which messages leave: what waits for another one is not late.
    """
    undelivered = outbox.c.next_attempt_at.is_not(None)
    late = (
        select(func.count(), func.min(outbox.c.created_at))
        .join_from(outbox, conversations)
        .where(undelivered, outbox.c.created_at < now - LATE)
        .where(conversations.c.channel.in_([channel.value for channel in channels]))
    )
    try:
        with engine.connect() as connection:
            count, first = connection.execute(late).one()
    except SQLAlchemyError:
        return None
    return Lag(count, now - first) if count else Lag()
