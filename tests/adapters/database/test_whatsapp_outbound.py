"""Numbers, shared paces, templates and reach, on both engines."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Channel
from quita.domain.errors import Conflict
from quita.domain.number_health import Quality, Tally
from quita.domain.pace import Bucket
from quita.domain.records import OutboxState
from quita.domain.templates import TemplateStatus
from tests.adapters.database.samples import open_conversation
from tests.conftest import FakeClock

NUMBER, OTHER = "100000000000001", "100000000000002"
NOTHING = timedelta(0)
SLOW = Bucket(timedelta(seconds=6), 3)


def test_a_shared_pace_lets_its_burst_go_however_many_ask_at_once(
    database: Database, clock: FakeClock
) -> None:
    def take(_: int) -> bool:
        while True:
            try:
                with database() as tx:
                    return tx.slots.take([("pair", SLOW)], clock(), NOTHING) == NOTHING
            except Conflict:
                continue

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(take, range(24))) == SLOW.burst


def test_a_message_that_must_wait_for_one_bucket_is_charged_to_none(
    database: Database, clock: FakeClock
) -> None:
    wide = Bucket(timedelta(seconds=1), 100)
    with database() as tx:
        for _ in range(SLOW.burst):
            tx.slots.take([("pair", SLOW), ("number", wide)], clock(), NOTHING)
        assert tx.slots.take([("pair", SLOW), ("number", wide)], clock(), NOTHING) == SLOW.interval
        tight = Bucket(timedelta(seconds=1), SLOW.burst + 1)
        assert tx.slots.take([("number", tight)], clock(), NOTHING) == NOTHING


def test_buckets_that_are_long_full_are_forgotten(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        tx.slots.take([("pair", SLOW)], clock(), NOTHING)
        assert tx.slots.forget(clock() - timedelta(hours=1)) == 0
        assert tx.slots.forget(clock() + timedelta(hours=1)) == 1


def test_a_number_is_stopped_once_and_probed_by_one(database: Database, clock: FakeClock) -> None:
    soon = clock() + timedelta(minutes=1)
    with database() as tx:
        tx.numbers.ensure(NUMBER, clock())
        assert tx.numbers.stop(NUMBER, 190, "dead token", clock(), soon)
        assert not tx.numbers.stop(NUMBER, 190, "still dead", clock(), soon)
        assert not tx.numbers.probe(NUMBER, clock(), soon)
        later = clock.advance(minutes=1)
        assert tx.numbers.probe(NUMBER, later, later + timedelta(minutes=2))
        assert not tx.numbers.probe(NUMBER, later, later + timedelta(minutes=2))
        [number] = tx.numbers.all()
        assert (number.stopped_reason, number.probes) == ("still dead", 1)
        assert tx.numbers.resume(NUMBER)
        assert not tx.numbers.resume(NUMBER)
        assert not tx.numbers.all()[0].stopped


def test_what_meta_does_not_say_leaves_what_was_known(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        tx.numbers.told(NUMBER, clock(), quality=Quality.YELLOW, tier="TIER_1K")
        tx.numbers.told(NUMBER, clock(), display="+55 11 4000-0000")
        [number] = tx.numbers.all()
    assert (number.quality, number.tier) == (Quality.YELLOW, "TIER_1K")
    assert number.display == "+55 11 4000-0000"


def test_an_older_message_never_shortens_a_window(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        chat = open_conversation(tx, clock()).id
        for number, hours in ((NUMBER, 0), (None, 2)):
            sent_at = clock() - timedelta(hours=hours)
            tx.conversations.touch(
                chat, clock(), None, sent_at=sent_at, ready_at=clock(), number_id=number
            )
        conversation = tx.conversations.get(chat)
        assert conversation is not None and conversation.heard_at == clock()
        assert tx.numbers.held_on(chat) == NUMBER


def test_messages_are_counted_by_number_and_template(database: Database, clock: FakeClock) -> None:
    with database() as tx:
        chat = open_conversation(tx, clock()).id
        for name in ("a", "b", "c"):
            tx.outbox.add(chat, {"text": name}, "bot", name, clock())
        a, b, c = tx.outbox.of_conversation(chat)
        for one, template in ((a, None), (b, "retomar"), (c, "retomar")):
            tx.outbox.sending(one.id, clock(), NUMBER, template)
        tx.outbox.sent(a.id, "w.a", clock())
        tx.outbox.advance(OutboxState.READ, external_id="w.a", message_id=None, error=None)
        tx.outbox.sent(b.id, "w.b", clock())
        tx.outbox.failed(c.id, "131050: stopped")
        later = clock.advance(hours=25)
        found = tx.numbers.tallies(later - timedelta(days=7), later)
    assert found == {
        (NUMBER, None): Tally(accepted=1, delivered=1, read=1),
        (NUMBER, "retomar"): Tally(accepted=1, failed=1, unheard=1, opted_out=1),
    }


def test_people_written_to_first_are_counted_once_however_many_numbers_wrote(
    database: Database, clock: FakeClock
) -> None:
    since = clock()
    with database() as tx:
        maria = open_conversation(tx, clock())
        jose = open_conversation(tx, clock(), phone="+5511987654321")
        for n, (chat, number) in enumerate(((maria, NUMBER), (maria, OTHER), (jose, NUMBER))):
            tx.numbers.ensure(number, clock())
            tx.outbox.add(chat.id, {"text": "oi"}, "bot", f"k{n}", clock())
            tx.outbox.sending(tx.outbox.of_conversation(chat.id)[-1].id, clock(), number, "retomar")
        tx.outbox.add(jose.id, {"text": "oi"}, "bot", "free", clock())
        tx.outbox.sending(tx.outbox.of_conversation(jose.id)[-1].id, clock(), OTHER)
        assert tx.numbers.started(since) == 2
        assert [tx.numbers.started(since, one) for one in (NUMBER, OTHER)] == [2, 1]
        assert tx.numbers.started_with(maria.address_id, since) == {NUMBER, OTHER}
        assert tx.numbers.started_with(jose.address_id, since) == {NUMBER}
        later = clock.advance(seconds=1)
        assert tx.numbers.started(later) == 0
        assert tx.numbers.started_with(maria.address_id, later) == set()


def test_an_older_word_on_a_template_changes_nothing(database: Database, clock: FakeClock) -> None:
    paused = TemplateStatus("retomar", "pt_BR", "PAUSED", clock())
    older = TemplateStatus("retomar", "pt_BR", "APPROVED", clock() - timedelta(hours=1))
    with database() as tx:
        tx.templates.told(paused)
        tx.templates.told(older)
        assert tx.templates.of("retomar", "pt_BR") == paused
        assert tx.templates.of("retomar", "en_US") is None


def test_each_part_of_what_meta_says_of_a_template_has_its_own_time(
    database: Database, clock: FakeClock
) -> None:
    def told(hours: int, status: str | None = None, **parts: Any) -> None:
        at = clock() + timedelta(hours=hours)
        with database() as tx:
            tx.templates.told(TemplateStatus("retomar", "pt_BR", status, at, **parts))

    told(5, quality=Quality.RED)
    told(3, category="MARKETING")
    told(2, "PAUSED", reason="FIRST_PAUSE")  # later than both by the web hook, earlier by Meta
    told(1, "APPROVED", category="UTILITY", quality=Quality.GREEN)
    with database() as tx:
        [known] = tx.templates.all()
    assert (known.status, known.reason) == ("PAUSED", "FIRST_PAUSE")
    assert (known.category, known.quality) == ("MARKETING", Quality.RED)
    told(6, "REINSTATED")
    with database() as tx:
        [known] = tx.templates.all()
    assert (known.status, known.reason, known.category) == ("REINSTATED", None, "MARKETING")


@pytest.mark.parametrize("times", [1, 2])
def test_who_cannot_be_reached_is_noted_once_until_they_write(
    database: Database, clock: FakeClock, times: int
) -> None:
    with database() as tx:
        chat = open_conversation(tx, clock())
        place = (chat.address_id, Channel.WHATSAPP)
        news = [tx.reach.lost(*place, 131026, clock()) for _ in range(times)]
        assert news == [True, False][:times]
        assert tx.reach.is_lost(*place)
        assert not tx.reach.is_lost(chat.address_id, Channel.SMS_LINK)
        later = clock.advance(seconds=5)
        tx.conversations.touch(chat.id, later, None, sent_at=later, ready_at=later)
        assert not tx.reach.is_lost(*place)
        assert tx.reach.lost(*place, 131026, clock.advance(seconds=5))
        assert tx.reach.is_lost(*place)
