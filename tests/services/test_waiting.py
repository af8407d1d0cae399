"""Who waits knows where they stand, and what they were promised happens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta, timezone

import pytest

from quita.domain.callback import press
from quita.domain.conversation import Channel, Conversation, Owner
from quita.domain.errors import InvalidInput, NotAllowed
from quita.domain.events import HANDOFF_REQUESTED, HANDOFF_TRANSFERRED
from quita.domain.handoff import Decision, Reason
from quita.domain.handoff_records import Callback, CallbackState
from quita.domain.opening_hours import Hours, Opening
from quita.domain.queues import HandoffBook, Queue
from quita.services.waiting import Waiting
from tests.adapters.database.samples import open_conversation
from tests.builders import NamedPhrases, draft, reaching
from tests.services.turn_world import World

OFFICE = Hours((Opening((0, 1, 2, 3, 4), time(9), time(18)),))
TIMEOUT = timedelta(minutes=20)
GERAL = Queue("geral", "Geral", hours=OFFICE, timeout=TIMEOUT)
NIGHT = datetime(2026, 11, 24, 0, 30, tzinfo=timezone.utc)  # Monday 23/11, 21h30 in São Paulo
OPENS = datetime(2026, 11, 24, 12, 0, tzinfo=timezone.utc)  # Tuesday, 9h
TWO_O_CLOCK = datetime(2026, 11, 24, 17, 0, tzinfo=timezone.utc)


@pytest.fixture
def waiting(world: World) -> Waiting:
    ids, phrases = world.ids, NamedPhrases()
    return Waiting(
        world.database, world.clock, ids, phrases, world.ownership, reaching(world.clock)
    )


@pytest.fixture
def office(world: World, waiting: Waiting) -> Iterator[World]:
    """A company that answers from 9h to 18h; it is Monday noon."""
    world.ownership.book = HandoffBook(queues=(GERAL, Queue("extra", "Extra")))
    yield world


@pytest.fixture
async def night(office: World) -> World:
    """Somebody asked for a person at night."""
    office.clock.now = NIGHT
    await office.hears("quero um atendente")
    office.clock.advance(minutes=1)
    return office


def expected(world: World) -> Callback | None:
    chat = world.conversation().id
    with world.database() as tx:
        return tx.callbacks.expected(chat)


def callbacks(world: World) -> list[tuple[str, str]]:
    chat = world.conversation().id
    with world.database() as tx:
        return [(one.made_by, one.state.value) for one in tx.callbacks.of_conversation(chat)]


def others_in_the_queue(world: World, count: int) -> list[Conversation]:
    with world.database() as tx:
        chats = [
            open_conversation(tx, world.clock(), phone=f"+55119876540{n:02}") for n in range(count)
        ]
        for chat in chats:
            world.ownership.queue(tx, chat, Decision(Reason.REQUESTED), {})
    return chats


async def test_who_comes_first_is_told_so_and_that_nobody_can_say_how_long(office: World) -> None:
    *_, said = await office.hears("quero um atendente")
    assert "utter_queue_open utter_queue_next 0 utter_queue_wait_unknown" in said


async def test_a_person_is_told_how_many_go_before_them(office: World) -> None:
    others_in_the_queue(office, 3)
    office.clock.advance(seconds=1)
    *_, said = await office.hears("quero um atendente")
    assert "utter_queue_ahead 3" in said


async def test_who_is_more_urgent_goes_before_those_who_wait(office: World) -> None:
    others_in_the_queue(office, 3)
    assert "utter_queue_next" in " ".join(await office.hears("isso é golpe"))


async def test_the_expected_time_comes_from_the_last_waits(office: World) -> None:
    for chat in others_in_the_queue(office, 5):
        office.clock.advance(minutes=2)
        office.ownership.claim(chat.id, "ana")
    *_, said = await office.hears("quero um atendente")
    assert "utter_queue_wait 10 minutos" in said


async def test_a_risk_to_life_is_told_of_no_queue(office: World) -> None:
    (said,) = await office.hears("quero morrer")
    assert said == "utter_handoff_life_risk"


async def test_outside_the_hours_the_next_opening_is_promised(night: World) -> None:
    said = night.said()[-1]
    assert "utter_queue_closed" in said
    assert "de segunda a sexta, das 9h às 18h" in said
    assert "amanhã às 9h" in said
    promised = expected(night)
    assert promised is not None
    assert (promised.due_at, promised.made_by) == (OPENS, "system")


async def test_another_hour_is_chosen_by_a_button(night: World) -> None:
    message = draft(night.clock(), "ter 24/11 às 14h", payload_id=press(TWO_O_CLOCK))
    (said,) = await night.takes(message)
    assert said.startswith("utter_callback_promised")
    assert "amanhã às 14h" in said
    assert callbacks(night) == [("system", "withdrawn"), ("person", "promised")]
    assert night.conversation().owner is Owner.QUEUED


@pytest.mark.parametrize("text", ["amanhã às 14h", "14:00", "pode ser 14 horas", "às 2 da tarde"])
async def test_another_hour_is_chosen_in_words(night: World, text: str) -> None:
    (said,) = await night.hears(text)
    assert said.startswith("utter_callback_promised")
    promised = expected(night)
    assert promised is not None
    assert promised.due_at == TWO_O_CLOCK


@pytest.mark.parametrize("text", ["22h", "às 7"])
async def test_an_hour_at_which_nobody_is_there_is_not_promised(night: World, text: str) -> None:
    (said,) = await night.hears(text)
    assert said.startswith("utter_callback_not_open")
    promised = expected(night)
    assert promised is not None
    assert promised.due_at == OPENS


async def test_a_forged_button_promises_nothing(night: World) -> None:
    for payload in ("/callback#", "/callback#ontem", "/callback#2026-11-24T17:00:00"):
        assert await night.takes(draft(night.clock(), "x", payload_id=payload)) == []
        night.clock.advance(seconds=1)
    late = draft(night.clock(), "x", payload_id="/callback#2036-11-24T17:00:00+00:00")
    (said,) = await night.takes(late)
    assert said.startswith("utter_callback_not_open")


async def test_an_hour_means_nothing_where_none_was_offered(office: World) -> None:
    await office.hears("quero um atendente")
    office.clock.advance(seconds=5)
    assert await office.hears("trabalho até às 17h") == []


async def test_at_the_hour_the_chat_is_on_top_and_both_sides_are_told(
    night: World, waiting: Waiting
) -> None:
    night.clock.now = OPENS - timedelta(seconds=1)
    assert waiting.run() == 0
    others_in_the_queue(night, 2)
    night.clock.now = OPENS
    assert waiting.run() == 1
    assert night.said()[-1] == "utter_callback_now"
    event = night.events(HANDOFF_REQUESTED)[-1]
    assert (event["because"], event["priority"]) == ("promise", 1)
    with night.database() as tx:
        first, *_ = tx.handoffs.waiting("geral")
        top, *_ = tx.conversations.with_owner([Owner.QUEUED])
    assert first.conversation_id == top.id == event["conversation"]
    assert waiting.run() == 0


async def test_whoever_takes_the_chat_keeps_the_promise(night: World) -> None:
    chat = night.conversation().id
    night.ownership.claim(chat, "ana")
    assert callbacks(night) == [("system", "kept")]


async def test_who_goes_back_to_the_bot_is_promised_nothing_any_more(
    night: World, waiting: Waiting
) -> None:
    assert await night.hears("voltar ao robô") == ["utter_back_to_bot"]
    assert callbacks(night) == [("system", "withdrawn")]
    night.clock.now = OPENS
    assert waiting.run() == 0
    assert night.conversation().owner is Owner.BOT


async def test_who_asked_for_silence_is_put_on_top_without_a_word(
    night: World, waiting: Waiting
) -> None:
    assert await night.hears("parem de me escrever") == ["utter_stop_contact"]
    before = night.said()
    night.clock.now = OPENS
    assert waiting.run() == 1
    assert night.said() == before
    assert night.conversation().priority == 1


async def test_past_the_reply_window_only_the_agents_are_told(
    office: World, waiting: Waiting
) -> None:
    office.clock.now = datetime(2026, 11, 27, 22, 0, tzinfo=timezone.utc)  # Friday, 19h
    await office.hears("quero um atendente")
    assert "utter_queue_window" in office.said()[-1]
    before = office.said()
    office.clock.now = datetime(2026, 11, 30, 12, 0, tzinfo=timezone.utc)
    assert waiting.run() == 1
    assert office.said() == before
    assert office.events(HANDOFF_REQUESTED)[-1]["because"] == "promise"


async def test_a_wait_that_takes_too_long_is_said_once_and_rises(
    office: World, waiting: Waiting
) -> None:
    await office.hears("quero um atendente")
    office.clock.now += TIMEOUT - timedelta(seconds=1)
    assert waiting.run() == 0
    office.clock.advance(seconds=1)
    assert waiting.run() == 1
    assert office.said()[-1].startswith("utter_queue_late")
    assert office.conversation().priority == 3
    assert office.events(HANDOFF_REQUESTED)[-1]["because"] == "timeout"
    office.clock.now += TIMEOUT
    assert waiting.run() == 0


async def test_after_that_an_hour_may_be_chosen(office: World, waiting: Waiting) -> None:
    await office.hears("quero um atendente")
    office.clock.now += TIMEOUT
    waiting.run()
    (said,) = await office.hears("amanhã às 14h", payload_id=press(TWO_O_CLOCK))
    assert said.startswith("utter_callback_promised")


async def test_a_wait_that_ends_after_closing_promises_the_next_opening(
    office: World, waiting: Waiting
) -> None:
    office.clock.now = datetime(2026, 11, 23, 20, 50, tzinfo=timezone.utc)  # 17h50
    await office.hears("quero um atendente")
    office.clock.now += TIMEOUT
    assert waiting.run() == 1
    assert "utter_queue_closed" in office.said()[-1]
    promised = expected(office)
    assert promised is not None
    assert promised.due_at == OPENS


async def test_a_promise_that_nobody_kept_is_owned_up_to(night: World, waiting: Waiting) -> None:
    night.clock.now = OPENS
    waiting.run()
    night.clock.now = OPENS + TIMEOUT
    assert waiting.run() == 1
    assert night.said()[-1].startswith("utter_callback_late")
    assert night.conversation().priority == 1


async def test_a_queue_overflows_into_another_with_its_time_of_waiting(
    office: World, waiting: Waiting
) -> None:
    spills = Queue("geral", "Geral", timeout=TIMEOUT, overflow="extra")
    office.ownership.book = HandoffBook(queues=(spills, Queue("extra", "Extra")))
    await office.hears("quero um atendente")
    since = office.conversation().handoff_at
    office.clock.now += TIMEOUT
    waiting.run()
    (event,) = office.events(HANDOFF_TRANSFERRED)
    assert (event["by"], event["queue"]) == ("system", "extra")
    chat = office.conversation()
    with office.database() as tx:
        running = tx.handoffs.running(chat.id)
    assert running is not None
    assert (running.queue, running.requested_at) == ("extra", since)
    assert chat.owner is Owner.QUEUED


async def test_an_agent_who_has_it_is_never_timed_out(office: World, waiting: Waiting) -> None:
    await office.hears("quero um atendente")
    office.ownership.claim(office.conversation().id, "ana")
    office.clock.now += 3 * TIMEOUT
    assert waiting.run() == 0


async def test_an_agent_may_promise_an_hour_and_the_person_is_told(
    office: World, waiting: Waiting
) -> None:
    await office.hears("quero um atendente")
    chat = office.conversation().id
    made = waiting.promise(chat, TWO_O_CLOCK, "agent:ana")
    assert made.state is CallbackState.PROMISED
    assert office.said()[-1].startswith("utter_callback_promised")
    standing = waiting.standing(chat)
    assert standing is not None
    assert standing.callback == made
    with pytest.raises(InvalidInput):
        waiting.promise(chat, NIGHT, "agent:ana")
    office.ownership.claim(chat, "ana")
    assert waiting.standing(chat) is None
    with pytest.raises(NotAllowed):
        waiting.promise(chat, TWO_O_CLOCK, "agent:ana")


def test_a_web_chat_may_be_answered_at_any_hour(office: World, waiting: Waiting) -> None:
    office.clock.now = datetime(2026, 11, 27, 22, 0, tzinfo=timezone.utc)
    with office.database() as tx:
        chat = open_conversation(tx, office.clock(), channel=Channel.SMS_LINK)
        handoff = office.ownership.queue(tx, chat, Decision(Reason.REQUESTED), {})
        assert handoff is not None
        told = waiting.news(tx, chat, handoff)
    assert told is not None
    assert "utter_queue_window" not in told["text"]
    office.clock.now = datetime(2026, 11, 30, 12, 0, tzinfo=timezone.utc)
    waiting.run()
    assert office.said() == ["utter_callback_now"]
