"""Tests of turns in another language: answered in it once, and offered a human."""

from __future__ import annotations

import pytest

from quita.domain.conversation import Owner
from quita.domain.events import HANDOFF_REQUESTED
from quita.domain.handoff import FALLBACK_INTENT
from tests.builders import press
from tests.services.turn_world import World

SPANISH, ENGLISH = "no entiendo, hablas español?", "I don't speak Portuguese"


@pytest.mark.parametrize(("text", "language"), [(SPANISH, "es"), (ENGLISH, "en")])
async def test_another_language_is_answered_in_it_and_is_no_misunderstanding(
    met: World, text: str, language: str
) -> None:
    met.dialogue.intents[text] = FALLBACK_INTENT
    await met.hears("blá")
    assert await met.hears(text) == [f"utter_language_{language}"]
    assert met.conversation().misunderstandings == 1
    assert met.conversation().owner is Owner.BOT


async def test_the_handoff_that_was_offered_is_in_that_language_and_its_event_says_so(
    met: World,
) -> None:
    await met.hears(SPANISH)
    pressed = press(met.clock(), "/request_human", "Hablar con persona")
    (said,) = await met.takes(pressed)
    assert said.startswith("utter_language_es_handoff")
    (event,) = met.events(HANDOFF_REQUESTED)
    assert (event["reason"], event["language"]) == ("requested", "es")


async def test_it_is_answered_once_and_what_is_understood_later_as_usual(met: World) -> None:
    await met.hears(SPANISH)
    assert await met.hears(SPANISH) == [f"re: {SPANISH}"]


async def test_who_goes_on_in_it_and_is_not_understood_gets_a_person_at_once(met: World) -> None:
    met.dialogue.intents[ENGLISH] = FALLBACK_INTENT
    await met.hears(ENGLISH)
    (said,) = await met.hears(ENGLISH)
    assert said.startswith("utter_language_en_handoff")
    (event,) = met.events(HANDOFF_REQUESTED)
    assert (event["reason"], event["language"]) == ("requested", "en")


async def test_who_asks_for_a_person_or_is_at_risk_in_it_is_not_held_up(met: World) -> None:
    met.dialogue.intents["quiero hablar con una persona"] = "request_human"
    (said,) = await met.hears("quiero hablar con una persona")
    assert said.startswith("utter_language_es_handoff")
    met.dialogue.intents["ya no quiero vivir, no puedo mas"] = "life_risk"
    (said,) = await met.hears("ya no quiero vivir, no puedo mas")
    assert said.startswith("utter_handoff_life_risk")


async def test_a_handoff_of_who_writes_portuguese_says_so(met: World) -> None:
    await met.hears("quero um atendente")
    (event,) = met.events(HANDOFF_REQUESTED)
    assert event["language"] == "pt"


async def test_a_risk_to_life_says_its_language_too(met: World) -> None:
    met.dialogue.intents["me voy a matar"] = "life_risk"
    await met.hears("me voy a matar")
    (event,) = met.events(HANDOFF_REQUESTED)
    assert (event["reason"], event["language"]) == ("life_risk", "es")
