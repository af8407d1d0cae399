"""Tests of turns that fail, are run twice, or are overtaken."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quita.domain.conversation import Owner
from quita.domain.errors import Unanswered
from quita.domain.events import HANDOFF_REQUESTED
from quita.domain.handoff import Decision, Reason
from quita.services.inbox import Timing
from tests.builders import draft
from tests.services.turn_world import WORKER, EngineDown, World


async def test_a_failing_engine_puts_the_turn_back_and_nothing_is_said(met: World) -> None:
    met.dialogue.failures = 1
    claimed = met.claim(draft(met.clock(), "quanto devo?"))
    with pytest.raises(EngineDown):
        await met.runner.run(claimed, WORKER)
    assert len(met.said()) == 2
    assert met.inbox.claim(WORKER) is None
    met.clock.advance(seconds=2)
    again = met.claim()
    assert (again.turn.id, again.turn.attempts) == (claimed.turn.id, 2)
    assert await met.runner.run(again, WORKER)
    assert met.said()[2:] == ["re: quanto devo?"]


async def fail_three_times(world: World) -> None:
    """Let the engine fail on the next turn until the runner gives it up."""
    world.dialogue.failures = 3
    world.inbox.receive([draft(world.clock(), "quanto devo?")])
    for _ in range(3):
        with pytest.raises(EngineDown):
            await world.runner.run(world.claim(), WORKER)
        world.clock.advance(seconds=2)
    assert await world.runner.run(world.claim(), WORKER)


async def test_after_the_third_failure_a_human_takes_over(met: World) -> None:
    await fail_three_times(met)
    assert met.said()[2].startswith("utter_handoff_system_failure")
    assert met.conversation().owner is Owner.QUEUED
    assert [event["reason"] for event in met.events(HANDOFF_REQUESTED)] == ["system_failure"]
    assert met.inbox.claim(WORKER) is None


async def test_a_dialogue_that_ends_without_a_word_is_tried_again_and_then_handed_over(
    met: World,
) -> None:
    met.dialogue.silent = True
    met.inbox.receive([draft(met.clock(), "quanto eu devo?")])
    for _ in range(3):
        with pytest.raises(Unanswered):
            await met.runner.run(met.claim(), WORKER)
        met.clock.advance(seconds=2)
    assert await met.runner.run(met.claim(), WORKER)
    assert met.said()[-1].startswith("utter_handoff_system_failure")


async def test_a_failure_in_the_queue_is_not_spoken_of_and_makes_it_more_urgent(
    queued: World,
) -> None:
    await fail_three_times(queued)
    assert len(queued.said()) == 2
    assert queued.conversation().priority == Decision(Reason.SYSTEM_FAILURE).priority


async def test_a_failure_with_a_human_leaves_them_alone(with_human: World) -> None:
    await fail_three_times(with_human)
    assert len(with_human.said()) == 2
    assert with_human.conversation().owner is Owner.HUMAN
    assert with_human.conversation().handoff_reason == "requested"


async def test_who_lost_the_lease_writes_nothing(met: World) -> None:
    slow = met.claim(draft(met.clock(), "quero um atendente"))
    met.clock.advance(seconds=61)
    fast = met.claim(worker="w2")
    assert fast.turn.id == slow.turn.id
    assert not await met.runner.run(slow, WORKER)
    assert len(met.said()) == 2
    assert met.conversation().owner is Owner.BOT
    assert met.events(HANDOFF_REQUESTED) == []
    assert await met.runner.run(fast, "w2")
    assert met.conversation().owner is Owner.QUEUED


async def test_who_lost_the_lease_on_the_last_attempt_writes_nothing_either(met: World) -> None:
    met.inbox.receive([draft(met.clock(), "oi de novo")])
    for worker in ("w1", "w2", "w3", "w4", "w5"):
        claimed = met.inbox.claim(worker)
        met.clock.advance(seconds=61)
        if worker == "w4":
            slow = claimed
    assert slow is not None and slow.turn.attempts == 4
    assert not await met.runner.run(slow, "w4")
    assert met.conversation().owner is Owner.BOT


async def test_the_same_turn_run_twice_is_answered_once(met: World) -> None:
    claimed = met.claim(draft(met.clock(), "quero um atendente"))
    assert await met.runner.run(claimed, WORKER)
    assert not await met.runner.run(claimed, WORKER)
    assert len(met.said()) == 3
    assert len(met.events(HANDOFF_REQUESTED)) == 1


async def test_a_turn_answered_by_a_process_that_died_before_its_end_is_answered_once(
    met: World,
) -> None:
    claimed = met.claim(draft(met.clock(), "quanto devo?"))
    met.dialogue.failures = 0
    with met.database() as tx:  # as far as a first run may have got, had its end been lost
        payload = {"kind": "text", "text": "re: quanto devo?"}
        tx.outbox.add(claimed.conversation.id, payload, "bot", f"{claimed.turn.id}:0", met.clock())
    assert await met.runner.run(claimed, WORKER)
    assert met.said()[2:] == ["re: quanto devo?"]


async def test_what_arrives_meanwhile_is_due_when_the_turn_ends(met: World) -> None:
    claimed = met.claim(draft(met.clock(), "oi de novo"))
    met.dialogue.in_between = lambda: met.inbox.receive([draft(met.clock(), "e outra coisa")])
    assert await met.runner.run(claimed, WORKER)
    met.dialogue.in_between = lambda: None
    assert await met.runner.run(met.claim(), WORKER)
    assert met.said()[2:] == ["re: oi de novo", "re: e outra coisa"]


async def test_what_arrives_meanwhile_waits_for_its_own_typing_window(met: World) -> None:
    met.inbox.timing = Timing(timedelta(seconds=2), timedelta(seconds=60))
    claimed = met.claim_after(timedelta(seconds=2), draft(met.clock(), "oi de novo"))

    def two_messages_out_of_order() -> None:
        met.inbox.receive([draft(met.clock(), "sent last, here first")])
        met.inbox.receive([draft(met.clock.advance(seconds=1) - timedelta(minutes=1), "late")])

    met.dialogue.in_between = two_messages_out_of_order
    assert await met.runner.run(claimed, WORKER)
    met.clock.advance(seconds=1.9)
    assert met.inbox.claim(WORKER) is None
    met.clock.advance(seconds=0.1)
    assert met.inbox.claim(WORKER) is not None


async def test_an_agent_who_takes_over_meanwhile_is_not_talked_over(queued: World) -> None:
    claimed = queued.claim(draft(queued.clock(), "voltar ao robô"))
    queued.ownership.claim(queued.conversation().id, "ana")
    assert await queued.runner.run(claimed, WORKER)
    assert len(queued.said()) == 2
    assert queued.conversation().owner is Owner.HUMAN
