"""Who takes which conversation: queues by reason, creditor, skill and language; and how one waits.

The company's own queues are in policies/handoff/queues.yml; what is here holds where it has none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from quita.domain.handoff import Reason, Rules
from quita.domain.opening_hours import Hours

PORTUGUESE = "pt"
ENOUGH_WAITS = 5  # fewer than so many say nothing about the next one
WAIT_SHARE = 0.8  # told is the time within which this share was answered
ROUNDED_TO = timedelta(minutes=5)


@dataclass(frozen=True)
class Queue:
    """One queue; an empty restriction restricts nothing.

    Attributes:
        title: in Portuguese, for the desk.
        creditors: CNPJs of fourteen digits. languages: as in the handoff event ("pt", "es").
        skills: what its people can do. hours: when they answer.
        first_reply: how soon somebody should have answered (SLA).
        timeout: after so long the person is told that it takes longer; None tells nobody.
        overflow: the queue that takes over then, if any.
    """

    name: str
    title: str
    reasons: frozenset[Reason] = frozenset()
    creditors: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset({PORTUGUESE})
    skills: frozenset[str] = frozenset()
    hours: Hours = field(default_factory=Hours)
    first_reply: timedelta = timedelta(minutes=5)
    timeout: timedelta | None = None
    overflow: str | None = None


GENERAL = Queue("geral", "Atendimento")


@dataclass(frozen=True)
class HandoffBook:
    """The whole configuration of handoffs.

    Attributes:
        queues: the first one takes what no other one does.
        needs: the skills that a reason asks for.
    """

    rules: Rules = field(default_factory=Rules)
    queues: tuple[Queue, ...] = (GENERAL,)
    needs: Mapping[Reason, frozenset[str]] = field(default_factory=dict)

    def queue(self, name: str) -> Queue:
        """Give the queue of a name; the first one where it is gone from the configuration."""
        return next((queue for queue in self.queues if queue.name == name), self.queues[0])

    def knows(self, name: str) -> bool:
        """Say whether there is such a queue."""
        return any(queue.name == name for queue in self.queues)


def route(
    book: HandoffBook, reason: Reason, creditors: Collection[str] = (), language: str = PORTUGUESE
) -> Queue:
    """Choose the queue of a handoff: of those that fit, the one that names most of it.

    Args:
        creditors: of the debts talked about; none before identity is proven, so that a queue tells
            no agent whose debt it may be.
    """
    needed = book.needs.get(reason, frozenset())
    fitting = [queue for queue in book.queues if _fits(queue, reason, needed, creditors, language)]
    best = max(fitting, key=lambda queue: _named(queue, needed), default=None)
    return best or book.queues[0]


def _fits(
    queue: Queue,
    reason: Reason,
    needed: frozenset[str],
    creditors: Collection[str],
    language: str,
) -> bool:
    return (
        (not queue.reasons or reason in queue.reasons)
        and (not queue.creditors or (bool(creditors) and set(creditors) <= queue.creditors))
        and language in queue.languages
        and needed <= queue.skills
    )


def _named(queue: Queue, needed: frozenset[str]) -> tuple[bool, bool, bool]:
    """Say what a queue names: a reason weighs more than a creditor, for it asks for a skill."""
    return bool(queue.reasons), bool(queue.creditors), bool(needed & queue.skills)


def expected_wait(waits: Sequence[timedelta]) -> timedelta | None:
    """Give the time within which most of the last ones were answered; None where too few were.

    Rounded up, so that it promises nothing that was not kept for most.
    """
    if len(waits) < ENOUGH_WAITS:
        return None
    ordered = sorted(waits)
    within = ordered[min(len(ordered) - 1, int(len(ordered) * WAIT_SHARE))]
    steps = max(1, -(-within // ROUNDED_TO))
    return ROUNDED_TO * steps


def wait_text(wait: timedelta) -> str:
    """Write a time of waiting: "20 minutos", "1 hora", "1h30"."""
    minutes = int(wait.total_seconds()) // 60
    if minutes < 60:
        return f"{minutes} minutos"
    hours, rest = divmod(minutes, 60)
    if rest:
        return f"{hours}h{rest:02d}"
    return "1 hora" if hours == 1 else f"{hours} horas"


def patience_ends(queue: Queue, since: datetime) -> datetime | None:
    """Give when a person who waits since then is told that it takes longer.

    Outside opening hours the time begins with the next opening.
    """
    begins = queue.hours.next_opening(since)
    return None if queue.timeout is None or begins is None else begins + queue.timeout
