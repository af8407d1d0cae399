"""How numbers fare, asked of Meta now and then; and each conversation's countdown."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.errors import NotFound
from quita.domain.number_health import Quality
from quita.domain.templates import Category, Template, TemplateStatus
from quita.services.number_health import NumberFacts, NumberHealth
from tests.builders import open_conversation
from tests.conftest import FakeClock

ONE, TWO = "100000000000001", "100000000000002"


@dataclass
class Meta:
    """Says what it is told to; of a number that it does not know, nothing."""

    facts: dict[str, NumberFacts]
    asked: list[str] = field(default_factory=list)

    def describe(self, number_id: str) -> NumberFacts | None:
        self.asked.append(number_id)
        return self.facts.get(number_id)


class Ours:
    """The templates of the company: one."""

    def all(self) -> list[Template]:
        return [Template("retomar", "pt_BR", Category.UTILITY, "Oi")]


@pytest.fixture
def health(database: Database, clock: FakeClock) -> NumberHealth:
    return NumberHealth(database, clock, ((ONE, 1), (TWO, 3)), Ours())


def test_meta_is_asked_about_every_number_each_ten_minutes(
    health: NumberHealth, clock: FakeClock
) -> None:
    meta = Meta({ONE: NumberFacts("+55 11 4000", Quality.YELLOW, "TIER_1K")})
    assert health.ask(meta) == 1
    assert health.ask(meta) == 0
    assert meta.asked == [ONE, TWO]
    clock.advance(minutes=10)
    assert health.ask(meta) == 1
    one, two = health.report().numbers
    assert (one.number.quality, one.number.tier, one.share) == (Quality.YELLOW, "TIER_1K", 0.5)
    assert (two.number.quality, two.weight) == (Quality.UNKNOWN, 3)


def test_a_stopped_number_starts_nothing(
    health: NumberHealth, database: Database, clock: FakeClock
) -> None:
    with database() as tx:
        tx.numbers.ensure(ONE, clock())
        tx.numbers.stop(ONE, 131031, "locked", clock(), clock())
    assert [number.id for number in health.stopped()] == [ONE]
    assert [report.share for report in health.report().numbers] == [0.0, 1.0]


def test_the_countdown_runs_from_when_the_message_was_sent(
    health: NumberHealth, database: Database, clock: FakeClock
) -> None:
    with database() as tx:
        chat = open_conversation(tx, clock()).id
        sent_at = clock() - timedelta(hours=3)
        tx.conversations.touch(chat, clock(), None, sent_at=sent_at, ready_at=clock())
    assert health.window(chat).left(clock()) == timedelta(hours=21)
    assert not health.window(chat).open(clock.advance(hours=21))


def test_no_conversation_has_no_countdown(health: NumberHealth) -> None:
    with pytest.raises(NotFound):
        health.window("nobody's")


@pytest.mark.parametrize(
    ("status", "category", "usable"),
    [("APPROVED", "UTILITY", True), ("APPROVED", "MARKETING", False), ("PAUSED", None, False)],
)
def test_a_template_of_another_category_than_ours_is_told_as_one_that_stays(
    health: NumberHealth,
    database: Database,
    clock: FakeClock,
    status: str,
    category: str | None,
    usable: bool,
) -> None:
    with database() as tx:
        for name in ("retomar", "de_outro"):
            tx.templates.told(TemplateStatus(name, "pt_BR", status, clock(), category=category))
    theirs, ours = health.report().templates
    assert (ours.usable, ours.category) == (usable, Category.UTILITY)
    assert (theirs.usable, theirs.category) == (status == "APPROVED", None)


def test_people_are_counted_over_all_numbers_against_the_highest_tier_of_ours(
    health: NumberHealth, database: Database, clock: FakeClock
) -> None:
    with database() as tx:
        tx.numbers.told(ONE, clock(), tier="TIER_2K")
        tx.numbers.told("100000000000009", clock(), tier="TIER_100K")
        chat = open_conversation(tx, clock()).id
        for number in (ONE, TWO):
            tx.outbox.add(chat, {"text": "oi"}, "bot", number, clock())
            message = tx.outbox.of_conversation(chat)[-1]
            tx.numbers.ensure(number, clock())
            tx.outbox.sending(message.id, clock(), number, "retomar")
    report = health.report()
    assert (report.started_today, report.cap) == (1, 2_000)
    assert [one.started_today for one in report.numbers] == [1, 1, 0]
