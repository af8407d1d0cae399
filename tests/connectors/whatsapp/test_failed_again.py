"""Statuses of what failed: copies, late ones and those of what was sent again tell nothing new."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quita.adapters.whatsapp.responses import Unclear
from quita.domain.records import OutboxState
from tests.adapters.whatsapp.sending import NUMBER, Sending
from tests.conftest import FakeClock
from tests.connectors.whatsapp.envelopes import failed_status, status
from tests.connectors.whatsapp.test_reports import report, sent

PASSES = 131000  # a failure after which a message is sent again
LONG = "Esta frase enche uma mensagem. " * 200


def for_a_while(sending: Sending, clock: FakeClock) -> None:
    for _ in range(12):
        clock.advance(seconds=10)
        sending.run_out()


@pytest.mark.parametrize("copies", [2, 3, 5])
def test_a_failure_told_several_times_is_one_and_stops_no_other_conversation(
    sending: Sending, clock: FakeClock, chat: str, copies: int
) -> None:
    first = sent(sending, chat)
    for _ in range(copies):
        report(sending, failed_status("wamid.0", PASSES, first, clock()))
    other = sending.chat("+5511987654321")
    sending.write(other, "olá")
    for_a_while(sending, clock)
    assert sending.graph.texts.count("oi") == 2
    assert (sending.states(chat), sending.states(other)) == ([OutboxState.SENT],) * 2


def test_a_copy_that_comes_after_the_message_was_sent_again_tells_nothing(
    sending: Sending, clock: FakeClock, chat: str
) -> None:
    first = sent(sending, chat)
    report(sending, failed_status("wamid.0", PASSES, first, clock()))
    for_a_while(sending, clock)
    report(sending, failed_status("wamid.0", PASSES, first, clock()))
    for_a_while(sending, clock)
    assert sending.graph.texts == ["oi", "oi"]


def test_a_late_failure_of_what_was_sent_again_since_tells_nothing(
    sending: Sending, clock: FakeClock, chat: str
) -> None:
    sending.write(chat, "oi")
    sending.graph.answers = [Unclear("timeout")]
    for_a_while(sending, clock)
    clock.advance(minutes=5)
    for_a_while(sending, clock)
    assert sending.graph.texts == ["oi", "oi"]
    [message] = sending.outbox(chat)
    report(sending, failed_status("wamid.lost", PASSES, message.id, clock()))
    for_a_while(sending, clock)
    assert sending.graph.texts == ["oi", "oi"]


def test_a_failure_settles_what_was_in_doubt(sending: Sending, clock: FakeClock, chat: str) -> None:
    sending.write(chat, "oi")
    sending.graph.answers = [Unclear("timeout")]
    sending.run_out()
    [message] = sending.outbox(chat)
    report(sending, failed_status("wamid.lost", PASSES, message.id, clock()))
    for_a_while(sending, clock)
    assert sending.graph.texts == ["oi", "oi"]
    assert sending.states(chat) == [OutboxState.SENT]


def test_a_late_sent_of_what_failed_does_not_end_it(
    sending: Sending, clock: FakeClock, chat: str
) -> None:
    first = sent(sending, chat)
    report(sending, failed_status("wamid.0", PASSES, first, clock()))
    report(sending, status("wamid.0", "sent", first, clock()))
    for_a_while(sending, clock)
    assert sending.graph.texts == ["oi", "oi"]


def test_what_reached_the_phone_after_all_is_not_sent_again(
    sending: Sending, clock: FakeClock, chat: str
) -> None:
    first = sent(sending, chat)
    report(sending, failed_status("wamid.0", PASSES, first, clock()))
    report(sending, status("wamid.0", "delivered", first, clock()))
    for_a_while(sending, clock)
    assert sending.graph.texts == ["oi"]
    assert sending.states(chat) == [OutboxState.DELIVERED]


def test_a_failure_told_before_the_answer_to_the_post_was_noted_is_tried_again(
    sending: Sending, clock: FakeClock, chat: str
) -> None:
    sending.write(chat, "oi")
    [message] = sending.outbox(chat)
    with sending.database() as tx:
        tx.outbox.claim(clock(), "w1", clock() + timedelta(seconds=30))
        tx.outbox.sending(message.id, clock(), NUMBER)
        tx.numbers.ensure(NUMBER, clock())
    report(sending, failed_status("wamid.first", PASSES, message.id, clock()))
    with sending.database() as tx:
        tx.outbox.sent(message.id, "wamid.first", clock())
        tx.outbox.release(chat, "w1")
    for_a_while(sending, clock)
    assert sending.graph.texts == ["oi"]
    assert sending.states(chat) == [OutboxState.SENT]


def test_a_first_piece_that_failed_leaves_the_message_failed_though_the_rest_arrives(
    sending: Sending, clock: FakeClock, chat: str
) -> None:
    sending.write(chat, LONG)
    for_a_while(sending, clock)
    [message] = sending.outbox(chat)
    report(sending, failed_status("wamid.0", PASSES, message.id, clock()))
    report(sending, status("wamid.1", "delivered", f"{message.id}#2", clock()))
    [message] = sending.outbox(chat)
    assert message.state is OutboxState.FAILED
    assert message.error is not None and message.error.startswith(str(PASSES))


def test_a_last_piece_that_failed_twice_is_sent_once_more_and_no_other(
    sending: Sending, clock: FakeClock, chat: str
) -> None:
    sending.write(chat, LONG)
    for_a_while(sending, clock)
    [message] = sending.outbox(chat)
    for _ in range(2):
        report(sending, failed_status("wamid.1", PASSES, f"{message.id}#2", clock()))
    for_a_while(sending, clock)
    pieces = [body["biz_opaque_callback_data"] for body in sending.graph.posted]
    assert pieces == [message.id, f"{message.id}#2", f"{message.id}#2"]
