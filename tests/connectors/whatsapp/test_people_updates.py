"""What Meta says about people, in whatever order it comes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from quita.adapters.database.schema import consents
from quita.adapters.database.unit_of_work import Database
from quita.domain.events import CONTACT_SUPPRESSED
from tests.conftest import FakeClock
from tests.connectors.whatsapp.conftest import SAMPLES
from tests.connectors.whatsapp.storing import ANNA, ANNAS_ID, Hooks, make_hooks, preferred

AT = 1795456800


@pytest.fixture
def hooks(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> Hooks:
    return make_hooks(database, clock, new_id)


def test_a_late_older_resume_lifts_no_newer_stop(hooks: Hooks) -> None:
    hooks.store(preferred("stop", AT + 100), preferred("resume", AT))
    assert hooks.suppressed(ANNA)
    hooks.store(preferred("resume", AT + 200))
    assert not hooks.suppressed(ANNA)


def test_a_late_older_stop_silences_nobody_who_resumed_since(hooks: Hooks) -> None:
    hooks.store(preferred("resume", AT + 100), preferred("stop", AT))
    assert not hooks.suppressed(ANNA)


def test_a_repeated_wish_for_silence_moves_its_time_on(hooks: Hooks) -> None:
    hooks.store(preferred("stop", AT), preferred("stop", AT + 200), preferred("resume", AT + 100))
    assert hooks.suppressed(ANNA)


def test_each_category_has_a_last_word_of_its_own(hooks: Hooks) -> None:
    other = {"category": "utility_messages"}
    hooks.store(preferred("stop", AT + 100, **other), preferred("stop", AT))
    hooks.store(preferred("resume", AT + 50))
    assert not hooks.suppressed(ANNA, "channel_preference:marketing_messages")
    assert hooks.suppressed(ANNA, "channel_preference:utility_messages")


def test_of_one_second_the_wish_for_silence_stands(hooks: Hooks) -> None:
    hooks.store(preferred("stop", AT), preferred("resume", AT))
    assert hooks.suppressed(ANNA)


def test_a_wish_for_silence_without_its_time_always_counts(hooks: Hooks) -> None:
    hooks.store(*(preferred(one, None) for one in ("stop", "resume", "stop")))
    assert hooks.suppressed(ANNA)


def test_a_word_of_the_far_future_does_not_stand_for_ever(hooks: Hooks, clock: FakeClock) -> None:
    hooks.store(preferred("stop", 4102444800))
    clock.advance(days=2)
    hooks.store(preferred("resume", int(clock().timestamp())))
    assert not hooks.suppressed(ANNA)


def test_whoever_is_known_by_the_user_id_alone_is_left_alone_too(
    hooks: Hooks, database: Database, clock: FakeClock
) -> None:
    hooks.store(SAMPLES["username_without_phone"], preferred("stop", AT))
    assert hooks.suppressed(ANNAS_ID) and hooks.suppressed(ANNA)
    with database() as tx:
        events = tx.events.unpublished(clock(), 10)
    assert [one.type for one in events].count(CONTACT_SUPPRESSED) == 1
    hooks.store(preferred("resume", AT + 100))
    assert not hooks.suppressed(ANNAS_ID) and not hooks.suppressed(ANNA)


def test_what_one_of_two_ids_said_last_counts_for_both(hooks: Hooks) -> None:
    hooks.store(preferred("stop", AT + 100, wa_id=None), preferred("resume", AT))
    assert hooks.suppressed(ANNAS_ID)


def test_a_repeated_preference_leaves_one_word(hooks: Hooks, database: Database) -> None:
    alone = {"user_id": None}
    for at in (AT, None):
        hooks.store(*[preferred("stop", at, **alone)] * 3)
    with database.engine.connect() as connection:
        assert len(connection.execute(select(consents)).all()) == 1


@pytest.mark.parametrize("said", ["STOP", "", "pause"])
def test_a_preference_that_nobody_knows_is_set_aside(hooks: Hooks, said: str) -> None:
    hooks.store(preferred(said, AT))
    assert hooks.aside() == ["an unknown preference"]
    assert not hooks.suppressed(ANNA)
