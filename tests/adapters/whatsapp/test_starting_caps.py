"""How many people may be written to first in 24 hours: by a number, and by all of them together."""

from __future__ import annotations

from typing import Any

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.number_health import Quality
from quita.domain.records import OutboxState
from tests.adapters.whatsapp.sending import NUMBER, OTHER, Graph, Sending
from tests.conftest import FakeClock

TEMPLATE: dict[str, Any] = {"kind": "template", "name": "retomar", "language": "pt_BR",
                            "text": "Oi", "parameters": []}  # fmt: skip


@pytest.fixture
def sending(database: Database, clock: FakeClock) -> Sending:
    return Sending(database, clock, Graph(), ((NUMBER, 1), (OTHER, 1)))


def tell(sending: Sending, number: str, tier: str) -> None:
    with sending.database() as tx:
        tx.numbers.told(number, sending.clock(), quality=Quality.GREEN, tier=tier)


def start(sending: Sending, people: int, number: str | None = None, first: int = 0) -> list[str]:
    """Write first to so many people; give their conversations."""
    chats = [sending.chat(f"+55119876{n:05}", number) for n in range(first, first + people)]
    for chat in chats:
        sending.write_payloads(chat, TEMPLATE)
    sending.run_out()
    return chats


def posted(sending: Sending) -> int:
    return len(sending.graph.posted)


def deliver_all(sending: Sending) -> None:
    for n in range(posted(sending)):
        sending.status(f"wamid.{n}", OutboxState.DELIVERED)


def test_all_numbers_together_write_first_to_no_more_people_than_the_portfolio_may(
    sending: Sending,
) -> None:
    for number in (NUMBER, OTHER):
        tell(sending, number, "TIER_50")
    start(sending, 60)
    assert set(sending.graph.numbers) == {NUMBER, OTHER}
    assert posted(sending) == 50


def test_the_highest_tier_of_any_number_is_the_portfolios(sending: Sending) -> None:
    tell(sending, NUMBER, "TIER_50")
    tell(sending, OTHER, "TIER_250")
    start(sending, 45, NUMBER)
    start(sending, 45, OTHER, first=100)
    assert posted(sending) == 90


def test_a_number_that_is_no_longer_ours_lends_no_tier(
    database: Database, clock: FakeClock
) -> None:
    sending = Sending(database, clock, Graph(), ((NUMBER, 1), (OTHER, 1)))
    for number in (NUMBER, OTHER):
        tell(sending, number, "TIER_50")
    tell(sending, "100000000000009", "TIER_100K")
    start(sending, 60)
    assert posted(sending) == 50


def test_each_number_keeps_its_own_warm_up_below_the_portfolios_limit(sending: Sending) -> None:
    for number in (NUMBER, OTHER):
        tell(sending, number, "TIER_250")
    start(sending, 55, NUMBER)
    assert posted(sending) == 50
    start(sending, 55, OTHER, first=100)
    assert posted(sending) == 100


def test_a_second_template_to_somebody_who_is_counted_leaves_at_the_cap(
    sending: Sending, clock: FakeClock
) -> None:
    chats = start(sending, 55, NUMBER)
    deliver_all(sending)
    clock.advance(hours=1)
    sending.write_payloads(chats[0], TEMPLATE)
    sending.run_out()
    assert posted(sending) == 51
    assert sending.states(chats[54]) == [OutboxState.QUEUED]


def test_somebody_counted_for_one_number_costs_the_portfolio_nothing_on_another(
    sending: Sending, clock: FakeClock
) -> None:
    for number in (NUMBER, OTHER):
        tell(sending, number, "TIER_50")
    chats = start(sending, 50, NUMBER)
    deliver_all(sending)
    clock.advance(hours=1)
    with sending.database() as tx:
        tx.numbers.assign(chats[0], OTHER)
    sending.write_payloads(chats[0], TEMPLATE)
    sending.run_out()
    assert sending.graph.numbers[50:] == [OTHER]


def test_who_was_written_to_a_day_ago_counts_again(sending: Sending, clock: FakeClock) -> None:
    for number in (NUMBER, OTHER):
        tell(sending, number, "TIER_50")
    start(sending, 50, NUMBER)
    deliver_all(sending)
    clock.advance(hours=24, minutes=1)
    start(sending, 60, OTHER, first=100)
    assert posted(sending) == 100
