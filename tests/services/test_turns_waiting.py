"""Tests of turns while a conversation waits for a human or is with one: the bot is silent."""

from __future__ import annotations

import pytest

from quita.domain.conversation import Owner
from quita.domain.events import HANDOFF_REQUESTED, HANDOFF_RETURNED
from quita.domain.handoff import Reason
from quita.services.turn_text import wants_bot_back
from tests.builders import draft
from tests.services.turn_world import World


async def test_once_queued_the_bot_is_silent_and_says_so_in_the_turn(met: World) -> None:
    await met.hears("quero um atendente")
    for text in ("alô?", "quero um atendente", "blá", "blé", "isso é golpe"):
        assert await met.hears(text) == []
        met.clock.advance(seconds=1)
    assert met.outcomes()[2:] == ["silence"] * 5
    assert len(met.events(HANDOFF_REQUESTED)) == 1
    assert met.conversation().misunderstandings == 0
    assert met.dialogue.answered == ["oi"]


async def test_a_risk_to_life_in_the_queue_goes_first_and_gets_the_caring_words(
    queued: World,
) -> None:
    assert queued.conversation().priority == 4
    (said,) = await queued.hears("quero morrer")
    assert said.startswith("utter_handoff_life_risk")
    assert queued.conversation().priority == 0
    assert queued.conversation().owner is Owner.QUEUED
    assert [event["reason"] for event in queued.events(HANDOFF_REQUESTED)] == [
        "requested",
        "life_risk",
    ]


async def test_a_risk_to_life_with_a_human_gets_the_caring_words_and_stays_there(
    with_human: World,
) -> None:
    (said,) = await with_human.hears("quero morrer")
    assert said.startswith("utter_handoff_life_risk")
    assert with_human.conversation().owner is Owner.HUMAN
    assert with_human.conversation().agent_id == "ana"


async def test_with_a_human_the_bot_is_silent(with_human: World) -> None:
    assert await with_human.hears("oi, ana") == []
    assert await with_human.hears("voltar ao robô") == []
    assert with_human.conversation().owner is Owner.HUMAN


@pytest.mark.parametrize(
    ("text", "pressed"),
    [("voltar ao robô", None), ("quero voltar pro robo pfv", None), ("Voltar", "/back_to_bot")],
)
async def test_a_waiting_person_may_go_back_to_the_bot(
    queued: World, text: str, pressed: str | None
) -> None:
    message = draft(queued.clock(), text, payload_id=pressed)
    assert await queued.takes(message) == ["utter_back_to_bot"]
    assert queued.conversation().owner is Owner.BOT
    assert [event["by"] for event in queued.events(HANDOFF_RETURNED)] == ["person"]
    assert await queued.hears("quanto devo?") == ["re: quanto devo?"]


async def test_a_risk_to_life_goes_before_the_wish_to_go_back(queued: World) -> None:
    text = "voltar ao robô"
    queued.dialogue.intents[text] = "life_risk"
    (said,) = await queued.hears(text)
    assert said.startswith("utter_handoff_life_risk")
    assert queued.conversation().owner is Owner.QUEUED


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("voltar ao robô", True),
        ("Voltar ao robo", True),
        ("volta pro robô", True),
        ("quero voltar para o robô", True),
        ("posso voltar pra o robo?", True),
        ("não aguento esperar, volta ao robô", True),
        ("não quero voltar ao robô", False),
        ("nao volta pro robo nao", False),
        ("nunca mais volto ao robô", False),
        ("o robô não volta?", False),
        ("robô", False),
        ("voltar", False),
    ],
)
def test_going_back_is_asked_for_in_words(text: str, wants: bool) -> None:
    assert wants_bot_back(text) is wants


async def test_after_the_caring_words_the_next_message_gets_one_sober_line(met: World) -> None:
    await met.hears("quero morrer")
    assert await met.hears("ninguem se importa") == ["utter_life_risk_waiting"]
    assert await met.hears("oi?") == []
    assert met.conversation().owner is Owner.QUEUED
    assert len(met.events(HANDOFF_REQUESTED)) == 1


async def test_a_new_sign_of_risk_is_never_met_with_silence(met: World) -> None:
    await met.hears("quero morrer")
    assert await met.hears("quero morrer") == ["utter_life_risk_waiting"]
    for _ in range(2):
        (said,) = await met.hears("quero morrer")
        assert said.startswith("utter_handoff_life_risk")


async def test_a_person_who_attends_to_a_risk_is_not_talked_over(met: World) -> None:
    await met.hears("quero morrer")
    met.ownership.claim(met.conversation().id, "ana")
    assert await met.hears("ninguem se importa") == []


@pytest.mark.parametrize("caption", [None, "segue o comprovante"])
async def test_a_receipt_that_was_asked_for_is_acknowledged_in_the_queue(
    met: World, caption: str | None
) -> None:
    met.queue(Reason.RECEIPT)
    photo = draft(met.clock(), caption, kind="image")
    assert await met.takes(photo) == ["utter_receipt_received"]
    assert met.conversation().owner is Owner.QUEUED


async def test_a_risk_to_life_written_under_a_receipt_is_heard(met: World) -> None:
    met.queue(Reason.RECEIPT)
    (said,) = await met.takes(draft(met.clock(), "quero morrer", kind="image"))
    assert said.startswith("utter_handoff_life_risk")
    assert met.conversation().priority == 0


async def test_who_is_at_risk_and_sends_a_picture_is_not_met_with_silence(met: World) -> None:
    await met.hears("quero morrer")
    photo = draft(met.clock(), None, kind="image")
    assert await met.takes(photo) == ["utter_life_risk_waiting"]


async def test_who_is_at_risk_may_have_the_messages_stopped_or_go_back(met: World) -> None:
    await met.hears("quero morrer")
    assert await met.hears("parem de me escrever") == ["utter_life_risk_waiting"]
    assert await met.hears("parem de me escrever") == []
    assert await met.hears("voltar ao robô") == ["utter_back_to_bot"]


async def test_a_photo_that_nobody_asked_for_is_left_to_the_person_who_comes(
    queued: World,
) -> None:
    assert await queued.takes(draft(queued.clock(), None, kind="image")) == []
