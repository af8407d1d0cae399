"""The window as sending sees it: it belongs to a number, and Meta's word closes it."""

from __future__ import annotations

from datetime import timedelta

from quita.adapters.database.unit_of_work import Database
from quita.domain.records import OutboxState
from quita.domain.window import Window
from tests.adapters.whatsapp.sending import NUMBER, OTHER, TEMPLATE, Graph, Sending
from tests.conftest import FakeClock


def is_open(sending: Sending, chat: str) -> bool:
    with sending.database() as tx:
        conversation = tx.conversations.get(chat)
    assert conversation is not None
    return Window.of(conversation).open(sending.clock())


def test_a_window_that_meta_says_is_closed_is_closed_for_what_follows(
    sending: Sending, clock: FakeClock, graph: Graph
) -> None:
    chat = sending.chat()
    clock.advance(seconds=1)
    sending.write(chat, "um", "dois")
    graph.refuses(131047)
    sending.run_out()
    assert sending.states(chat) == [OutboxState.FAILED] * 2
    assert len(graph.posted) == 1
    assert not is_open(sending, chat)
    sending.hear(chat)
    sending.write(chat, "três")
    sending.run_out()
    assert graph.texts[1:] == ["três"]


def test_a_number_that_left_takes_its_window_along(
    sending: Sending, clock: FakeClock, graph: Graph, database: Database
) -> None:
    chat = sending.chat()
    others = Sending(database, clock, graph, ((OTHER, 1),), "w2")
    others.write(chat, "livre", "também livre")
    others.run_out()
    assert graph.posted == []
    assert others.states(chat) == [OutboxState.FAILED] * 2
    assert not is_open(others, chat)
    others.write_payloads(chat, TEMPLATE)
    others.run_out()
    assert graph.numbers == [OTHER]
    others.hear(chat, OTHER)
    clock.advance(seconds=3)
    others.write(chat, "resposta")
    others.run_out()
    assert graph.texts == ["resposta"]


def test_a_message_to_another_number_opens_that_ones_window_alone(
    database: Database, clock: FakeClock, sending: Sending
) -> None:
    chat, arrived = sending.chat(), clock.advance(hours=20)
    sending.hear(chat, OTHER)
    with database() as tx:  # a web hook of hours ago, about the number before
        late = arrived - timedelta(hours=10)
        tx.conversations.touch(chat, arrived, None, sent_at=late, ready_at=arrived,
                               number_id=NUMBER)  # fmt: skip
        conversation = tx.conversations.get(chat)
        assert conversation is not None
        assert (tx.numbers.held_on(chat), conversation.heard_at) == (OTHER, arrived)
