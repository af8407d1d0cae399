"""The bot never speaks while a person has the conversation, whatever happens in between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Owner
from quita.domain.handoff import Decision, Pattern, Reason, Rules
from quita.domain.handoff_records import TurnNote
from quita.domain.queues import HandoffBook
from tests.builders import draft
from tests.conftest import FakeClock
from tests.services.turn_world import World, make_world

BYE = {"kind": "text", "text": "Até logo."}


async def test_after_a_restart_it_is_as_silent_as_before(
    with_human: World, database: Database, clock: FakeClock, new_id: Callable[[], str]
) -> None:
    restarted = make_world(database, clock, new_id)
    assert await restarted.hears("quanto devo?") == []
    assert restarted.dialogue.answered == []
    assert restarted.conversation().agent_id == "ana"


async def test_after_any_session_would_have_expired_it_is_still_silent(with_human: World) -> None:
    for days in (1, 30, 365):
        with_human.clock.advance(days=days)
        assert await with_human.hears("alguém aí?") == []
    assert with_human.dialogue.answered == ["oi"]
    assert with_human.conversation().owner is Owner.HUMAN


async def test_a_turn_that_a_crash_left_undone_is_silent_once_a_person_has_it(met: World) -> None:
    met.inbox.receive([draft(met.clock(), "quanto devo?")])
    assert met.inbox.claim("dead") is not None
    met.queue()
    met.ownership.claim(met.conversation().id, "ana")
    met.clock.advance(seconds=61)
    claimed = met.inbox.claim("alive")
    assert claimed is not None
    before = met.said()
    assert await met.runner.run(claimed, "alive")
    assert met.said() == before


async def test_what_the_bot_thought_of_while_a_person_took_over_is_not_said(met: World) -> None:
    def taken() -> None:
        met.queue(Reason.FRAUD)
        met.ownership.claim(met.conversation().id, "ana")

    met.dialogue.in_between = taken
    assert await met.hears("quanto devo?") == []
    assert met.conversation().owner is Owner.HUMAN


async def test_handed_back_it_answers_again(with_human: World) -> None:
    with_human.ownership.give_back(with_human.conversation().id, "ana", BYE)
    assert await with_human.hears("quanto devo?") == ["re: quanto devo?"]


async def test_a_first_message_of_despair_gets_the_protocol_once_there_is_time(
    world: World,
) -> None:
    (caring,) = await world.hears("quero morrer")
    assert world.conversation().protocol not in caring.split()
    one = world.conversation()
    with world.database() as tx:
        world.ownership.return_to_bot(tx, one, BYE, "person")
    world.clock.advance(seconds=5)
    greeting, _ = await world.hears("oi")
    assert world.conversation().protocol in greeting


async def test_every_turn_leaves_what_it_was_understood_as_and_which_rule_decided(
    met: World,
) -> None:
    await met.hears("quero um atendente")
    chat = met.conversation().id
    with met.database() as tx:
        *_, note = tx.turn_notes.of_conversation(chat)
    assert isinstance(note, TurnNote)
    assert (note.intent, note.confidence) == ("request_human", 0.5)
    assert (note.rule, note.reason) == ("intent:request_human", "requested")


async def test_the_same_complaint_three_times_is_a_matter_for_people(
    world: World,
) -> None:
    pattern = Pattern(("complain", "complain", "complain"), Reason.ABUSE)
    world.ownership.book = HandoffBook(Rules(sequences=(pattern,)))
    world.dialogue.intents |= {"droga": "complain", "droga!": "complain", "lixo": "complain"}
    for text in ("droga", "droga!"):
        await world.hears(text)
        assert world.conversation().owner is Owner.BOT
        world.clock.advance(seconds=1)
    await world.hears("lixo")
    assert world.conversation().handoff_reason == "abuse"


def test_a_lapse_of_time_alone_hands_nothing_back(with_human: World) -> None:
    with_human.clock.now += timedelta(days=400)
    assert with_human.inbox.claim("w") is None
    held = with_human.conversation()
    assert held.owner is Owner.HUMAN
    with with_human.database() as tx:
        with_human.ownership.queue(tx, held, Decision(Reason.LIFE_RISK), {})
    assert with_human.conversation().agent_id == "ana"
