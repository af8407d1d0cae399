"""Tests of fetching what people sent: stored whole, tried again, set aside, deleted in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from quita.adapters.database.schema import media
from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Owner
from quita.domain.errors import InvalidMedia, NotAllowed, NotFound, NotReadable, ProviderRefused
from quita.domain.errors import ProviderUnavailable as Unavailable
from quita.domain.media import IDS_LAST, MediaState
from quita.domain.records import User
from quita.services.media import Media
from quita.services.media_intake import GRACE, IDENTITY_LASTS, WAITS
from tests.conftest import FakeClock
from tests.services.media_world import KEEP, PAPER, PICTURE, MediaWorld, make_media_world

ANA = User("ana", "ana", "Ana Lima", "agent", "")
DESIGNER = User("des", "des", "Eva Melo", "designer", "")


@pytest.fixture
def world(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> MediaWorld:
    return make_media_world(database, clock, new_id)


async def test_a_file_is_checked_stored_and_known_by_what_it_is(world: MediaWorld) -> None:
    item = world.receive("image", mime_type="image/jpeg")  # it says so, and is a PNG
    assert await world.intake.take(world.source, item) == PICTURE
    stored = world.now(item)
    assert (stored.state, stored.mime_type) == (MediaState.STORED, "image/png")
    assert stored.size == len(PICTURE)
    assert stored.delete_at == world.clock() + KEEP
    assert world.files.held == {item.id: PICTURE}


async def test_a_stored_file_is_not_fetched_again(world: MediaWorld) -> None:
    item = world.receive("image")
    await world.intake.take(world.source, item)
    assert await world.intake.take(world.source, world.now(item)) == PICTURE
    assert world.source.asked == ["m0"]


async def test_the_worker_leaves_a_new_file_to_the_turn_and_then_takes_it(
    world: MediaWorld,
) -> None:
    item = world.receive("image")
    assert not world.intake.due()
    assert await world.intake.take_due(world.source) == 0
    world.clock.now += GRACE
    assert world.intake.due()
    assert await world.intake.take_due(world.source) == 1
    assert world.now(item).state is MediaState.STORED
    assert not world.intake.due()


async def test_what_one_worker_is_fetching_no_other_fetches(world: MediaWorld) -> None:
    world.receive("image")
    world.clock.now += GRACE
    with world.database() as tx:
        assert tx.media.claim_due(world.clock(), world.clock() + GRACE) is not None
    assert await world.intake.take_due(world.source) == 0


async def test_a_channel_that_is_down_is_asked_ever_less_often_for_seven_days(
    world: MediaWorld,
) -> None:
    item = world.receive("image", link="https://x.fbsbx.com/y")
    began = world.clock()
    world.source.failures = [Unavailable("down")] * 1000
    moments = []
    while world.now(item).state is MediaState.WAITING:
        with world.database.engine.connect() as connection:
            world.clock.now = connection.execute(select(media.c.next_attempt_at)).scalar_one()
        moments.append(world.clock())
        assert await world.intake.take_due(world.source) == 1
    waits = [(b - a).total_seconds() for a, b in pairwise(moments)]
    assert waits[: len(WAITS)] == list(WAITS)
    assert world.clock() < began + IDS_LAST
    assert world.clock() > began + IDS_LAST - timedelta(days=2)
    assert world.now(item).reason == "down"
    assert world.now(item).link is None  # it lived five minutes


@pytest.mark.parametrize("problem", [ProviderRefused("no such file"), InvalidMedia("size: 9 of 3")])
async def test_what_can_never_be_had_is_set_aside_with_its_reason(
    world: MediaWorld, problem: Exception
) -> None:
    item = world.receive("image")
    world.source.failures = [problem]
    assert await world.intake.take(world.source, item) is None
    assert world.now(item).state is MediaState.SET_ASIDE
    assert world.now(item).reason == str(problem)
    with world.database() as tx:
        assert [one.id for one in tx.media.aside()] == [item.id]


async def test_a_type_that_is_not_taken_is_set_aside_and_never_stored(world: MediaWorld) -> None:
    item = world.receive("document", data=b"MZ\x90\x00 a program", filename="boleto.pdf")
    await world.intake.take(world.source, item)
    assert world.now(item).state is MediaState.SET_ASIDE
    assert (world.now(item).reason or "").startswith("type")
    assert world.files.held == {}


async def test_bytes_that_were_not_announced_are_asked_for_again_twice(world: MediaWorld) -> None:
    item = world.receive("image", sha256="0" * 64)
    states = []
    for _ in range(3):
        await world.intake.take(world.source, world.now(item))
        states.append(world.now(item).state)
    assert states == [MediaState.WAITING, MediaState.WAITING, MediaState.SET_ASIDE]


async def test_the_companys_own_limit_counts(
    database: Database, clock: FakeClock, new_id: Callable[[], str]
) -> None:
    small = make_media_world(database, clock, new_id, cap=100)
    item = small.receive("document")
    await small.intake.take(small.source, item)
    assert (small.now(item).reason or "").startswith("size")


async def test_a_full_disk_loses_nothing(world: MediaWorld) -> None:
    item = world.receive("image")
    world.files.full = True
    assert await world.intake.take(world.source, item) == PICTURE
    assert world.now(item).state is MediaState.WAITING
    world.files.full = False
    world.clock.now += GRACE
    await world.intake.take_due(world.source)
    assert world.now(item).state is MediaState.STORED


async def test_a_file_set_aside_may_be_asked_for_again(world: MediaWorld) -> None:
    item = world.receive("image")
    world.source.failures = [ProviderRefused("no such file")]
    await world.intake.take(world.source, item)
    with world.database() as tx:
        assert tx.media.again(item.id, world.clock())
        assert not tx.media.again(item.id, world.clock())
    await world.intake.take_due(world.source)
    assert world.now(item).state is MediaState.STORED


async def test_a_failure_after_somebody_elses_success_changes_nothing(world: MediaWorld) -> None:
    item = world.receive("image")
    await world.intake.take(world.source, item)
    world.source.failures = [Unavailable("down")]
    await world.intake.take(world.source, item)  # as it stood before
    assert world.now(item).state is MediaState.STORED


async def test_what_was_kept_for_long_enough_is_deleted_bytes_and_name(world: MediaWorld) -> None:
    item = world.receive("document", filename="Maria das Dores.pdf")
    await world.intake.take(world.source, item)
    world.clock.now += KEEP - timedelta(seconds=1)
    assert world.intake.expire() == 0
    world.clock.advance(seconds=1)
    assert world.intake.expire() == 1
    assert world.files.held == {}
    assert (world.now(item).state, world.now(item).filename) == (MediaState.DELETED, None)
    assert world.intake.expire() == 0


async def test_an_identity_document_goes_within_a_day(world: MediaWorld) -> None:
    item = world.receive("image")
    await world.intake.take(world.source, item)
    service = Media(world.database, world.clock, world.files)
    service.mark_identity(item.id, ANA)
    assert timedelta(days=1) > IDENTITY_LASTS
    world.clock.now += IDENTITY_LASTS
    assert world.intake.expire() == 1


def wait_for_a_person(world: MediaWorld, chat: str) -> None:
    with world.database() as tx:
        tx.conversations.set_owner(chat, Owner.QUEUED, reason="requested", at=world.clock())


async def test_an_agent_opens_a_file_and_the_look_is_written_down(world: MediaWorld) -> None:
    item = world.receive("document")
    await world.intake.take(world.source, item)
    wait_for_a_person(world, item.conversation_id)
    service = Media(world.database, world.clock, world.files)
    opened = service.open(item.id, ANA)
    assert (opened.data, opened.item.mime_type) == (PAPER, "application/pdf")
    assert [one.id for one in service.of_conversation(item.conversation_id)] == [item.id]
    with world.database() as tx:
        [look] = [one for one in tx.events.trail(item.conversation_id)
                  if one["action"] == "media:opened"]  # fmt: skip
    assert (look["actor"], look["details"]["media"]) == ("agent:ana", item.id)


async def test_a_file_is_opened_by_who_may_read_its_conversation(world: MediaWorld) -> None:
    item = world.receive("document")
    service = Media(world.database, world.clock, world.files)
    await world.intake.take(world.source, item)
    with pytest.raises(NotReadable):  # the bot has it
        service.open(item.id, ANA)
    wait_for_a_person(world, item.conversation_id)
    assert service.open(item.id, ANA).data == PAPER
    with pytest.raises(NotFound):
        service.open("nothing", ANA)
    with pytest.raises(NotReadable):
        service.open(item.id, DESIGNER)
    with pytest.raises(NotAllowed):
        service.mark_identity(item.id, DESIGNER)


async def test_bytes_of_which_nothing_is_known_go_with_retention(world: MediaWorld) -> None:
    item = world.receive("image")
    await world.intake.take(world.source, item)
    world.files.put("left-by-a-crash", b"of a message that was never stored")
    assert world.intake.sweep() == 0
    world.clock.now += KEEP + timedelta(seconds=1)
    assert world.intake.sweep() == 1
    assert list(world.files.held) == [item.id]  # its record says when it goes


async def test_a_file_that_was_not_fetched_yet_is_not_to_be_had(world: MediaWorld) -> None:
    item = world.receive("document")
    wait_for_a_person(world, item.conversation_id)
    with pytest.raises(NotFound):
        Media(world.database, world.clock, world.files).open(item.id, ANA)
