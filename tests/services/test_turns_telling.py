"""What a turn adds for the person it proved: news that waited; and what a risk to life silences."""

from __future__ import annotations

from quita.domain.contact_policy import Silence
from quita.domain.follow_up import News
from quita.services.contact import LIFE_RISK
from tests.builders import MARIA, save_person
from tests.services.turn_world import World


def prove(world: World) -> None:
    """Verify Maria in the conversation, with news that waits for her."""
    chat, now = world.conversation(), world.clock()
    with world.database() as tx:
        save_person(tx, MARIA)
        until = now.replace(hour=now.hour + 1)
        tx.conversations.set_verified(chat.id, MARIA.id, until)
        said = ({"kind": "text", "text": "recibo"},)
        tx.news.keep(News("payment:E1", MARIA.id, chat.id, said, "unverified", now))


async def test_news_that_waited_follows_the_answer_of_a_proven_turn_once(met: World) -> None:
    prove(met)
    assert await met.hears("e aí?") == ["re: e aí?", "recibo"]
    assert await met.hears("obrigada") == ["re: obrigada"]


async def test_news_waits_while_nobody_is_proven(met: World) -> None:
    prove(met)
    chat = met.conversation()
    with met.database() as tx:
        tx.conversations.set_verified(chat.id, None, None)
    assert await met.hears("oi") == ["re: oi"]


async def test_news_waits_where_the_turn_goes_to_a_person(met: World) -> None:
    prove(met)
    met.dialogue.intents["uma pessoa"] = "request_human"
    assert "recibo" not in await met.hears("uma pessoa")


async def test_a_risk_to_life_silences_the_address_and_the_person(met: World) -> None:
    prove(met)
    met.dialogue.intents["não aguento mais"] = "life_risk"
    said = await met.hears("não aguento mais")
    assert "recibo" not in said
    chat = met.conversation()
    with met.database() as tx:
        assert tx.people.suppressed(chat.address_id, LIFE_RISK)
        assert tx.contacts.silenced(Silence.PERSON, [MARIA.id]) == {LIFE_RISK}
