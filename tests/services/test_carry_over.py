"""Handed back, the bot knows what was agreed, and asks nothing that is no longer open."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Conversation
from quita.domain.handoff import Decision, Reason
from quita.domain.offer import Wish
from quita.services.carry_over import FORGOTTEN, CarryOver
from quita.services.ownership import Ownership
from tests.conftest import FakeClock
from tests.services.deal_world import DealWorld

BYE = {"kind": "text", "text": "Até logo."}


class Chat:
    """Maria's verified conversation, with Ana."""

    def __init__(self, deals: DealWorld, clock: FakeClock, new_id: Callable[[], str]) -> None:
        """Hand it over and let Ana take it."""
        self.deals, self.clock = deals, clock
        self.ownership = Ownership(deals.database, clock, new_id, "https://quita.example")
        self.carry_over = CarryOver(deals.database, clock)
        self.with_ana()

    def with_ana(self) -> None:
        now = self.now()
        with self.deals.database() as tx:
            self.ownership.queue(tx, now, Decision(Reason.REQUESTED), {})
        self.ownership.claim(now.id, "ana")
        self.clock.advance(minutes=1)

    def now(self) -> Conversation:
        with self.deals.database() as tx:
            found = tx.conversations.get(self.deals.chat)
        assert found is not None
        return found

    def handed_back(self, turn: str = "t1") -> dict[str, object]:
        self.ownership.give_back(self.deals.chat, "ana", BYE)
        return self.slots(turn)

    def slots(self, turn: str) -> dict[str, object]:
        return dict(self.carry_over.slots(self.now(), turn))


@pytest.fixture
def chat(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> Chat:
    return Chat(DealWorld(database, clock, new_id), clock, new_id)


def test_an_agreement_that_was_made_is_what_the_bot_goes_on_with(chat: Chat) -> None:
    chat.deals.agree(Wish())
    assert chat.handed_back() == {**FORGOTTEN, "focused_debt": "debt"}


def test_the_last_offer_may_still_be_accepted(chat: Chat) -> None:
    proposal = chat.deals.offers.wish(chat.deals.chat, "debt", Wish(), "k")
    slots = chat.handed_back()
    assert slots["pending_offer"] in {offer.id for offer in proposal.offers}
    assert (slots["focused_debt"], slots["expecting"]) == ("debt", "acceptance")


def test_an_offer_from_before_the_handoff_is_not_brought_up(chat: Chat) -> None:
    chat.ownership.give_back(chat.deals.chat, "ana", BYE)
    chat.deals.offers.wish(chat.deals.chat, "debt", Wish(), "k")
    chat.clock.advance(minutes=1)
    chat.with_ana()
    assert chat.handed_back() == FORGOTTEN


def test_an_offer_that_has_run_out_waits_for_no_yes(chat: Chat) -> None:
    chat.deals.offers.wish(chat.deals.chat, "debt", Wish(), "k")
    chat.clock.advance(days=30)
    with chat.deals.database() as tx:
        until = chat.clock.now.replace(hour=23)
        tx.conversations.set_verified(chat.deals.chat, "maria", until)
    assert chat.handed_back() == {**FORGOTTEN, "focused_debt": "debt"}


def test_where_identity_has_lapsed_no_debt_is_carried_over(chat: Chat) -> None:
    chat.deals.agree(Wish())
    chat.clock.advance(hours=1)
    assert chat.handed_back() == FORGOTTEN


def test_only_the_first_turn_is_told_and_a_replay_of_it_again(chat: Chat) -> None:
    chat.deals.agree(Wish())
    told = chat.handed_back("t1")
    assert chat.slots("t1") == told
    assert chat.slots("t2") == {}
    assert chat.slots("t1") == told


def test_a_second_time_with_people_is_told_again(chat: Chat) -> None:
    chat.handed_back("t1")
    chat.with_ana()
    chat.deals.agree(Wish())
    assert chat.handed_back("t2")["focused_debt"] == "debt"
    assert chat.slots("t3") == {}


def test_who_gave_up_waiting_goes_on_where_they_were(chat: Chat) -> None:
    chat.handed_back("t1")
    now = chat.now()
    with chat.deals.database() as tx:
        chat.ownership.queue(tx, now, Decision(Reason.REQUESTED), {})
    waiting = chat.now()
    with chat.deals.database() as tx:
        chat.ownership.return_to_bot(tx, waiting, BYE, "person")
    assert chat.slots("t2") == {}
