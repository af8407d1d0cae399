"""Tests of the bot's turns: what is said, and what is written with it."""

from __future__ import annotations

import pytest

from quita.domain.conversation import Owner
from quita.domain.events import HANDOFF_REQUESTED
from quita.domain.handoff import FALLBACK_INTENT, Reason
from quita.domain.records import Case
from quita.services.turn_text import turn_text
from tests.builders import draft, press
from tests.services.turn_world import URL, WORKER, EngineDown, World


async def test_the_first_answer_begins_with_the_greeting_and_the_next_does_not(
    world: World,
) -> None:
    first = await world.hears("oi")
    protocol = world.conversation().protocol
    assert first == [f"utter_first_greeting {URL}/privacidade {protocol}", "re: oi"]
    assert await world.hears("e aí") == ["re: e aí"]
    assert world.outcomes() == ["answered", "answered"]


async def test_the_greeting_comes_before_a_handoff_too(world: World) -> None:
    greeting, handoff = await world.hears("quero um atendente")
    assert greeting.startswith("utter_first_greeting")
    assert handoff.startswith("utter_handoff_requested")


async def test_a_risk_to_life_gets_the_caring_words_alone(world: World) -> None:
    (said,) = await world.hears("quero morrer")
    assert said.startswith("utter_handoff_life_risk")
    assert world.dialogue.answered == []
    assert world.conversation().priority == 0
    (event,) = world.events(HANDOFF_REQUESTED)
    assert (event["reason"], event["priority"]) == ("life_risk", 0)


async def test_messages_of_one_turn_are_understood_together(met: World) -> None:
    said = await met.takes(draft(met.clock(), "quero"), draft(met.clock(), "pagar"))
    assert said == ["re: quero\npagar"]


async def test_the_first_misunderstanding_asks_again_and_the_second_in_a_row_hands_over(
    met: World,
) -> None:
    assert await met.hears("blá") == ["re: blá"]
    assert met.conversation().misunderstandings == 1
    assert met.conversation().owner is Owner.BOT
    (said,) = await met.hears("blé")
    assert said.startswith("utter_handoff_low_confidence")
    assert met.conversation().owner is Owner.QUEUED
    (event,) = met.events(HANDOFF_REQUESTED)
    assert event["reason"] == "low_confidence"
    assert event["confidence"] == 0.5
    assert event["ranking"] == [[FALLBACK_INTENT, 0.5], ["other", 0.25]]
    assert event["conversation"] == met.conversation().id


async def test_a_message_that_is_understood_between_two_that_are_not_counts_anew(
    met: World,
) -> None:
    for text in ("blá", "oi", "blá"):
        await met.hears(text)
    assert met.conversation().owner is Owner.BOT
    assert met.conversation().misunderstandings == 1


async def test_what_the_actions_ask_for_hands_over_after_what_they_said(met: World) -> None:
    case, handoff = await met.hears("isso é golpe")
    assert case == "re: isso é golpe"
    assert handoff.startswith("utter_handoff_fraud")
    assert met.conversation().owner is Owner.QUEUED
    assert met.conversation().handoff_reason == "fraud"
    assert met.conversation().priority == 1


async def test_the_owner_changes_with_its_event_or_not_at_all(world: World) -> None:
    claimed = world.claim(draft(world.clock(), "quero um atendente"))
    world.ids.broken = True
    with pytest.raises(EngineDown):
        await world.runner.run(claimed, WORKER)
    assert world.conversation().owner is Owner.BOT
    assert world.said() == []
    world.ids.broken = False
    world.clock.advance(seconds=2)
    assert await world.runner.run(world.claim(), WORKER)
    assert world.conversation().owner is Owner.QUEUED
    assert len(world.events(HANDOFF_REQUESTED)) == 1
    assert len(world.said()) == 2


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (["image"], ["utter_media_file"]),
        (["document"], ["utter_media_file"]),
        (["image", "image", "audio"], ["utter_media_file"]),
        (["audio"], ["utter_media_voice"]),
        (["voice"], ["utter_media_voice"]),
        (["sticker"], ["utter_media_other"]),
        (["video"], ["utter_media_other"]),
        (["location"], ["utter_media_other"]),
        (["contacts"], ["utter_media_other"]),
        (["unsupported"], ["utter_media_other"]),
        (["reaction"], []),
        (["revoke"], []),
        (["reaction", "sticker"], ["utter_media_other"]),
    ],
)
async def test_what_cannot_be_read_is_answered_kindly(
    met: World, kinds: list[str], said: list[str]
) -> None:
    assert await met.takes(*(draft(met.clock(), None, kind=kind) for kind in kinds)) == said
    assert met.conversation().owner is Owner.BOT
    assert met.dialogue.understood == ["oi"]


@pytest.mark.parametrize(
    ("kind", "said"), [("image", "utter_media_file"), ("voice", "utter_media_voice")]
)
async def test_an_open_question_is_asked_again_after_what_cannot_be_read(
    met: World, kind: str, said: str
) -> None:
    met.dialogue.question = "os 3 primeiros números do seu CPF?"
    answer = await met.takes(draft(met.clock(), None, kind=kind))
    assert answer == [said, "os 3 primeiros números do seu CPF?"]


