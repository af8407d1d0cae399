"""What a supervisor watches: who is here, what waits, what is about to be late, and figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median

from quita.domain.business_days import local_day
from quita.domain.conversation import Conversation, Owner
from quita.domain.events import (
    AGREEMENT_CREATED,
    HANDOFF_ACCEPTED,
    HANDOFF_REQUESTED,
    PAYMENT_CONFIRMED,
    Event,
)
from quita.domain.money import ZERO
from quita.domain.permissions import answers
from quita.services.ports import Clock, UnitOfWork, UnitOfWorkFactory
from quita.services.reassigning import ONLINE_FOR

TARGETS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=10),
           timedelta(minutes=15), timedelta(minutes=20))  # fmt: skip  # to be taken, by priority
SOON = 0.6  # of the target: it is about to be late
SHOWN_LATE = 30


@dataclass(frozen=True)
class Colleague:
    """Somebody who answers, now."""

    id: str
    name: str
    online: bool
    available: bool
    chats: int
    capacity: int


@dataclass(frozen=True)
class Watch:
    """The desk at this moment.

    Attributes:
        queues: reason, how many wait, since when the first one does.
        late: those that wait too long or will soon, the most pressing first.
        waited, first_reply: medians of today, None where nothing happened yet.
    """

    colleagues: Sequence[Colleague]
    queues: Sequence[tuple[str | None, int, datetime]]
    late: Sequence[Conversation]
    held: Sequence[Conversation]
    waiting: int
    breached: int
    waited: timedelta | None
    first_reply: timedelta | None


@dataclass(frozen=True)
class Figures:
    """What happened in so many days; reais; `bot_share` in percent, None without conversations.

    `by_reason` and `by_queue` count handoffs, `by_agent` those that were taken.
    """

    conversations: int
    bot_share: int | None
    agreed: Decimal
    paid: Decimal
    by_day: Sequence[tuple[date, int]]
    by_reason: Sequence[tuple[str, int]]
    by_queue: Sequence[tuple[str, int]]
    by_agent: Sequence[tuple[str, int]]


class Supervision:
    """Reads for supervisors."""

    def __init__(self, reading: UnitOfWorkFactory, clock: Clock) -> None:
        """Wire the ports; `reading` makes transactions that only read."""
        self._reading, self._clock = reading, clock

    def now(self) -> Watch:
        """Give the desk at this moment."""
        now = self._clock()
        with self._reading() as tx:
            waiting = tx.conversations.with_owner([Owner.QUEUED])
            held = tx.conversations.with_owner([Owner.HUMAN])
            colleagues = self._colleagues(tx, Counter(c.agent_id or "" for c in held), now)
            waited, first = self._times(tx, now)
        queues: dict[str | None, list[datetime]] = {}
        for chat in waiting:
            queues.setdefault(chat.handoff_reason, []).append(since(chat))
        pressing = sorted(waiting, key=lambda chat: pressure(chat, now), reverse=True)
        return Watch(
            colleagues,
            [(reason, len(times), min(times)) for reason, times in queues.items()],
            [chat for chat in pressing if pressure(chat, now) >= SOON][:SHOWN_LATE],
            held,
            len(waiting),
            sum(pressure(chat, now) >= 1 for chat in waiting),
            waited,
            first,
        )

    def figures(self, days: int) -> Figures:
        """Give what happened since so many days, today included."""
        now = self._clock()
        first = local_day(now) - timedelta(days=days - 1)
        begin = now - timedelta(days=days)
        with self._reading() as tx:
            opened = [(one, local_day(at)) for one, at in tx.desk_list.opened_since(begin)]
            kinds = [HANDOFF_REQUESTED, HANDOFF_ACCEPTED, AGREEMENT_CREATED, PAYMENT_CONFIRMED]
            found = tx.events.since(kinds, begin)
            names = {user.id: user.name for user in tx.users.everybody()}
        of = {kind: [event for event in found if event.type == kind] for kind in kinds}
        ids = {one for one, day in opened if day >= first}
        handed = {event.subject for event in of[HANDOFF_REQUESTED]} & ids
        per_day = Counter(day for _, day in opened)
        reasons = Counter(str(event.data.get("reason")) for event in of[HANDOFF_REQUESTED])
        queues = Counter(
            str(event.data["queue"]) for event in of[HANDOFF_REQUESTED] if event.data.get("queue")
        )
        agents = Counter(str(event.data.get("agent")) for event in of[HANDOFF_ACCEPTED])
        return Figures(
            len(ids),
            round(100 * (len(ids) - len(handed)) / len(ids)) if ids else None,
            _sum(of[AGREEMENT_CREATED], "total"),
            _sum(of[PAYMENT_CONFIRMED], "amount"),
            [(first + timedelta(days=n), per_day[first + timedelta(days=n)]) for n in range(days)],
            reasons.most_common(),
            queues.most_common(),
            [(names.get(agent, "Ex-colega"), count) for agent, count in agents.most_common()],
        )

    def _colleagues(self, tx: UnitOfWork, chats: Counter[str], now: datetime) -> list[Colleague]:
        found = []
        for user in tx.users.everybody():
            if answers(user):
                profile = tx.desk_access.profile(user.id)
                online = profile.seen_at is not None and now - profile.seen_at < ONLINE_FOR
                count, most = chats[user.id], profile.capacity
                found.append(Colleague(user.id, user.name, online, profile.available, count, most))
        return sorted(found, key=lambda one: (not one.online, -one.chats, one.name))

    def _times(self, tx: UnitOfWork, now: datetime) -> tuple[timedelta | None, timedelta | None]:
        today = now - timedelta(hours=24)
        asked: dict[str, datetime] = {}
        waits: list[timedelta] = []
        taken: dict[str, datetime] = {}
        for event in tx.events.since([HANDOFF_REQUESTED, HANDOFF_ACCEPTED], today):
            if event.type == HANDOFF_REQUESTED:
                asked.setdefault(event.subject, event.at)
            elif event.subject in asked:
                waits.append(event.at - asked.pop(event.subject))
                taken[event.subject] = event.at
        replies = []
        for conversation_id, at in tx.desk_list.agent_messages_since(today):
            if conversation_id in taken and at >= taken[conversation_id]:
                replies.append(at - taken.pop(conversation_id))
        return (_median(waits), _median(replies))


def since(chat: Conversation) -> datetime:
    """Give since when a conversation waits."""
    return chat.handoff_at or chat.last_inbound_at


def pressure(chat: Conversation, now: datetime) -> float:
    """Give how much of its target a waiting conversation has used up; 1 is late."""
    target = TARGETS[min(chat.priority, len(TARGETS) - 1)]
    return (now - since(chat)) / target


def _median(spans: Sequence[timedelta]) -> timedelta | None:
    if not spans:
        return None
    return timedelta(seconds=median(span.total_seconds() for span in spans))


def _sum(events: Sequence[Event], name: str) -> Decimal:
    return sum((Decimal(str(event.data.get(name, "0"))) for event in events), ZERO)
