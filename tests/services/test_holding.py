"""Web hooks held in a storm: each stored once, in order, and none holds up the others for ever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Channel, Owner
from quita.domain.errors import Busy, Conflict, DatabaseAway
from quita.services.holding import MAX_TRIES, Holding
from quita.services.inbox import Inbox, Timing
from tests.builders import draft
from tests.conftest import FakeClock

WINDOW = timedelta(seconds=2)
MUCH_LATER = datetime(2099, 1, 1, tzinfo=timezone.utc)


@pytest.fixture
def holding(database: Database, clock: FakeClock) -> Holding:
    return Holding(database, database.together, clock)


@pytest.fixture
def inbox(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> Inbox:
    return Inbox(database, clock, new_id, Timing(WINDOW, timedelta(seconds=60)))


def held(database: Database) -> int:
    with database() as tx:
        return len(tx.held_hooks.due(MUCH_LATER, 100))


def test_what_is_held_is_read_once_and_in_the_order_of_its_coming(
    database: Database, holding: Holding
) -> None:
    read: list[bytes] = []

    def store(body: bytes, _: bool) -> None:
        read.append(body)

    holding.hold([b"1", b"2"])
    holding.hold([b"3"])
    assert (holding.read(store, 2), read) == (2, [b"1", b"2"])
    assert (holding.read(store, 2), read) == (1, [b"1", b"2", b"3"])
    assert (holding.read(store, 2), held(database)) == (0, 0)


def test_what_dies_while_it_is_read_is_read_again_whole(
    database: Database, holding: Holding, inbox: Inbox, clock: FakeClock
) -> None:
    holding.hold([b"oi", b"tudo bem?"])

    def dies(body: bytes, _: bool) -> None:
        inbox.receive([draft(clock(), body.decode())])
        if body == b"tudo bem?":
            raise KeyboardInterrupt  # as a kill: nothing is caught, nothing commits

    with pytest.raises(KeyboardInterrupt):
        holding.read(dies, 2)
    stored: list[int] = []
    holding.read(lambda body, _: stored.append(inbox.receive([draft(clock(), body.decode())])), 2)
    assert (stored, held(database)) == ([1, 1], 0)


def test_one_that_cannot_be_stored_holds_up_no_other_and_is_set_aside_in_the_end(
    database: Database, holding: Holding, clock: FakeClock
) -> None:
    read: list[bytes] = []

    def store(body: bytes, _: bool) -> None:
        if body == b"bad":
            raise ZeroDivisionError
        read.append(body)

    holding.hold([b"1", b"bad", b"3"])
    assert holding.read(store, 3) == 3
    assert read[-2:] == [b"1", b"3"]
    assert held(database) == 1
    for tried in range(1, MAX_TRIES):
        assert holding.read(store, 3) == 0, "not before its time"
        clock.advance(seconds=2**tried)
        holding.read(store, 3)
    assert held(database) == 0
    with database() as tx:
        [aside] = tx.messages.set_aside_list()
    assert (aside["reason"], aside["raw"]) == ("cannot be stored: ZeroDivisionError", "bad")


def test_one_that_always_meets_a_conflict_is_set_aside_in_the_end_and_holds_up_no_other(
    database: Database, holding: Holding, clock: FakeClock
) -> None:
    read: list[bytes] = []

    def store(body: bytes, _: bool) -> None:
        if body == b"bad":
            raise Conflict("another transaction got there first")
        read.append(body)

    holding.hold([b"bad", b"2"])
    holding.read(store, 2)
    assert read == [b"2"]
    for tried in range(1, MAX_TRIES):
        clock.advance(seconds=2**tried)
        holding.read(store, 2)
    assert held(database) == 0
    with database() as tx:
        [aside] = tx.messages.set_aside_list()
    assert (aside["reason"], aside["raw"]) == ("cannot be stored: Conflict", "bad")


@pytest.mark.parametrize("kind", [Busy, DatabaseAway])
def test_while_the_database_is_busy_or_away_nothing_is_counted_and_all_is_kept(
    database: Database, holding: Holding, clock: FakeClock, kind: type[Exception]
) -> None:
    def hindered(_: bytes, __: bool) -> None:
        raise kind("it is not the body's fault")

    holding.hold([b"1"])
    for _ in range(2 * MAX_TRIES):
        clock.advance(minutes=1)
        with pytest.raises(kind):
            holding.read(hindered, 5)
    with database() as tx:
        [hook] = tx.held_hooks.due(MUCH_LATER, 100)
        assert (hook.tries, tx.messages.set_aside_list()) == (0, [])


def test_what_could_be_stored_beside_one_that_could_not_stays(
    database: Database, holding: Holding, inbox: Inbox, clock: FakeClock
) -> None:
    lasts: list[bool] = []

    def store(_: bytes, last: bool) -> None:
        inbox.receive([draft(clock(), "boa")])
        lasts.append(last)
        if not last:
            raise ZeroDivisionError
        with database() as tx:  # as whoever knows which part it is sets it aside alone
            tx.messages.set_aside(Channel.WHATSAPP, "why", "part", clock())

    holding.hold([b"two"])
    holding.read(store, 1)
    with database() as tx:
        assert len(tx.conversations.with_owner(list(Owner))) == 1
    for tried in range(1, MAX_TRIES):
        clock.advance(seconds=2**tried)
        holding.read(store, 1)
    assert (lasts[-1], held(database)) == (True, 0)
    assert True not in lasts[:-1]
    with database() as tx:
        assert [one["raw"] for one in tx.messages.set_aside_list()] == ["part"]


def test_no_turn_begins_while_an_earlier_message_of_it_may_be_held(
    database: Database, holding: Holding, inbox: Inbox, clock: FakeClock
) -> None:
    inbox.receive([draft(clock(), "segunda")])
    clock.advance(seconds=1)
    holding.hold([b"primeira"])  # within the window of the one before, and not read yet
    clock.advance(seconds=5)
    assert inbox.claim("w1") is None
    first = draft(clock(), "primeira", sent_at=clock() - timedelta(seconds=7))
    holding.read(lambda *_: inbox.receive([first]), 5)
    clock.advance(seconds=3)
    claimed = inbox.claim("w1")
    assert claimed is not None
    assert [message.text for message in claimed.turn.messages] == ["primeira", "segunda"]


def test_what_was_due_before_anything_was_held_is_answered_in_the_storm(
    holding: Holding, inbox: Inbox, clock: FakeClock
) -> None:
    inbox.receive([draft(clock(), "oi")])
    clock.advance(seconds=3)
    holding.hold([b"later"])
    clock.advance(seconds=1)
    assert inbox.claim("w1") is not None


def test_one_that_failed_once_keeps_nobody_waiting(
    holding: Holding, inbox: Inbox, clock: FakeClock
) -> None:
    def fails(_: bytes, __: bool) -> None:
        raise ZeroDivisionError

    holding.hold([b"bad"])
    holding.read(fails, 1)
    inbox.receive([draft(clock(), "oi")])
    clock.advance(seconds=3)
    assert inbox.claim("w1") is not None
