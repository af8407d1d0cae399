"""Tests of opt-outs within turns: kept whoever answers, and whether or not an engine does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quita.domain.conversation import Owner
from quita.domain.events import CONTACT_SUPPRESSED, HANDOFF_REQUESTED
from quita.domain.follow_up import Consent, Source
from quita.domain.handoff import Reason
from quita.domain.records import InboundDraft
from quita.services.contact import OPT_OUT
from tests.builders import draft
from tests.services.turn_world import WORKER, EngineDown, World

SAID = "utter_stop_contact"


def stop_button(world: World) -> InboundDraft:
    press = {"kind": "button_reply", "payload_id": "/stop_contact"}
    return draft(world.clock(), "Parar mensagens", **press)


def undo_button(world: World) -> InboundDraft:
    press = {"kind": "button_reply", "payload_id": "/deny#undo_stop"}
    return draft(world.clock(), "Foi engano", **press)


def suppressed(world: World) -> bool:
    address_id = world.conversation().address_id
    with world.database() as tx:
        return tx.people.suppressed(address_id, OPT_OUT)


def words(world: World) -> list[Consent]:
    """Give every yes and no at the address, oldest first."""
    address_id = world.conversation().address_id
    with world.database() as tx:
        said = [tx.contacts.words_at([address_id], one) for one in Source]
    return sorted((word for some in said for word in some), key=lambda word: word.at)


def told(world: World) -> list[tuple[Source, bool, str]]:
    return [(word.source, word.given, word.words) for word in words(world)]


@pytest.fixture(params=[Owner.QUEUED, Owner.HUMAN])
async def waiting(request: pytest.FixtureRequest, queued: World) -> World:
    """A conversation in which the bot is silent."""
    if request.param is Owner.HUMAN:
        queued.ownership.claim(queued.conversation().id, "ana")
    return queued


async def test_while_a_person_answers_an_opt_out_is_confirmed_once(waiting: World) -> None:
    assert await waiting.hears("parem de me escrever") == [SAID]
    waiting.clock.advance(seconds=5)
    assert await waiting.hears("parem de me escrever") == []
    assert suppressed(waiting)
    assert [event["reason"] for event in waiting.events(CONTACT_SUPPRESSED)] == ["opt_out"]
    assert told(waiting) == [(Source.WORDS, False, "parem de me escrever")]


async def test_while_a_person_answers_the_button_is_kept_with_its_title(waiting: World) -> None:
    assert await waiting.takes(stop_button(waiting)) == [SAID]
    assert told(waiting) == [(Source.BUTTON, False, "Parar mensagens")]
    assert waiting.conversation().owner is not Owner.BOT


async def test_while_a_person_answers_an_opt_out_may_be_taken_back_and_said_anew(
    waiting: World,
) -> None:
    await waiting.takes(stop_button(waiting))
    waiting.clock.advance(seconds=5)
    assert await waiting.takes(undo_button(waiting)) == ["utter_stop_undone"]
    assert not suppressed(waiting)
    assert told(waiting)[1:] == [(Source.BUTTON, True, "Foi engano")]
    waiting.clock.advance(seconds=5)
    assert await waiting.hears("SAIR") == [SAID]
    assert suppressed(waiting)


async def test_while_a_person_answers_no_engine_is_needed(waiting: World) -> None:
    waiting.dialogue.failures = 9
    assert await waiting.hears("Parar!") == [SAID]
    assert told(waiting) == [(Source.WORDS, False, "Parar!")]


async def test_the_bare_word_is_kept_when_it_is_stored(met: World) -> None:
    met.inbox.receive([draft(met.clock(), "SAIR")])
    assert suppressed(met)
    assert told(met) == [(Source.WORDS, False, "SAIR")]


async def test_the_button_is_kept_with_its_title_when_it_is_stored(met: World) -> None:
    met.inbox.receive([stop_button(met)])
    assert told(met) == [(Source.BUTTON, False, "Parar mensagens")]


async def test_the_bare_word_is_understood_without_a_guess(met: World) -> None:
    assert await met.hears("stop") == ["re: /stop_contact"]
    assert told(met) == [(Source.WORDS, False, "stop")]


@pytest.mark.parametrize("text", ["para", "cancela", "não", "quero sair dessa"])
async def test_what_may_be_an_answer_is_left_to_the_engine(met: World, text: str) -> None:
    assert await met.hears(text) == [f"re: {text}"]
    assert not suppressed(met)


async def test_with_the_engine_down_the_bare_word_counts_and_is_confirmed_at_last(
    met: World,
) -> None:
    met.dialogue.failures = 9
    claimed = met.claim(draft(met.clock(), "SAIR"))
    for _ in range(3):
        with pytest.raises(EngineDown):
            await met.runner.run(claimed, WORKER)
        assert suppressed(met)
        met.clock.advance(seconds=10)
        again = met.inbox.claim(WORKER)
        assert again is not None
        claimed = again
    before = len(met.said())
    assert await met.runner.run(claimed, WORKER)
    assert met.said()[before:] == [SAID]
    assert met.conversation().owner is Owner.BOT
    assert met.events(HANDOFF_REQUESTED) == []


async def test_among_other_words_the_bare_word_counts_and_is_confirmed_beside_the_answer(
    met: World,
) -> None:
    now = met.clock()
    said = await met.takes(draft(now, "quanto devo?"), draft(now + timedelta(seconds=1), "SAIR"))
    assert said == ["re: quanto devo?\nSAIR", SAID]
    assert suppressed(met)


async def test_a_risk_to_life_beside_the_bare_word_is_met_with_care_alone(met: World) -> None:
    now = met.clock()
    met.dialogue.intents["quero morrer\nSAIR"] = "life_risk"
    said = await met.takes(draft(now, "quero morrer"), draft(now + timedelta(seconds=1), "SAIR"))
    assert [one.split()[0] for one in said] == ["utter_handoff_life_risk"]
    assert met.conversation().handoff_reason == Reason.LIFE_RISK.value
    assert suppressed(met)


async def test_an_opt_out_is_confirmed_also_where_a_person_takes_over_meanwhile(
    met: World,
) -> None:
    def taken() -> None:
        met.queue()
        met.ownership.claim(met.conversation().id, "ana")

    met.dialogue.in_between = taken
    assert await met.hears("SAIR") == [SAID]


async def test_what_was_taken_back_before_is_done_before_the_next_opt_out(met: World) -> None:
    await met.takes(stop_button(met))
    met.clock.advance(seconds=5)
    met.inbox.receive([undo_button(met), stop_button(met)])
    for _ in range(2):
        claimed = met.inbox.claim(WORKER)
        assert claimed is not None
        assert await met.runner.run(claimed, WORKER)
        met.clock.advance(seconds=5)
    assert suppressed(met)