async def test_an_emoji_on_a_message_repeats_no_question(met: World) -> None:
    met.dialogue.question = "os 3 primeiros números do seu CPF?"
    assert await met.takes(draft(met.clock(), "👍", kind="reaction")) == []


async def test_no_cheerful_greeting_goes_before_fraud_and_who_speaks_comes_last(
    world: World,
) -> None:
    case, handoff, notice = await world.hears("isso é golpe")
    assert case == "re: isso é golpe"
    assert handoff.startswith("utter_handoff_fraud")
    assert notice == f"utter_first_notice {URL}/privacidade"


async def test_one_protocol_number_is_enough_for_a_first_answer(world: World) -> None:
    greeting, handoff = await world.hears("quero um atendente")
    protocol = world.conversation().protocol
    assert protocol not in greeting
    assert protocol in handoff


async def test_a_case_that_gave_its_number_is_followed_by_no_other(met: World) -> None:
    chat, kind, number = met.conversation().id, "ask_settlement_letter", "2026112300000007"
    met.dialogue.asks_for[kind] = Reason.REQUESTED
    met.dialogue.intents[f"registrado em {number}"] = kind
    with met.database() as tx:
        tx.cases.add(Case("case", number, kind, chat, None, None, met.clock()), "t1")
    registered, told = await met.hears(f"registrado em {number}")
    assert registered == f"re: registrado em {number}"
    assert told.startswith("utter_person_goes_on\n")
    assert met.conversation().protocol not in told


async def test_the_second_voice_note_in_a_row_hands_over(met: World) -> None:
    await met.takes(draft(met.clock(), None, kind="voice"))
    (said,) = await met.takes(draft(met.clock(), None, kind="audio"))
    assert said.startswith("utter_handoff_unsupported_media")
    assert met.conversation().handoff_reason == "unsupported_media"


async def test_words_between_two_voice_notes_begin_the_count_again(met: World) -> None:
    await met.takes(draft(met.clock(), None, kind="voice"))
    await met.hears("desculpa, vou escrever")
    assert await met.takes(draft(met.clock(), None, kind="voice")) == ["utter_media_voice"]


async def test_a_caption_is_what_the_person_wrote(met: World) -> None:
    assert await met.hears("meu comprovante", kind="image") == ["re: meu comprovante"]


async def test_an_emoji_put_on_a_message_is_no_message(met: World) -> None:
    assert await met.hears("👍", kind="reaction") == []
    assert met.outcomes()[1:] == ["silence"]


async def test_what_cannot_be_read_stays_unanswered_in_the_queue(queued: World) -> None:
    for kind in ("voice", "audio", "image"):
        assert await queued.takes(draft(queued.clock(), None, kind=kind)) == []
    assert queued.conversation().handoff_reason == "requested"


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("/request_human", "request_human"),
        ("  /request_human", "request_human"),
        ("//request_human", "request_human"),
        ("/ / \n /restart", "restart"),
        ("\u2003/restart", "restart"),
        ("oi /restart", "oi /restart"),
    ],
)
async def test_typed_text_is_never_a_command(met: World, typed: str, heard: str) -> None:
    assert await met.hears(typed) == [f"re: {heard}"]
    assert met.conversation().owner is Owner.BOT


async def test_a_second_line_is_no_command_either(met: World) -> None:
    said = await met.takes(draft(met.clock(), "/"), draft(met.clock(), "/request_human"))
    assert said == ["re: request_human"]


async def test_the_title_of_a_pressed_button_is_no_command(met: World) -> None:
    pressed = press(met.clock(), "plain-id", title="/request_human")
    assert await met.takes(pressed) == ["re: request_human"]


async def test_a_pressed_button_says_its_id(met: World) -> None:
    assert await met.takes(press(met.clock(), "/accept_offer#42", "Aceito")) == [
        "re: /accept_offer#42"
    ]
    (said,) = await met.takes(press(met.clock(), "/request_human", "Falar com pessoa"))
    assert said.startswith("utter_handoff_requested")


async def test_words_typed_beside_a_press_get_an_answer_of_their_own(met: World) -> None:
    met.inbox.receive(
        [
            draft(met.clock(), "pera"),
            press(met.clock(), "/negotiate", "Ver propostas"),
            draft(met.clock(), "quero morrer"),
        ]
    )
    for _ in range(3):
        assert await met.runner.run(met.claim(), WORKER)
    assert met.said()[2:4] == ["re: pera", "re: /negotiate"]
    assert met.said()[4].startswith("utter_handoff_life_risk")


def test_a_turn_without_a_word_has_no_text() -> None:
    assert turn_text(()) is None


async def test_slashes_and_blanks_alone_are_no_words(met: World) -> None:
    assert await met.hears(" // ") == ["utter_media_other"]
