"""How our WhatsApp numbers fare: for supervisors, for metrics, and asked of Meta now and then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from quita.domain.number_health import (
    BusinessNumber,
    Quality,
    Tally,
    daily_cap,
    portfolio_cap,
    starting_share,
)
from quita.domain.templates import Category, Template, TemplateStatus
from quita.domain.window import Window
from quita.services.access import conversation_of
from quita.services.ports import Clock, UnitOfWork, UnitOfWorkFactory

LOOKS_BACK = timedelta(days=7)
CAP_OVER = timedelta(days=1)
ASK_EVERY = timedelta(minutes=10)
NAME = "whatsapp_numbers"


@dataclass(frozen=True)
class NumberFacts:
    """What Meta says of a number when it is asked."""

    display: str | None
    quality: Quality
    tier: str | None


class NumberSource(Protocol):
    """Asks Meta about a number."""

    def describe(self, number_id: str) -> NumberFacts | None:
        """Give what it says; None where it does not answer."""


class OurTemplates(Protocol):
    """The templates that we gave to Meta."""

    def all(self) -> Sequence[Template]: ...


@dataclass(frozen=True)
class NumberReport:
    """One number: `share` is the part of the usual pace at which it may write first, 0 to 1."""

    number: BusinessNumber
    weight: int
    all_messages: Tally
    started: Tally
    started_today: int
    cap: int
    share: float
    answers_only: bool = False


@dataclass(frozen=True)
class TemplateReport:
    """One template: what Meta says of it, and what became of it in seven days, all numbers.

    Attributes:
        category: as we gave it to Meta; None where it is none of ours.
    """

    name: str
    status: TemplateStatus | None
    tally: Tally
    category: Category | None = None

    @property
    def recategorised(self) -> bool:
        """Say whether Meta made it another category than we gave."""
        ours, told = self.category, self.status
        return ours is not None and told is not None and told.is_another_than(ours)

    @property
    def usable(self) -> bool:
        """Say whether, by Meta's word, it may be sent as what we gave it for."""
        return self.status is not None and self.status.usable and not self.recategorised


@dataclass(frozen=True)
class HealthReport:
    """All numbers and templates; `started_today` and `cap` are people, over all numbers."""

    numbers: tuple[NumberReport, ...]
    templates: tuple[TemplateReport, ...]
    started_today: int
    cap: int


class NumberHealth:
    """Reads what there is to know; asks Meta every ten minutes, one process at a time."""

    def __init__(
        self,
        uow: UnitOfWorkFactory,
        clock: Clock,
        numbers: Sequence[tuple[str, int]],
        templates: OurTemplates,
    ) -> None:
        """Wire the ports; `numbers` are ours with their weights."""
        self._uow, self._clock, self._weights = uow, clock, dict(numbers)
        self._templates = templates

    def report(self) -> HealthReport:
        """Give everything, of the last seven days."""
        now = self._clock()
        with self._uow() as tx:
            for number_id in self._weights:
                tx.numbers.ensure(number_id, now)
            tallies = tx.numbers.tallies(now - LOOKS_BACK, now)
            numbers = [self._of(tx, one, tallies, now) for one in tx.numbers.all()]
            statuses = {status.name: status for status in tx.templates.all()}
            started = tx.numbers.started(now - CAP_OVER)
        names = sorted({name for _, name in tallies if name} | set(statuses))
        ours = {one.name: one.category for one in self._templates.all()}
        templates = [
            TemplateReport(name, statuses.get(name), _total(tallies, template=name), ours.get(name))
            for name in names
        ]
        cap = portfolio_cap(one.number for one in numbers if one.number.id in self._weights)
        return HealthReport(tuple(numbers), tuple(templates), started, cap)

    def stopped(self) -> list[BusinessNumber]:
        """Give the numbers from which nothing is sent."""
        with self._uow() as tx:
            return [number for number in tx.numbers.all() if number.stopped]

    def ask(self, source: NumberSource) -> int:
        """Ask Meta about every number, if it is time to; give how many answered."""
        now = self._clock()
        with self._uow() as tx:
            if tx.marks.claim(NAME, now, now + ASK_EVERY) is None:
                return 0
        answered = 0
        for number_id in self._weights:
            facts = source.describe(number_id)
            if facts is None:
                continue
            answered += 1
            with self._uow() as tx:
                tx.numbers.told(
                    number_id, now, quality=facts.quality, tier=facts.tier, display=facts.display
                )
        return answered

    def window(self, conversation_id: str) -> Window:
        """Give a conversation's window, for its countdown: `left(now)` and `closes_at`.

        Raises:
            NotFound: there is no such conversation.
        """
        with self._uow() as tx:
            return Window.of(conversation_of(tx, conversation_id))

    def _of(
        self,
        tx: UnitOfWork,
        number: BusinessNumber,
        tallies: Mapping[tuple[str, str | None], Tally],
        now: datetime,
    ) -> NumberReport:
        started = _total(tallies, number=number.id, started=True)
        answers_only = number.answers_only(now)
        return NumberReport(
            number=number,
            weight=self._weights.get(number.id, 0),
            all_messages=_total(tallies, number=number.id),
            started=started,
            started_today=tx.numbers.started(now - CAP_OVER, number.id),
            cap=daily_cap(number, now),
            share=0.0
            if number.stopped or answers_only
            else starting_share(number.quality, started),
            answers_only=answers_only,
        )


def _total(
    tallies: Mapping[tuple[str, str | None], Tally],
    number: str | None = None,
    template: str | None = None,
    started: bool = False,
) -> Tally:
    total = Tally()
    for (of_number, of_template), tally in tallies.items():
        wanted = number in (None, of_number) and template in (None, of_template)
        if wanted and (of_template is not None or not started):
            total += tally
    return total
