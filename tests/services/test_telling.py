"""News of a deal: told at once, hinted at, or kept until it may be told; never lost, once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Owner
from quita.domain.records import Payload
from quita.services.contact import LIFE_RISK, OPT_OUT
from quita.services.templates import NEWS_TEMPLATE
from tests.builders import JOSE, save_person
from tests.conftest import FakeClock
from tests.services.after_deal_world import AfterDeal, make_after_deal

SECRET: Payload = {"kind": "text", "text": "secret R$ 10,00"}


@pytest.fixture
def world(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> AfterDeal:
    return make_after_deal(database, clock, new_id)


def tell(world: AfterDeal, key: str = "payment:E1") -> None:
    with world.database() as tx:
        world.telling.tell(tx, world.chat, "maria", [SECRET], key)


def catch_up(world: AfterDeal) -> list[Payload]:
    """Give what the bot adds at the end of a turn."""
    with world.database() as tx:
        conversation = tx.conversations.get(world.chat)
        assert conversation is not None
        return world.telling.catch_up(tx, conversation)


def test_in_a_proven_session_news_is_told_whole_and_once(world: AfterDeal) -> None:
    tell(world)
    tell(world)
    assert world.said() == ["secret"]
    assert catch_up(world) == []


def test_after_the_proof_has_lapsed_only_a_hint_is_sent_and_the_rest_waits_for_a_new_proof(
    world: AfterDeal,
) -> None:
    world.clock.advance(minutes=31)
    tell(world)
    tell(world)
    assert world.said() == ["utter_news_waiting"]
    assert catch_up(world) == []
    world.new_chat_at_same_phone()
    assert catch_up(world) == [SECRET]
    assert catch_up(world) == []


def test_somebody_else_verified_at_the_same_phone_hears_nothing_of_it(world: AfterDeal) -> None:
    with world.database() as tx:
        save_person(tx, JOSE)
        world.telling.tell(tx, world.chat, JOSE.id, [SECRET], "k")
    assert world.said() == ["utter_news_waiting"]
    assert catch_up(world) == []


def test_after_an_opt_out_news_waits_in_silence_for_the_persons_next_message(
    world: AfterDeal,
) -> None:
    world.clock.advance(minutes=1)
    world.contact.suppress(world.chat, OPT_OUT)
    tell(world)
    world.clock.advance(days=1)
    assert world.telling.hint_due() == 0
    assert world.said() == []
    world.new_chat_at_same_phone()
    assert catch_up(world) == [SECRET]


def test_whoever_writes_after_an_opt_out_is_answered(world: AfterDeal) -> None:
    world.contact.suppress(world.chat, OPT_OUT)
    world.clock.advance(minutes=1)
    world.new_chat_at_same_phone()
    tell(world)
    assert world.said() == ["secret"]


def test_outside_the_window_a_template_hints_within_hours_and_once(world: AfterDeal) -> None:
    world.clock.advance(hours=33)  # nine in the evening
    tell(world)
    assert world.telling.hint_due() == 0 and world.said() == []
    world.clock.advance(hours=12)
    assert world.telling.hint_due() == 1
    assert world.telling.hint_due() == 0
    assert [one.payload["name"] for one in world.sent()] == [NEWS_TEMPLATE]
    assert "secret" not in str([one.payload for one in world.sent()])
    world.new_chat_at_same_phone()
    assert catch_up(world) == [SECRET]


def test_two_pieces_of_news_are_one_hint(world: AfterDeal) -> None:
    world.clock.advance(hours=25)
    tell(world)
    tell(world, "payment:E2")
    assert world.telling.hint_due() == 1
    assert len(world.sent()) == 1


def test_without_an_approved_template_it_waits_and_why_is_written_down(
    database: Database, clock: FakeClock, new_id: Callable[[], str]
) -> None:
    world = make_after_deal(database, clock, new_id, "another_template")
    world.clock.advance(hours=25)
    tell(world)
    assert world.telling.hint_due() == 0
    with world.database() as tx:
        trail = tx.events.trail(world.chat)
    assert trail[-1]["details"] == {"key": "payment:E1", "why": "no_template"}
    assert world.said() == []


def test_nothing_is_told_while_a_person_has_the_conversation(world: AfterDeal) -> None:
    world.clock.advance(minutes=31)
    tell(world)
    world.new_chat_at_same_phone()
    with world.database() as tx:
        tx.conversations.set_owner(world.chat, Owner.HUMAN, agent_id="ana", at=world.clock())
    assert catch_up(world) == []
    with world.database() as tx:
        tx.conversations.set_owner(world.chat, Owner.BOT, at=world.clock())
    assert catch_up(world) == [SECRET]


def test_after_a_risk_to_life_nothing_of_money_is_told_until_a_human_releases_it(
    world: AfterDeal,
) -> None:
    world.contact.suppress(world.chat, LIFE_RISK)
    world.clock.advance(minutes=1)
    world.new_chat_at_same_phone()  # they go on writing
    tell(world)
    assert world.said() == [] and catch_up(world) == []
    world.contact.release(world.chat, "agent:ana")
    assert catch_up(world) == [SECRET]


def test_nothing_is_told_where_the_transaction_fails(world: AfterDeal) -> None:
    with pytest.raises(RuntimeError), world.database() as tx:
        world.telling.tell(tx, world.chat, "maria", [SECRET], "k")
        raise RuntimeError
    assert world.said() == [] and catch_up(world) == []


def test_a_second_piece_of_news_within_the_window_is_no_second_hint(world: AfterDeal) -> None:
    world.clock.advance(minutes=31)
    tell(world)
    tell(world, "payment:E2")
    assert world.said() == ["utter_news_waiting"]
    world.new_chat_at_same_phone()
    assert catch_up(world) == [SECRET, SECRET]
