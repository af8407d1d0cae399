"""Every change of owner happens with its event, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Channel, Conversation, Owner
from quita.domain.errors import NotFound, NotOwner
from quita.domain.events import Event
from quita.domain.handoff import Decision, Reason
from quita.services.ownership import Ownership
from tests.adapters.database.samples import MARIA, open_conversation
from tests.conftest import FakeClock

REQUESTED, LIFE_RISK = Decision(Reason.REQUESTED), Decision(Reason.LIFE_RISK)
BYE = {"kind": "text", "text": "Até logo."}
HELLO = {"kind": "text", "text": "Olá, sou a Ana."}


class SomethingElse(Exception):
    """Goes wrong later in a transaction."""


@pytest.fixture
def ownership(database: Database, clock: FakeClock, new_id: Callable[[], str]) -> Ownership:
    return Ownership(database, clock, new_id, "https://quita.example")


class Story:
    """One conversation and what became of it."""

    def __init__(self, database: Database, clock: FakeClock, ownership: Ownership) -> None:
        """Open it."""
        self._database, self._clock, self._ownership = database, clock, ownership
        with database() as tx:
            tx.people.save(MARIA)
            self.id = open_conversation(tx, clock()).id

    def queue(self, decision: Decision = REQUESTED, **context: Any) -> None:
        with self._database() as tx:
            self._ownership.queue(tx, self._get(tx), decision, context)

    def now(self) -> Conversation:
        with self._database() as tx:
            return self._get(tx)

    def events(self) -> list[Event]:
        with self._database() as tx:
            return tx.events.unpublished(self._clock(), 100)

    def kinds(self) -> list[str]:
        return [event.type.removeprefix("quita.handoff.") for event in self.events()]

    def said(self) -> list[tuple[str, str]]:
        with self._database() as tx:
            return [(m.author, m.payload["text"]) for m in tx.outbox.of_conversation(self.id)]

    def trail(self) -> list[tuple[str, str]]:
        with self._database() as tx:
            return [(note["actor"], note["action"]) for note in tx.events.trail(self.id)]

    def _get(self, tx: Any) -> Conversation:
        return tx.conversations.get(self.id)


@pytest.fixture
def story(database: Database, clock: FakeClock, ownership: Ownership) -> Story:
    return Story(database, clock, ownership)


def test_queueing_silences_the_bot_and_tells_of_it_in_one_event(story: Story) -> None:
    story.queue(confidence=0.91)
    now = story.now()
    assert (now.owner, now.handoff_reason, now.priority) == (Owner.QUEUED, "requested", 4)
    [event] = story.events()
    assert event.type == "quita.handoff.requested.v1"
    assert event.subject == story.id
    assert event.data == {
        "conversation": story.id,
        "channel": "whatsapp",
        "protocol": now.protocol,
        "person": None,
        "reason": "requested",
        "priority": 4,
        "rule": "",
        "queue": "geral",
        "because": None,
        "verified": False,
        "language": "pt",
        "ranking": [],
        "summary": {
            "wants": None,
            "verified": False,
            "debts": [],
            "last_offer": None,
            "last_errors": [],
        },
        "reply_window_closes_at": "2026-11-24T15:00:00+00:00",
        "transcript": f"https://quita.example/desk/conversations/{story.id}",
        "confidence": 0.91,
    }


def test_an_event_names_a_verified_person_only_by_a_masked_name(
    story: Story, database: Database, clock: FakeClock
) -> None:
    with database() as tx:
        tx.conversations.set_verified(story.id, "maria", clock.now.replace(hour=16))
    story.queue()
    [event] = story.events()
    assert event.data["person"] == {"id": "maria", "name": "Maria C."}
    assert event.data["verified"] is True


def test_a_web_chat_has_no_reply_window(
    database: Database, clock: FakeClock, ownership: Ownership, story: Story
) -> None:
    with database() as tx:
        chat = open_conversation(tx, clock(), channel=Channel.SMS_LINK)
        ownership.queue(tx, chat, REQUESTED, {})
    [event] = story.events()
    assert event.data["reply_window_closes_at"] is None


def test_a_rollback_leaves_neither_the_owner_nor_the_event(
    story: Story, database: Database, ownership: Ownership
) -> None:
    with pytest.raises(SomethingElse), database() as tx:
        ownership.queue(tx, story._get(tx), REQUESTED, {})
        raise SomethingElse
    assert story.now().owner is Owner.BOT
    assert story.events() == []


def test_a_risk_to_life_raises_a_queued_conversation_and_says_so(story: Story) -> None:
    story.queue()
    story.queue(LIFE_RISK)
    assert (story.now().priority, story.now().handoff_reason) == (0, "life_risk")
    assert [event.data["reason"] for event in story.events()] == ["requested", "life_risk"]


@pytest.mark.parametrize("again", [REQUESTED, Decision(Reason.HARDSHIP)])
def test_a_reason_that_is_no_more_urgent_changes_nothing(story: Story, again: Decision) -> None:
    story.queue(Decision(Reason.HARDSHIP))
    before = story.now()
    story.queue(again)
    assert story.now() == before
    assert story.kinds() == ["requested.v1"]


def test_a_conversation_that_a_human_holds_is_left(story: Story, ownership: Ownership) -> None:
    story.queue()
    ownership.claim(story.id, "ana")
    story.queue(Decision(Reason.FRAUD))
    now = story.now()
    assert (now.owner, now.agent_id, now.priority) == (Owner.HUMAN, "ana", 4)
    assert story.kinds() == ["requested.v1", "accepted.v1"]


def test_a_risk_to_life_alerts_also_while_a_human_holds_the_conversation(
    story: Story, ownership: Ownership
) -> None:
    story.queue()
    ownership.claim(story.id, "ana")
    story.queue(LIFE_RISK)
    now = story.now()
    assert (now.owner, now.agent_id, now.priority) == (Owner.HUMAN, "ana", 0)
    assert story.kinds() == ["requested.v1", "accepted.v1", "requested.v1"]


def test_a_claim_keeps_the_reason_and_is_told_and_audited(
    story: Story, ownership: Ownership
) -> None:
    story.queue(Decision(Reason.FRAUD))
    ownership.claim(story.id, "ana")
    now = story.now()
    assert (now.owner, now.agent_id, now.handoff_reason) == (Owner.HUMAN, "ana", "fraud")
    assert story.events()[-1].data["agent"] == "ana"
    assert story.trail() == [("ana", "claim")]


def test_a_second_claim_by_the_same_agent_changes_nothing(
    story: Story, ownership: Ownership
) -> None:
    story.queue()
    ownership.claim(story.id, "ana")
    ownership.claim(story.id, "ana")
    assert story.kinds() == ["requested.v1", "accepted.v1"]


def test_a_claim_by_another_agent_is_refused(story: Story, ownership: Ownership) -> None:
    story.queue()
    ownership.claim(story.id, "ana")
    with pytest.raises(NotOwner):
        ownership.claim(story.id, "bia")
    assert story.now().agent_id == "ana"


def test_what_is_with_the_bot_cannot_be_claimed(story: Story, ownership: Ownership) -> None:
    with pytest.raises(NotOwner):
        ownership.claim(story.id, "ana")
    assert story.now().owner is Owner.BOT


def test_a_reply_goes_out_once_for_one_key(story: Story, ownership: Ownership) -> None:
    story.queue()
    ownership.claim(story.id, "ana")
    for key in ("k1", "k1", "k2"):
        ownership.reply(story.id, "ana", HELLO, key)
    assert story.said() == [("agent:ana", HELLO["text"])] * 2


@pytest.mark.parametrize("act", ["reply", "give_back", "close"])
@pytest.mark.parametrize("claimed", [True, False])
def test_only_the_owner_acts(story: Story, ownership: Ownership, act: str, claimed: bool) -> None:
    story.queue()
    if claimed:
        ownership.claim(story.id, "ana")
    before = story.now()
    acts: dict[str, Callable[[], None]] = {
        "reply": lambda: ownership.reply(story.id, "bia", HELLO, "k"),
        "give_back": lambda: ownership.give_back(story.id, "bia", BYE),
        "close": lambda: ownership.close(story.id, "bia"),
    }
    with pytest.raises(NotOwner):
        acts[act]()
    assert story.now() == before
    assert story.said() == []


def test_giving_back_clears_the_handoff_and_has_the_bot_say_so(
    story: Story, ownership: Ownership, database: Database
) -> None:
    with database() as tx:
        tx.conversations.set_misunderstandings(story.id, 2)
    story.queue(Decision(Reason.LOW_CONFIDENCE))
    ownership.claim(story.id, "ana")
    ownership.give_back(story.id, "ana", BYE)
    now = story.now()
    assert (now.owner, now.agent_id, now.handoff_reason) == (Owner.BOT, None, None)
    assert (now.priority, now.misunderstandings) == (0, 0)
    assert story.said() == [("bot", BYE["text"])]
    assert story.events()[-1].type == "quita.handoff.returned.v1"
    assert story.events()[-1].data["by"] == "agent:ana"
    assert story.trail() == [("ana", "claim"), ("agent:ana", "return")]


def test_after_giving_back_it_can_be_queued_again_and_says_so_again(
    story: Story, ownership: Ownership
) -> None:
    for _ in range(2):
        story.queue()
        ownership.claim(story.id, "ana")
        ownership.give_back(story.id, "ana", BYE)
    assert len(story.said()) == 2
    assert story.kinds() == ["requested.v1", "accepted.v1", "returned.v1"] * 2


def test_closing_ends_it_for_good(story: Story, ownership: Ownership) -> None:
    story.queue()
    ownership.claim(story.id, "ana")
    ownership.close(story.id, "ana")
    assert story.now().owner is Owner.CLOSED
    assert story.kinds()[-1] == "closed.v1"
    assert story.trail()[-1] == ("ana", "close")
    with pytest.raises(NotOwner):
        ownership.reply(story.id, "ana", HELLO, "k")


def test_an_unknown_conversation_is_not_found(ownership: Ownership, story: Story) -> None:
    with pytest.raises(NotFound):
        ownership.claim("nenhuma", "ana")
    with pytest.raises(NotFound):
        ownership.reply("nenhuma", "ana", HELLO, "k")
