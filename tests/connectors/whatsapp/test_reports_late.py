"""What Meta reports twice, late or in another order: a judgement that is over stops nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from connectors.whatsapp.reports import REPEATS, Reports
from connectors.whatsapp.webhook import parse_webhook
from quita.adapters.database.unit_of_work import Database
from quita.domain.events import CHANNEL_RESUMED, CHANNEL_STOPPED, CHANNEL_WARNED
from quita.domain.number_health import BusinessNumber, Quality
from tests.adapters.whatsapp.sending import NUMBER, Graph, Sending
from tests.conftest import FakeClock
from tests.connectors.whatsapp.envelopes import ACCOUNT, account_change

HOUR = timedelta(hours=1)
SCHEDULED = {
    "event": "DISABLED_UPDATE",
    "ban_info": {"waba_ban_state": "SCHEDULE_FOR_DISABLE", "waba_ban_date": "November 30, 2026"},
}
ERRORS = {"metadata": {"phone_number_id": NUMBER}, "errors": [{"code": 131042, "title": "unpaid"}]}


def banned(state: str) -> dict[str, Any]:
    return {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": state}}


class World:
    """Reports by web hook about one number."""

    def __init__(self, database: Database, clock: FakeClock) -> None:
        """Know the number."""
        self._sending, self._clock = Sending(database, clock, Graph()), clock
        self._consequences = self._sending.consequences
        self._database = database
        with database() as tx:
            tx.numbers.told(NUMBER, clock() - 2 * HOUR, display="+55 11 4000-0000")

    def tells(self, field: str, value: dict[str, Any], at: datetime) -> None:
        """Deliver one change."""
        reports = Reports(self._clock, self._consequences)
        with self._database() as tx:
            for update in parse_webhook(account_change(field, value, at)).updates:
                reports.record(tx, update)

    def resume(self) -> None:
        """Let the number send again, as an operator does."""
        with self._database() as tx:
            assert self._consequences.resumed(tx, NUMBER, "operator")

    @property
    def number(self) -> BusinessNumber:
        """Give the number."""
        with self._database() as tx:
            return next(one for one in tx.numbers.all() if one.id == NUMBER)

    def events(self) -> list[Any]:
        """Give what was told to the company."""
        with self._database() as tx:
            return tx.events.unpublished(self._clock() + HOUR, 20)


@pytest.fixture
def world(database: Database, clock: FakeClock) -> World:
    return World(database, clock)


def test_a_scheduled_disable_alerts_and_stops_nothing_yet(world: World, clock: FakeClock) -> None:
    for _ in range(2):
        world.tells("account_update", SCHEDULED, clock())
    assert not world.number.stopped
    [event] = world.events()
    assert (event.type, event.subject) == (CHANNEL_WARNED, ACCOUNT)
    assert event.data == {
        "channel": "whatsapp",
        "account": ACCOUNT,
        "reason": "DISABLED_UPDATE, SCHEDULE_FOR_DISABLE",
        "day": "November 30, 2026",
    }


def test_a_violation_that_restricts_nothing_alerts_and_stops_nothing(
    world: World, clock: FakeClock
) -> None:
    warned = {"event": "ACCOUNT_VIOLATION", "violation_info": {"violation_type": "SCAM"}}
    world.tells("account_update", warned, clock())
    assert not world.number.stopped
    assert [event.type for event in world.events()] == [CHANNEL_WARNED]


def test_a_restriction_with_a_scheduled_disable_restricts_all_the_same(
    world: World, clock: FakeClock
) -> None:
    kinds = [{"restriction_type": "RESTRICTED_CUSTOMER_INITIATED_MESSAGING"}]
    told = {**SCHEDULED, "event": "ACCOUNT_RESTRICTION", "restriction_info": kinds}
    world.tells("account_update", told, clock())
    assert world.number.stopped
    assert {event.type for event in world.events()} == {CHANNEL_WARNED, CHANNEL_STOPPED}


@pytest.mark.parametrize(
    ("field", "value"), [("account_update", banned("DISABLE")), ("messages", ERRORS)]
)
def test_a_stop_that_is_repeated_after_an_operator_resumed_stops_nothing(
    world: World, clock: FakeClock, field: str, value: dict[str, Any]
) -> None:
    told_at = clock()
    world.tells(field, value, told_at)
    assert world.number.stopped
    clock.advance(minutes=1)
    world.resume()
    clock.advance(minutes=1)
    world.tells(field, value, told_at)
    assert not world.number.stopped
    world.tells(field, value, clock())
    assert world.number.stopped, "it was told anew"


def test_an_error_without_a_time_counts_anew_once_meta_repeats_it_no_more(
    database: Database, world: World, clock: FakeClock
) -> None:
    [error] = parse_webhook(account_change("messages", ERRORS, clock())).updates
    timeless = type(error)(**{**vars(error), "at": None})

    def told() -> bool:
        with database() as tx:
            Reports(clock, world._consequences).record(tx, timeless)
        return world.number.stopped

    assert told()
    clock.advance(seconds=1)
    world.resume()
    assert not told()
    clock.advance(days=REPEATS.days + 1)
    assert told()


@pytest.mark.parametrize(
    ("field", "value"), [("account_update", banned("DISABLE")), ("messages", ERRORS)]
)
def test_what_was_told_before_a_number_was_let_go_again_comes_too_late(
    world: World, clock: FakeClock, field: str, value: dict[str, Any]
) -> None:
    early = clock()
    restricted = {"event": "ACCOUNT_RESTRICTION", "violation_info": {"violation_type": "SPAM"}}
    world.tells("account_update", restricted, clock.advance(minutes=1))
    clock.advance(minutes=1)
    world.resume()
    world.tells(field, value, early)
    assert not world.number.stopped
    assert [event.type for event in world.events()] == [CHANNEL_STOPPED, CHANNEL_RESUMED]


def test_an_account_that_was_reinstated_is_not_disabled_by_what_came_before(
    world: World, clock: FakeClock
) -> None:
    world.tells("account_update", banned("REINSTATE"), clock())
    world.tells("account_update", banned("DISABLE"), clock() - HOUR)
    assert not world.number.stopped
    world.tells("account_update", banned("DISABLE"), clock.advance(minutes=1))
    assert world.number.stopped


def quality(event: str, limit: str) -> dict[str, Any]:
    return {"display_phone_number": "551140000000", "event": event, "current_limit": limit}


def test_an_older_word_on_quality_changes_nothing(world: World, clock: FakeClock) -> None:
    field = "phone_number_quality_update"
    world.tells(field, quality("UNFLAGGED", "TIER_10K"), clock())
    world.tells(field, quality("FLAGGED", "TIER_2K"), clock() - HOUR)
    assert (world.number.quality, world.number.tier) == (Quality.GREEN, "TIER_10K")
    world.tells(field, quality("FLAGGED", "TIER_2K"), clock.advance(seconds=1))
    assert (world.number.quality, world.number.tier) == (Quality.RED, "TIER_2K")


def test_a_word_of_the_future_silences_others_only_until_meta_is_asked(
    database: Database, world: World, clock: FakeClock
) -> None:
    field = "phone_number_quality_update"
    world.tells(field, quality("FLAGGED", "TIER_2K"), clock() + 1000 * HOUR)
    with database() as tx:
        assert tx.numbers.told(NUMBER, clock(), quality=Quality.YELLOW, tier="TIER_1K")
    assert world.number.quality is Quality.YELLOW
    world.tells(field, quality("UNFLAGGED", "TIER_10K"), clock.advance(minutes=1))
    assert world.number.quality is Quality.GREEN


def test_what_meta_answered_since_outlives_a_late_web_hook(
    database: Database, world: World, clock: FakeClock
) -> None:
    with database() as tx:
        tx.numbers.told(NUMBER, clock(), quality=Quality.YELLOW, tier="TIER_1K")
    world.tells("phone_number_quality_update", quality("FLAGGED", "TIER_2K"), clock() - HOUR)
    assert (world.number.quality, world.number.tier) == (Quality.YELLOW, "TIER_1K")
