"""Delivering the outbox: order, paces, what is in doubt, what a refusal brings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from quita.adapters.database.unit_of_work import Database
from quita.adapters.whatsapp import limits
from quita.adapters.whatsapp.responses import Unclear, not_sent
from quita.domain.conversation import Channel
from quita.domain.events import CHANNEL_RESUMED, CHANNEL_STOPPED, CONTACT_UNREACHABLE
from quita.domain.number_health import Quality
from quita.domain.records import OutboxState
from tests.adapters.whatsapp.sending import NUMBER, OTHER, Graph, Sending
from tests.conftest import FakeClock

LONG = "Esta frase enche uma mensagem. " * 200  # over 4,096 characters: two bodies
MARIA, JOSE = "+5551981234567", "+5511987654321"


def events(sending: Sending) -> list[str]:
    with sending.database() as tx:
        return [event.type for event in tx.events.unpublished(sending.clock(), 50)]


def test_the_second_message_waits_until_the_phone_has_the_first(
    sending: Sending, graph: Graph, chat: str
) -> None:
    sending.write(chat, "primeira", "segunda")
    sending.run_out()
    assert graph.texts == ["primeira"]
    sending.status("wamid.0", OutboxState.SENT)
    sending.run_out()
    assert graph.texts == ["primeira"]
    news = sending.status("wamid.0", OutboxState.DELIVERED)
    assert news.released
    sending.run_out()
    assert graph.texts == ["primeira", "segunda"]


def test_a_phone_that_is_off_holds_up_what_follows_for_two_seconds_only(
    sending: Sending, clock: FakeClock, graph: Graph, chat: str
) -> None:
    sending.write(chat, "primeira", "segunda")
    sending.run_out()
    clock.advance(seconds=1.9)
    assert sending.run_out() == 0
    clock.advance(seconds=0.1)
    sending.run_out()
    assert graph.texts == ["primeira", "segunda"]


def test_a_message_that_was_delivered_before_its_200_was_noted_holds_up_nothing(
    sending: Sending, graph: Graph, chat: str, database: Database, clock: FakeClock
) -> None:
    sending.write(chat, "primeira")
    [first] = sending.outbox(chat)
    with database() as tx:
        tx.outbox.claim(clock(), "w1", clock() + timedelta(seconds=30))
        tx.outbox.sending(first.id, clock(), NUMBER)
        tx.outbox.advance(OutboxState.READ, external_id="wamid.0", message_id=first.id, error=None)
        tx.outbox.sent(first.id, "wamid.0", clock())
        tx.outbox.hold(first.id, chat, "wamid.0", clock() + timedelta(seconds=2))
        tx.outbox.release(chat, "w1")
    sending.write(chat, "segunda")
    sending.run_out()
    assert graph.texts == ["segunda"]


def test_other_conversations_go_on_while_one_waits_for_its_phone(
    sending: Sending, graph: Graph, chat: str
) -> None:
    other = sending.chat(JOSE)
    sending.write(chat, "um", "dois")
    sending.write(other, "três")
    sending.run_out()
    assert graph.texts == ["um", "três"]


def test_a_long_text_leaves_piece_by_piece_in_order(
    sending: Sending, clock: FakeClock, graph: Graph, chat: str
) -> None:
    sending.write(chat, LONG, "fim")
    sending.run_out()
    assert len(graph.posted) == 1
    [message, _] = sending.outbox(chat)
    sending.status("wamid.0", OutboxState.DELIVERED, message_id=message.id, piece=1)
    sending.run_out()
    assert [body["biz_opaque_callback_data"] for body in graph.posted] == [
        message.id,
        f"{message.id}#2",
    ]
    assert sending.states(chat) == [OutboxState.SENT, OutboxState.QUEUED]


def test_the_status_of_a_first_piece_does_not_end_the_message(
    sending: Sending, graph: Graph, chat: str, clock: FakeClock
) -> None:
    sending.write(chat, LONG)
    graph.answers = [Unclear("timeout")]
    sending.run_out()
    [message] = sending.outbox(chat)
    sending.status("wamid.x", OutboxState.SENT, message_id=message.id, piece=1)
    sending.run_out()
    assert [body["biz_opaque_callback_data"] for body in graph.posted] == [
        message.id,
        f"{message.id}#2",
    ]
    assert sending.states(chat) == [OutboxState.SENT]


def test_what_may_have_arrived_is_not_sent_again_where_its_status_comes(
    sending: Sending, clock: FakeClock, graph: Graph, chat: str
) -> None:
    sending.write(chat, "oi")
    graph.answers = [Unclear("timeout")]
    sending.run_out()
    [message] = sending.outbox(chat)
    assert message.state is OutboxState.UNCLEAR
    sending.status("wamid.lost", OutboxState.SENT, message_id=message.id)
    clock.advance(hours=1)
    assert sending.run_out() == 0
    assert graph.texts == ["oi"]


def test_silence_counts_as_never_sent_once_statuses_of_others_come(
    sending: Sending, clock: FakeClock, graph: Graph, chat: str, database: Database
) -> None:
    sending.write(chat, "oi")
    graph.answers = [Unclear("timeout")]
    sending.run_out()
    with database() as tx:
        tx.numbers.status_came(NUMBER, clock.advance(seconds=29))
    sending.run_out()
    assert len(graph.posted) == 1
    clock.advance(seconds=1)
    sending.run_out()
    assert graph.texts == ["oi", "oi"]


def test_without_any_web_hook_what_is_in_doubt_waits_longer_and_not_for_ever(
    sending: Sending, clock: FakeClock, graph: Graph, chat: str
) -> None:
    sending.write(chat, "oi")
    graph.answers = [Unclear("timeout")]
    sending.run_out()
    clock.advance(seconds=100)
    sending.run_out()
    assert len(graph.posted) == 1
    clock.advance(seconds=80)
    sending.run_out()
    assert len(graph.posted) == 2


def test_an_outage_of_timeouts_ends_no_message_before_its_window_does(
    sending: Sending, clock: FakeClock, graph: Graph, chat: str, database: Database
) -> None:
    sending.write(chat, "oi")
    graph.answers = [Unclear("the server failed", 503)] * 200
    for _ in range(23 * 60):
        clock.advance(minutes=1)
        with database() as tx:
            tx.numbers.status_came(NUMBER, clock())
        sending.run_out()
    assert 12 < len(graph.posted) < 110
    graph.answers.clear()
    clock.advance(minutes=16)
    sending.run_out()
    assert sending.states(chat) == [OutboxState.SENT]


@pytest.mark.parametrize(
    "payload",
    [
        {"kind": "text"},
        {"kind": "text", "text": None},
        {"kind": "buttons", "text": "a", "buttons": [{"id": "x"}]},
        {"kind": "nonsense"},
    ],
)
def test_what_cannot_be_said_fails_alone(
    sending: Sending, clock: FakeClock, graph: Graph, chat: str, payload: dict[str, Any]
) -> None:
    sending.write_payloads(chat, payload)
    sending.write(chat, "oi")
    other = sending.chat("+5511987654321")
    sending.write(other, "olá")
    for _ in range(5):
        clock.advance(seconds=5)
        sending.run_out()
    assert sorted(graph.texts) == ["oi", "olá"]
    assert sending.states(chat) == [OutboxState.FAILED, OutboxState.SENT]


def test_what_is_in_doubt_waits_while_its_status_may_be_among_unread_web_hooks(
    sending: Sending, clock: FakeClock, graph: Graph, chat: str, database: Database
) -> None:
    sending.write(chat, "oi")
    graph.answers = [Unclear("timeout")]
    sending.run_out()
    with database() as tx:
        tx.held_hooks.add([b"{}"], clock.advance(seconds=10))
        tx.numbers.status_came(NUMBER, clock())
    clock.advance(minutes=10)
    sending.run_out()
    assert len(graph.posted) == 1
    with database() as tx:
        [held] = tx.held_hooks.due(clock(), 1)
        tx.held_hooks.drop([held.seq])
    clock.advance(seconds=5)
    sending.run_out()
    assert len(graph.posted) == 2


def test_what_a_dead_process_left_is_taken_up_by_another_in_order(
    sending: Sending, clock: FakeClock, graph: Graph, chat: str, database: Database
) -> None:
    sending.write(chat, "primeira", "segunda")
    with database() as tx:
        [first, _] = tx.outbox.claim(clock(), "dead", clock() + timedelta(seconds=30))
        tx.outbox.sending(first.id, clock(), NUMBER)
        tx.numbers.ensure(NUMBER, clock())
    other = sending.another("w2")
    other.run_out()
    assert graph.posted == []
    clock.advance(seconds=31)
    with database() as tx:
        tx.numbers.status_came(NUMBER, clock())
    other.run_out()
    clock.advance(seconds=2)
    other.run_out()
    assert graph.texts == ["primeira", "segunda"]


def test_no_person_gets_more_than_the_pair_limit(
    sending: Sending, clock: FakeClock, graph: Graph, chat: str
) -> None:
    sending.write(chat, *(f"mensagem {n}" for n in range(50)))
    for _ in range(50):
        sending.run_out()
        sending.status(f"wamid.{len(graph.posted) - 1}", OutboxState.DELIVERED)
    assert len(graph.posted) == limits.PAIR_BURST
    clock.advance(seconds=limits.PAIR_SECONDS)
    sending.run_out()
    assert len(graph.posted) == limits.PAIR_BURST + 1
    assert all(message.attempts == 0 for message in sending.outbox(chat))


def test_a_pair_limit_of_metas_waits_four_to_the_nth_seconds(
    sending: Sending, clock: FakeClock, graph: Graph, chat: str
) -> None:
    sending.write(chat, "oi")
    graph.refuses(131056, times=2)
    for wait in (4, 16):
        sending.run_out()
        clock.advance(seconds=wait - 1)
        assert sending.run_out() == 0
        clock.advance(seconds=1)
    sending.run_out()
    assert sending.states(chat) == [OutboxState.SENT]


def test_a_cap_of_marketing_waits_a_day(
    sending: Sending, clock: FakeClock, graph: Graph, chat: str, database: Database
) -> None:
    template = {"kind": "template", "name": "retomar", "language": "pt_BR", "parameters": []}
    sending.write_payloads(chat, {**template, "text": "Oi"})
    graph.refuses(131049)
    sending.run_out()
    clock.advance(hours=23, minutes=59)
    assert sending.run_out() == 0
    clock.advance(minutes=1)
    sending.run_out()
    assert sending.states(chat) == [OutboxState.SENT]


def test_somebody_who_is_not_on_whatsapp_is_left_to_sms(
    sending: Sending, graph: Graph, chat: str, database: Database
) -> None:
    sending.write(chat, "oi", "tudo bem?")
    graph.refuses(131026, times=2)
    sending.run_out()
    assert sending.states(chat) == [OutboxState.FAILED] * 2
    assert events(sending) == [CONTACT_UNREACHABLE]
    with database() as tx:
        conversation = tx.conversations.get(chat)
        assert conversation is not None
        assert tx.reach.is_lost(conversation.address_id, Channel.WHATSAPP)


def test_our_own_mistake_is_given_up_and_stops_nobody(
    sending: Sending, graph: Graph, chat: str
) -> None:
    sending.write(chat, "errada")
    graph.refuses(131009)
    sending.run_out()
    sending.write(chat, "certa")
    sending.run_out()
    assert sending.states(chat) == [OutboxState.FAILED, OutboxState.SENT]


def test_an_outage_of_five_minutes_loses_nothing_and_keeps_the_order(
    sending: Sending, clock: FakeClock, graph: Graph, chat: str
) -> None:
    sending.write(chat, "primeira", "segunda")
    ends = clock() + timedelta(minutes=5)
    while clock() < ends:
        graph.answers = [not_sent("ClientConnectorError")]
        sending.run_out()
        graph.posted.clear()
        clock.advance(seconds=5)
    graph.answers = []
    for _ in range(20):
        sending.run_out()
        clock.advance(seconds=2)
    assert graph.texts == ["primeira", "segunda"]


def test_a_dead_token_stops_everything_and_tells_once(
    sending: Sending, clock: FakeClock, graph: Graph, chat: str, database: Database
) -> None:
    others = [sending.chat(f"+55119876500{n:02}") for n in range(5)]
    for one in (chat, *others):
        sending.write(one, "oi")
    graph.refuses(190)
    sending.run_out()
    assert len(graph.posted) == 1
    assert events(sending) == [CHANNEL_STOPPED]
    with database() as tx:
        [number] = tx.numbers.all()
    assert (number.stopped, number.stopped_code) == (True, 190)


def test_one_message_tries_whether_a_stop_is_over_and_lets_the_others_go(
    sending: Sending, clock: FakeClock, graph: Graph, chat: str, database: Database
) -> None:
    other = sending.chat(JOSE)
    sending.write(chat, "um")
    sending.write(other, "dois")
    graph.refuses(190, times=2)
    sending.run_out()
    clock.advance(minutes=1)
    sending.run_out()
    assert len(graph.posted) == 2  # one probe, refused again
    clock.advance(minutes=1)
    sending.run_out()
    assert sorted(graph.texts[2:]) == ["dois", "um"]
    assert CHANNEL_RESUMED in events(sending)
    with database() as tx:
        assert not tx.numbers.all()[0].stopped


def test_a_stopped_number_does_not_stop_the_other_one(
    database: Database, clock: FakeClock, graph: Graph
) -> None:
    sending = Sending(database, clock, graph, ((NUMBER, 1), (OTHER, 1)))
    banned, fine = sending.chat(MARIA, NUMBER), sending.chat(JOSE, OTHER)
    sending.write(banned, "um")
    graph.refuses(131031)
    sending.run_out()
    sending.write(fine, "dois")
    sending.run_out()
    assert sending.states(fine) == [OutboxState.SENT]
    assert sending.states(banned) == [OutboxState.QUEUED]


def test_an_answer_leaves_from_the_number_that_was_written_to(
    database: Database, clock: FakeClock, graph: Graph
) -> None:
    sending = Sending(database, clock, graph, ((NUMBER, 1), (OTHER, 1)))
    chat = sending.chat(MARIA, OTHER)
    sending.write(chat, "oi")
    sending.run_out()
    assert graph.numbers == [OTHER]


def test_what_starts_a_conversation_keeps_to_the_number_it_was_given(
    database: Database, clock: FakeClock, graph: Graph
) -> None:
    sending = Sending(database, clock, graph, ((NUMBER, 1), (OTHER, 3)))
    chat = sending.chat(MARIA, None)
    for text in ("um", "dois"):
        sending.write(chat, text)
        sending.run_out()
        clock.advance(seconds=2)
    assert len(set(graph.numbers)) == 1


def test_free_words_are_refused_once_the_window_is_closed(
    sending: Sending, clock: FakeClock, graph: Graph, chat: str
) -> None:
    clock.advance(hours=24)
    sending.write(chat, "tarde demais")
    sending.run_out()
    [message] = sending.outbox(chat)
    assert message.state is OutboxState.FAILED
    assert "only a template" in str(message.error)
    assert graph.posted == []


def test_a_template_passes_a_closed_window(
    sending: Sending, clock: FakeClock, graph: Graph, chat: str
) -> None:
    clock.advance(hours=25)
    payload = {"kind": "template", "name": "retomar", "language": "pt_BR", "parameters": ["2026"]}
    sending.write_payloads(chat, {**payload, "text": "Oi 2026"})
    sending.run_out()
    [body] = graph.posted
    assert body["template"] == {
        "name": "retomar",
        "language": {"policy": "deterministic", "code": "pt_BR"},
        "components": [{"type": "body", "parameters": [{"type": "text", "text": "2026"}]}],
    }


def test_a_red_number_starts_little_and_answers_as_ever(
    sending: Sending, clock: FakeClock, graph: Graph, database: Database
) -> None:
    chats = [sending.chat(f"+55119876500{n:02}") for n in range(60)]
    with database() as tx:
        tx.numbers.told(NUMBER, clock(), quality=Quality.RED)
    payload = {"kind": "template", "name": "retomar", "language": "pt_BR", "parameters": []}
    for chat in chats[:40]:
        sending.write_payloads(chat, {**payload, "text": "Oi"})
    sending.run_out()
    started = len(graph.posted)
    for chat in chats[40:]:
        sending.write(chat, "resposta")
    sending.run_out()
    assert len(graph.texts) == 20
    assert started < 20


def test_a_new_number_writes_first_to_fifty_people_a_day(
    sending: Sending, clock: FakeClock, graph: Graph
) -> None:
    payload = {"kind": "template", "name": "retomar", "language": "pt_BR", "text": "Oi"}
    for n in range(55):
        sending.write_payloads(sending.chat(f"+55119876{n:05}"), payload)
    sending.run_out()
    assert len(graph.posted) == 50
    for n in range(50):
        sending.status(f"wamid.{n}", OutboxState.DELIVERED)
    clock.advance(hours=24, minutes=1)
    sending.run_out()
    assert len(graph.posted) == 55


def test_a_number_never_sends_more_than_its_second_holds(
    sending: Sending, clock: FakeClock, graph: Graph
) -> None:
    for n in range(100):
        sending.write(sending.chat(f"+55119876{n:05}"), "oi")
    sending.run_out()  # what may leave now or within a second, its waits slept through
    assert 60 <= len(graph.posted) <= limits.MESSAGES_PER_SECOND  # the rest is for late ones
    clock.advance(seconds=2)
    sending.run_out()
    assert len(graph.posted) == 100


def test_messages_that_reach_nobody_stop_what_we_start(
    sending: Sending, clock: FakeClock, graph: Graph
) -> None:
    payload = {"kind": "template", "name": "retomar", "language": "pt_BR", "text": "Oi"}
    for n in range(55):
        sending.write_payloads(sending.chat(f"+55119876{n:05}"), payload)
    sending.run_out()
    clock.advance(hours=24, minutes=1)
    sending.run_out()
    assert len(graph.posted) == 50


def test_a_template_that_could_not_leave_for_days_is_given_up(
    sending: Sending, clock: FakeClock, graph: Graph, chat: str
) -> None:
    payload = {"kind": "template", "name": "retomar", "language": "pt_BR", "text": "Oi"}
    sending.write_payloads(chat, payload)
    clock.advance(days=3, minutes=1)
    sending.run_out()
    assert sending.states(chat) == [OutboxState.FAILED]
    assert graph.posted == []
