"""What the company starts: it waits beside answers, and goes to nobody who must not get it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.domain.conversation import Channel
from quita.domain.number_health import Quality
from quita.domain.records import OutboxState
from quita.services.reaching import RESUME_TEMPLATE
from tests.adapters.whatsapp.sending import NUMBER, TEMPLATE, Graph, Sending
from tests.conftest import FakeClock

RESUME = {**TEMPLATE, "name": RESUME_TEMPLATE}


def address_of(sending: Sending, chat: str) -> str:
    with sending.database() as tx:
        conversation = tx.conversations.get(chat)
    assert conversation is not None
    return conversation.address_id


def test_an_answer_passes_a_template_that_meta_holds_back_for_a_day(
    sending: Sending, clock: FakeClock, graph: Graph, chat: str
) -> None:
    sending.write_payloads(chat, TEMPLATE)
    graph.refuses(131049)
    sending.run_out()
    clock.advance(minutes=1)
    sending.hear(chat)
    sending.write(chat, "resposta")
    sending.run_out()
    assert graph.texts == ["resposta"]
    clock.advance(hours=24)
    sending.run_out()
    assert sending.states(chat) == [OutboxState.SENT] * 2


def test_an_answer_passes_a_template_that_waits_for_its_numbers_health(
    sending: Sending, clock: FakeClock, graph: Graph, database: Database
) -> None:
    with database() as tx:
        tx.numbers.told(NUMBER, clock(), quality=Quality.RED)
    chats = [sending.chat(f"+55119876{n:05}") for n in range(7)]
    for chat in chats:
        sending.write_payloads(chat, TEMPLATE)
    for _ in range(20):
        sending.run_out()
        clock.advance(seconds=1)
    waiting = [chat for chat in chats if sending.states(chat) == [OutboxState.QUEUED]]
    assert len(waiting) == 2  # a tenth of fifty people a day had room
    sending.write(waiting[0], "resposta")
    sending.run_out()
    assert graph.texts == ["resposta"]


def test_free_words_still_wait_for_those_before_them(
    sending: Sending, clock: FakeClock, graph: Graph, chat: str
) -> None:
    sending.write(chat, "primeira", "segunda")
    graph.refuses(131000)
    sending.run_out()
    assert sending.run_out() == 0
    clock.advance(seconds=2)
    sending.run_out()
    assert graph.texts == ["primeira", "primeira"]


def test_a_template_that_asks_somebody_to_write_is_given_up_once_they_have(
    sending: Sending, clock: FakeClock, graph: Graph, chat: str
) -> None:
    sending.write_payloads(chat, RESUME, TEMPLATE)
    graph.refuses(131049, times=2)
    sending.run_out()
    clock.advance(hours=2)
    sending.hear(chat)
    clock.advance(hours=22)
    sending.run_out()
    assert sending.states(chat) == [OutboxState.FAILED, OutboxState.SENT]
    assert "they wrote" in str(sending.outbox(chat)[0].error)


@pytest.mark.parametrize("mark", ["lost", "suppressed"])
def test_a_template_goes_to_nobody_who_is_out_of_reach_or_asked_for_silence_since(
    sending: Sending, clock: FakeClock, graph: Graph, chat: str, mark: str
) -> None:
    address = address_of(sending, chat)
    with sending.database() as tx:
        if mark == "lost":
            tx.reach.lost(address, Channel.WHATSAPP, 131026, clock())
        else:
            tx.people.suppress(address, None, "opt_out", clock())
    sending.write_payloads(chat, TEMPLATE)
    sending.write(chat, "resposta")
    sending.run_out()
    assert sending.states(chat) == [OutboxState.FAILED, OutboxState.SENT]
    assert graph.texts == ["resposta"]


def test_who_stopped_our_marketing_is_suppressed_as_by_metas_own_switch(
    sending: Sending, clock: FakeClock, graph: Graph, chat: str
) -> None:
    sending.write_payloads(chat, TEMPLATE, TEMPLATE)
    graph.refuses(131050)
    sending.run_out()
    address = address_of(sending, chat)
    with sending.database() as tx:
        reasons = tx.people.suppression_reasons(address)
    assert reasons == {"channel_preference:marketing_messages"}
    assert len(graph.posted) == 1
    assert sending.states(chat) == [OutboxState.FAILED] * 2


def test_a_restriction_on_starting_holds_templates_until_it_ends_and_no_answers(
    sending: Sending, clock: FakeClock, graph: Graph, chat: str, database: Database
) -> None:
    with database() as tx:
        tx.numbers.ensure(NUMBER, clock())
        tx.numbers.restrict(NUMBER, clock() + timedelta(hours=30))
    clock.advance(hours=25)
    talking = sending.chat("+5511987654321")
    sending.write_payloads(chat, TEMPLATE)
    sending.write(talking, "resposta")
    sending.run_out()
    assert graph.texts == ["resposta"]
    assert sending.states(chat) == [OutboxState.QUEUED]
    sending.write_payloads(talking, TEMPLATE)
    clock.advance(seconds=3)
    sending.run_out()
    assert sending.states(talking) == [OutboxState.SENT] * 2  # within their window
    clock.advance(hours=5, minutes=30)
    sending.run_out()
    assert sending.states(chat) == [OutboxState.SENT]
