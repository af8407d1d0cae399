"""Whoever takes over is told the story, and nothing that may not leave."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.events import HANDOFF_REQUESTED
from quita.domain.handoff import Decision, Reason
from quita.domain.offer import Wish
from quita.domain.queues import HandoffBook, Queue
from quita.services.ownership import Ownership
from tests.builders import MARIA, STORE, draft
from tests.conftest import FakeClock
from tests.services.deal_world import DealWorld
from tests.services.turn_world import EngineDown, World

OF_STORE = Queue("loja", "Loja", creditors=frozenset({STORE.cnpj}))
UNDERSTOOD = {
    "confidence": 0.8,
    "ranking": [["request_human", 0.8]],
    "summary": {"wants": "request_human"},
    "language": "pt",
}


class Story:
    """Maria was offered something, and asks for a person."""

    def __init__(self, database: Database, clock: FakeClock, new_id: Callable[[], str]) -> None:
        self.deals = DealWorld(database, clock, new_id)
        self.offers = self.deals.offers.wish(self.deals.chat, "debt", Wish(), "k").offers
        book = HandoffBook(queues=(Queue("geral", "Geral"), OF_STORE))
        self.ownership = Ownership(database, clock, new_id, "https://quita.example", book)

    def told(self) -> dict[str, Any]:
        with self.deals.database() as tx:
            chat = tx.conversations.get(self.deals.chat)
            assert chat is not None
            self.ownership.queue(tx, chat, Decision(Reason.REQUESTED, "intent:x"), UNDERSTOOD)
            (event,) = [e for e in tx.events.about(chat.id) if e.type == HANDOFF_REQUESTED]
        return dict(event.data)


@pytest.fixture
def story(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> Story:
    return Story(database, clock, new_id)


def test_with_identity_proven_debts_and_the_last_offer_are_told(story: Story) -> None:
    told = story.told()
    summary = told["summary"]
    assert (summary["wants"], summary["verified"]) == ("request_human", True)
    assert [debt["debt"] for debt in summary["debts"]] == ["A-1"]
    assert summary["last_offer"]["offer"] in {offer.id for offer in story.offers}
    assert (told["queue"], told["confidence"], told["rule"]) == ("loja", 0.8, "intent:x")


def test_before_identity_is_proven_no_debt_and_no_offer_leaves(
    story: Story, clock: FakeClock
) -> None:
    clock.advance(hours=2)
    told = story.told()
    assert told["summary"]["debts"] == []
    assert told["summary"]["last_offer"] is None
    assert told["queue"] == "geral"
    written = json.dumps(told)
    assert STORE.name not in written and STORE.cnpj not in written
    assert MARIA.name not in written and MARIA.cpf not in written


async def test_the_errors_of_a_turn_that_failed_are_told(world: World) -> None:
    world.dialogue.failures = 3
    claimed = world.claim(draft(world.clock(), "oi"))
    for _ in range(3):
        with pytest.raises(EngineDown):
            await world.runner.run(claimed, "w1")
        world.clock.advance(seconds=3)
        again = world.inbox.claim("w1")
        assert again is not None
        claimed = again
    assert await world.runner.run(claimed, "w1")
    (event,) = world.events(HANDOFF_REQUESTED)
    assert (event["reason"], event["rule"]) == ("system_failure", "attempts>3")
    assert event["summary"]["last_errors"] == ["EngineDown"] * 3
