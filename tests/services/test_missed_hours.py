"""An hour that comes after WhatsApp's window has closed has an end that agents can see."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from sqlalchemy import select

from quita.adapters.database.schema import contact_attempts
from quita.domain.contact_policy import Purpose, Silence
from quita.domain.handoff_records import CallbackState
from quita.domain.queues import HandoffBook
from quita.services.missed_hours import MissedHour, missed_hour
from quita.services.reaching import NO_TEMPLATE, NOBODY_KNOWN, RESUME_TEMPLATE
from quita.services.waiting import Waiting
from tests.builders import MARIA, MARIAS_PHONE, NamedPhrases, draft, reaching, save_person
from tests.services.test_waiting import GERAL, NIGHT, OPENS
from tests.services.turn_world import World

FRIDAY_EVENING = datetime(2026, 11, 27, 22, 0, tzinfo=timezone.utc)
BOOK = HandoffBook(queues=(GERAL,))
MONDAY = datetime(2026, 11, 30, 12, 0, tzinfo=timezone.utc)  # 9h, when people are there again


def waiting(world: World, *templates: str) -> Waiting:
    ids, phrases = world.ids, NamedPhrases()
    reach = reaching(world.clock, *templates)
    return Waiting(world.database, world.clock, ids, phrases, world.ownership, reach)


@pytest.fixture
async def weekend(world: World) -> World:
    """Maria, known at her phone, asked for a person on Friday evening; it is Monday, 9h."""
    world.ownership.book = BOOK
    with world.database() as tx:
        save_person(tx, MARIA, MARIAS_PHONE)
    world.clock.now = FRIDAY_EVENING
    await world.hears("quero um atendente")
    world.clock.now = MONDAY
    return world


def told(world: World) -> MissedHour | None:
    chat = world.conversation()
    with world.database() as tx:
        return missed_hour(tx, chat, world.clock())


def last_said(world: World) -> tuple[str, list[str]]:
    chat = world.conversation().id
    with world.database() as tx:
        last = tx.outbox.of_conversation(chat)[-1]
    return str(last.payload.get("kind")), list(last.payload.get("parameters", []))


async def test_a_template_asks_the_person_to_write_once(weekend: World) -> None:
    service = waiting(weekend, RESUME_TEMPLATE)
    assert service.run() == 1
    service.run()
    chat = weekend.conversation()
    assert last_said(weekend) == ("template", [chat.protocol])
    assert told(weekend) == MissedHour(MONDAY, None)
    with weekend.database() as tx:
        kinds = [one.payload.get("kind") for one in tx.outbox.of_conversation(chat.id)]
        assert tx.callbacks.of_conversation(chat.id)[0].state is CallbackState.DUE
    assert kinds.count("template") == 1


async def test_without_a_template_the_agents_are_told_why(weekend: World) -> None:
    before = weekend.said()
    assert waiting(weekend).run() == 1
    assert weekend.said() == before
    assert told(weekend) == MissedHour(MONDAY, NO_TEMPLATE)


async def test_the_governor_has_the_last_word(weekend: World) -> None:
    before = weekend.said()
    with weekend.database() as tx:
        tx.contacts.silence(Silence.PERSON, MARIA.id, "deceased", weekend.clock())
    waiting(weekend, RESUME_TEMPLATE).run()
    assert weekend.said() == before
    assert told(weekend) == MissedHour(MONDAY, "suppressed_person")


async def test_whoever_is_not_known_is_written_nothing(world: World) -> None:
    world.ownership.book = BOOK
    world.clock.now = FRIDAY_EVENING
    await world.hears("quero um atendente")
    world.clock.now = MONDAY
    before = world.said()
    waiting(world, RESUME_TEMPLATE).run()
    assert world.said() == before
    assert told(world) == MissedHour(MONDAY, NOBODY_KNOWN)


async def test_what_was_started_is_written_down_for_the_governor(weekend: World) -> None:
    waiting(weekend, RESUME_TEMPLATE).run()
    with weekend.database.engine.connect() as connection:
        [row] = connection.execute(select(contact_attempts)).all()
    assert (row.person_id, row.purpose) == (MARIA.id, Purpose.NEWS.value)


async def test_who_takes_it_is_told_too_until_the_person_writes(weekend: World) -> None:
    waiting(weekend).run()
    weekend.ownership.claim(weekend.conversation().id, "ana")
    assert told(weekend) == MissedHour(MONDAY, NO_TEMPLATE)
    weekend.clock.advance(hours=1)
    chat = weekend.conversation()
    now = weekend.clock()
    with weekend.database() as tx:
        tx.messages.add(chat.id, draft(now, "oi"), now)
        tx.conversations.touch(chat.id, now, None, sent_at=now, ready_at=now)
    assert told(weekend) is None


async def test_within_the_window_nothing_was_missed(world: World) -> None:
    world.ownership.book = BOOK
    world.clock.now = NIGHT
    await world.hears("quero um atendente")
    world.clock.now = OPENS
    assert waiting(world, RESUME_TEMPLATE).run() == 1
    assert last_said(world)[0] == "text"
    assert told(world) is None
