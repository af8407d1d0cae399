"""What Meta says about people, in whatever order it comes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from quita.adapters.database.schema import consents
from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Owner
from quita.domain.events import CONTACT_SUPPRESSED
from quita.domain.records import AddressKind
from tests.conftest import FakeClock
from tests.connectors.whatsapp.conftest import SAMPLES
from tests.connectors.whatsapp.storing import (
    ANNA,
    ANNAS_ID,
    Hooks,
    changed,
    make_hooks,
    preferred,
)

AT = 1795456800
THERE, FURTHER = "+5511981230009", "+5511981230010"


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


def opted_out(hooks: Hooks, clock: FakeClock) -> None:
    """Let Anna write, and ask for no messages."""
    hooks.store(SAMPLES["text"])
    with hooks.database() as tx:
        anna = tx.people.ensure_address(AddressKind.PHONE, ANNA)
        tx.people.suppress(anna, None, "opt_out", clock())


def where(hooks: Hooks) -> list[str]:
    with hooks.database() as tx:
        return [one.address for one in tx.conversations.with_owner(list(Owner))]


def test_who_moved_twice_is_followed_to_the_end_in_whatever_order_it_is_told(
    hooks: Hooks, clock: FakeClock
) -> None:
    opted_out(hooks, clock)
    last = changed("w2", THERE, FURTHER, AT + 100)
    hooks.store(last, last, changed("w1", ANNA, THERE, AT), last)
    assert hooks.suppressed(FURTHER, "opt_out")
    assert hooks.suppressed(ANNA, "changed_number")
    assert where(hooks) == [FURTHER[1:]]


def test_a_chain_of_moves_may_be_told_backwards(hooks: Hooks, clock: FakeClock) -> None:
    opted_out(hooks, clock)
    end = "+5511981230011"
    hooks.store(
        changed("w3", FURTHER, end, AT + 200),
        changed("w2", "+551181230009", FURTHER, AT + 100),  # without its ninth digit
        changed("w1", ANNA, THERE, AT),
    )
    assert hooks.suppressed(end, "opt_out")
    assert where(hooks) == [end[1:]]


def test_a_move_is_no_part_of_the_way_of_who_came_there_later(
    hooks: Hooks, clock: FakeClock
) -> None:
    opted_out(hooks, clock)
    hooks.store(changed("w0", THERE, FURTHER, AT - 100), changed("w1", ANNA, THERE, AT))
    assert hooks.suppressed(THERE, "opt_out")
    assert not hooks.suppressed(FURTHER)


def test_who_moved_away_and_back_told_backwards_is_where_they_were(
    hooks: Hooks, clock: FakeClock
) -> None:
    opted_out(hooks, clock)
    hooks.store(changed("w2", THERE, ANNA, AT + 100), changed("w1", ANNA, THERE, AT))
    assert where(hooks) == [ANNA[1:]]
    assert hooks.suppressed(ANNA, "opt_out")
    assert not hooks.suppressed(ANNA, "changed_number")


def test_a_move_of_somebody_unknown_is_not_counted_as_done(hooks: Hooks, clock: FakeClock) -> None:
    move = changed("w1", ANNA, THERE, AT)
    hooks.store(move, move)
    opted_out(hooks, clock)  # their first message overtaken by the news of their move
    hooks.store(move)
    assert hooks.suppressed(THERE, "opt_out")


@pytest.mark.parametrize("said", ["STOP", "", "pause"])
def test_a_preference_that_nobody_knows_is_set_aside(hooks: Hooks, said: str) -> None:
    hooks.store(preferred(said, AT))
    assert hooks.aside() == ["an unknown preference"]
    assert not hooks.suppressed(ANNA)
